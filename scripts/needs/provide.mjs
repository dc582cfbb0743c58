import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** How long apt may take for each of its two steps, in ms. */
const APT_WITHIN_MS = 300_000;

/**
 * Finds a program that tests need: on the PATH, else in one of `folders`, else installed with apt, if there is apt and
 * we are root.
 *
 * @param {{ programs: readonly string[], folders?: () => readonly string[], aptPackages: readonly string[],
 * optional?: boolean, otherwise: string }} need Any of `programs` works, and any of `aptPackages` has one; the first is
 * preferred. `otherwise` says what to do if none is available. With `optional`, nothing is installed.
 * @returns {string | undefined} The path. `undefined` only with `optional`.
 * @throws {Error} The program can't be provided.
 */
export function provide({ programs, folders = () => [], aptPackages, optional = false, otherwise }) {
  const found = onPath(programs, folders());
  const program = programs.join(' or ');
  if (found !== undefined || optional) return found;

  const apt = onPath(['apt-get']);
  const isRoot = process.getuid?.() === 0;
  if (apt !== undefined && isRoot) {
    process.stderr.write(
      `Tests need ${program}, which is not on the PATH: installing ${aptPackages[0]} with apt-get\n`,
    );
    let failure = runApt(apt, ['update']);
    for (const name of failure === undefined ? aptPackages : []) {
      failure = runApt(apt, ['install', '--yes', '--no-install-recommends', name]);
      if (failure === undefined) break;
    }
    if (failure !== undefined) throw new Error(`Tests need ${program}, and ${failure}. ${otherwise}`);
    const installed = onPath(programs, folders());
    if (installed !== undefined) return installed;
  }
  const why = apt === undefined ? 'there is no apt-get' : 'apt-get needs root';
  throw new Error(`Tests need ${program}: it is not on the PATH, and it can't be installed (${why}). ${otherwise}`);
}

/** Runs apt-get. @returns {string | undefined} Why it failed. */
function runApt(apt, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status, stderr, error } = spawnSync(apt, args, { env, timeout: APT_WITHIN_MS, encoding: 'utf8' });
  if (status === 0) return undefined;
  return `apt-get ${args[0]} failed (${error?.message ?? stderr.trim().split('\n').at(-1)})`;
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
