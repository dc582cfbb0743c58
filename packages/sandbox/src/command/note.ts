/** Writes a line of the command line itself to stderr. */
export function note(line: string): void {
  process.stderr.write(`handover-sandbox: ${line}\n`);
}
