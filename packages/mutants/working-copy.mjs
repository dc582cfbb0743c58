import { rmSync } from 'node:fs';
import { cp, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** Folders that the tests do not need. */
const LEFT_OUT = new Set(['.git', '.scratch', 'coverage', 'dist']);

/**
 * A copy of the sources in its own folder, with links to the installed dependencies.
 *
 * @typedef {object} WorkingCopy
 * @property {string} folder Absolute path of its root.
 * @property {(file: string, text: string, work: () => Promise<unknown>) => Promise<unknown>} holding Runs `work` while
 * `file` holds `text`, then restores the file.
 * @property {() => Promise<void>} remove
 * @property {() => void} removeNow For a process that is about to exit.
 */

/**
 * Makes a copy for trying mutants.
 *
 * @param {string} root Absolute path of the repository.
 * @returns {Promise<WorkingCopy>}
 */
export async function workingCopy(root) {
  // The real path, as the tests will see it: they compare addresses of files.
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'handover-mutants-')));
  const options = { recursive: true, force: true, maxRetries: 3 };
  try {
    await copyFolder(root, folder);
  } catch (error) {
    await rm(folder, options);
    throw error;
  }
  return {
    folder,
    async holding(file, text, work) {
      const path = join(folder, file);
      const before = await readFile(path, 'utf8');
      await writeFile(path, text);
      try {
        return await work();
      } finally {
        await writeFile(path, before);
      }
    },
    remove: () => rm(folder, options),
    removeNow: () => rmSync(folder, options),
  };
}

function copyFolder(from, to) {
  return cp(from, to, {
    recursive: true,
    async filter(source, target) {
      const name = basename(source);
      // A junction, for systems where links to folders need special rights.
      if (name === 'node_modules') await symlink(source, target, 'junction');
      return name !== 'node_modules' && !LEFT_OUT.has(name);
    },
  });
}
