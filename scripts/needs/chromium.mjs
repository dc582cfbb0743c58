// A Chromium for the tests: CHROMIUM_PATH, else one on the PATH, else one installed with apt. See CONTRIBUTING.md.
//
//   node scripts/needs/chromium.mjs        prints its path
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Which test files need it: those that open a browser, by the name of the module that does. */
export const pattern = /\/browser\.ts'/;

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const OTHERWISE =
  'Install Chromium or Chrome (apt-get install chromium, brew install --cask chromium), or name one: CHROMIUM_PATH=/path/to/chrome';
/** How long apt may take for each of its two steps, in ms. */
const APT_WITHIN_MS = 300_000;

/**
 * Sees to it that there is a Chromium, and puts its path into the environment of the tests: `CHROMIUM_PATH`.
 *
 * @returns {string} The path.
 * @throws {Error} There is none and none can be installed; the message says what to do.
 */
export function chromium() {
  const given = process.env.CHROMIUM_PATH;
  if (given && !isProgram(given)) {
    throw new Error(`CHROMIUM_PATH names no program that can be run: ${given}. ${OTHERWISE}`);
  }
  const path = given || onPath(PROGRAMS) || installed();
  process.env.CHROMIUM_PATH = path;
  return path;
}

function installed() {
  const apt = onPath(['apt-get']);
  if (apt === undefined || process.getuid?.() !== 0) {
    const why = apt === undefined ? 'there is no apt-get' : 'apt-get needs root';
    throw new Error(
      `Tests need Chromium: none of ${PROGRAMS.join(', ')} is on the PATH, and it can't be installed (${why}). ${OTHERWISE}`,
    );
  }
  process.stderr.write('Tests need Chromium, and none is on the PATH: installing it with apt-get\n');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', 'chromium']]) {
    const { status, stderr, error } = spawnSync(apt, args, { env, timeout: APT_WITHIN_MS, encoding: 'utf8' });
    if (status === 0) continue;
    const why = error?.message ?? stderr.trim().split('\n').at(-1);
    throw new Error(`Tests need Chromium, and apt-get ${args[0]} failed (${why}). ${OTHERWISE}`);
  }
  const path = onPath(PROGRAMS);
  if (path === undefined) throw new Error(`apt-get installed chromium, but it is not on the PATH. ${OTHERWISE}`);
  return path;
}

function onPath(programs) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return programs.flatMap((program) => folders.map((folder) => join(folder, program))).find(isProgram);
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not there, or not to be run.
    return false;
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    process.stdout.write(`${chromium()}\n`);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
