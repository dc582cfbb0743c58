import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** How long apt may take for each of its two steps, in ms. */
const APT_WITHIN_MS = 300_000;

/**
 * Finds a program that tests need: on the PATH, else in one of `folders`, else installed with apt, if there is apt and
 * we are root.
 *
 * @param {{ programs: readonly string[], folders?: () => readonly string[], aptPackage: string, optional?: boolean,
 * otherwise: string }} need Any of `programs` works. `otherwise` says what to do if none is available. With `optional`,
 * nothing is installed.
 * @returns {string | undefined} The path. `undefined` only with `optional`.
 * @throws {Error} The program can't be provided.
 */
export function provide({ programs, folders = () => [], aptPackage, optional = false, otherwise }) {
  const found = onPath(programs, folders());
  const program = programs.join(' or ');
  if (found !== undefined || optional) return found;

  const apt = onPath(['apt-get']);
  const isRoot = process.getuid?.() === 0;
  if (apt !== undefined && isRoot) {
    process.stderr.write(`Tests need ${program}, which is not on the PATH: installing ${aptPackage} with apt-get\n`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const options = { env, timeout: APT_WITHIN_MS, encoding: 'utf8' };
    const steps = [['update'], ['install', '--yes', '--no-install-recommends', aptPackage]];
    for (const args of steps) {
      const { status, stderr, error } = spawnSync(apt, args, options);
      if (status === 0) continue;
      const why = error?.message ?? stderr.trim().split('\n').at(-1);
      throw new Error(`Tests need ${program}, and apt-get ${args[0]} failed (${why}). ${otherwise}`);
    }
    const installed = onPath(programs, folders());
    if (installed !== undefined) return installed;
  }
  const why = apt === undefined ? 'there is no apt-get' : 'apt-get needs root';
  throw new Error(`Tests need ${program}: it is not on the PATH, and it can't be installed (${why}). ${otherwise}`);
}

function onPath(programs, more = []) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...more];
  return programs.flatMap((program) => folders.map((folder) => join(folder, program))).find(isProgram);
}

/** Whether a path is an executable program. */
export function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
