import { readFile } from 'node:fs/promises';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';

/** The difference between two files of an example, in unified format. */
export async function diffOf(folder: URL, before: string, after: string): Promise<string> {
  const [old, current] = await Promise.all([before, after].map((name) => readFile(new URL(name, folder), 'utf8')));
  const options = { context: 1, headerOptions: FILE_HEADERS_ONLY };
  return createTwoFilesPatch(before, after, old ?? '', current ?? '', undefined, undefined, options);
}

/** The first `diff` block in an example's README. */
export async function diffInReadme(folder: URL): Promise<string | undefined> {
  return /^```diff\n(.*?)^```$/ms.exec(await readFile(new URL('README.md', folder), 'utf8'))?.[1];
}
