import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';

const IGNORED_FOLDERS = new Set(['node_modules', 'dist', 'coverage', '.git', '.scratch']);
const TEST_FILE = /\.test\.(ts|mjs)$/;
/** The folders with tests, as patterns of the path from the root. */
const TEST_PLACES = [/^packages\/[^/]+\/test\//, /^examples\/[^/]+\/test\//, /^scripts\//, /^openapi\//];

/**
 * Finds the test files of the repository, sorted.
 *
 * @param {string} root Absolute path of the repository.
 * @returns {Promise<string[]>} Absolute paths.
 */
export async function findTestFiles(root) {
  const found = [];
  for (const folder of ['packages', 'examples', 'scripts', 'openapi']) {
    found.push(...(await filesIn(join(root, folder), TEST_FILE)));
  }
  return found.filter((file) => {
    const path = relative(root, file).split(sep).join('/');
    return TEST_PLACES.some((place) => place.test(path));
  });
}

/**
 * Resolves paths from the command line to test files: a folder means the test files in it, a file means itself.
 *
 * @param {string[]} paths Relative to `from`.
 * @param {string} from Absolute path of a folder.
 * @returns {Promise<string[]>} Absolute paths, each once.
 * @throws {Error} A path does not exist, or a folder has no test file.
 */
export async function resolveTestFiles(paths, from) {
  const found = new Set();
  for (const path of paths) {
    const absolute = resolve(from, path);
    const info = await stat(absolute).catch((error) => {
      throw new Error(`${path}: no such file or folder`, { cause: error });
    });
    const files = info.isDirectory() ? await filesIn(absolute, TEST_FILE) : [absolute];
    if (files.length === 0) throw new Error(`${path}: no *.test.ts or *.test.mjs in this folder`);
    for (const file of files) found.add(file);
  }
  return [...found];
}

/**
 * Lists the files of a folder and its subfolders, without installed, built or scratch files; sorted.
 *
 * @param {string} folder Absolute path. A missing folder has no files.
 * @param {RegExp} pattern Pattern of the file names.
 * @returns {Promise<string[]>} Absolute paths.
 */
export async function filesIn(folder, pattern) {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const found = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!IGNORED_FOLDERS.has(entry.name)) found.push(...(await filesIn(path, pattern)));
    } else if (pattern.test(entry.name)) {
      found.push(path);
    }
  }
  return found;
}
