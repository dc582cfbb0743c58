import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * Makes a folder with these files, and removes it after `work`.
 *
 * @param files Contents by path relative to the folder.
 * @param work Receives the folder's absolute path.
 * @param within The parent folder. @default the folder for temporary files
 */
export async function withFolder<Result>(
  files: Readonly<Record<string, string>>,
  work: (folder: string) => Promise<Result>,
  within: string = tmpdir(),
): Promise<Result> {
  await mkdir(within, { recursive: true });
  const folder = await mkdtemp(join(await realpath(within), 'handover-test-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
