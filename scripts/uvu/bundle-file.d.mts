/** See bundle-file.mjs. */
export function bundleFile(
  file: string,
  outfile: string,
  options: { readonly cwd: string; readonly instead?: Readonly<Record<string, string>> },
): Promise<void>;
