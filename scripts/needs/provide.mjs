import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** How long apt may take for each of its two steps, in ms. */
const APT_WITHIN_MS = 300_000;

/**
 * The path of a program that tests need: from the PATH, else installed with apt, where there is apt and we are root.
 *
 * @param {{ program: string, aptPackage: string, optional?: boolean, otherwise: string }} need `otherwise` says what to do
 *   where it can't be had. With `optional` nothing is installed.
 * @returns {string | undefined} Only with `optional` nothing.
 * @throws {Error} It can't be had.
 */
export function provide({ program, aptPackage, optional = false, otherwise }) {
  const found = onPath(program);
  if (found !== undefined || optional) return found;

  const apt = onPath('apt-get');
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
    const installed = onPath(program);
    if (installed !== undefined) return installed;
  }
  const why = apt === undefined ? 'there is no apt-get' : 'apt-get needs root';
  throw new Error(`Tests need ${program}: it is not on the PATH, and it can't be installed (${why}). ${otherwise}`);
}

function onPath(program) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, program);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}
