// A Chromium for the tests: CHROMIUM_PATH, else one on the PATH, else one installed with apt. See CONTRIBUTING.md.
//
//   node scripts/needs/chromium.mjs        prints its path
import { pathToFileURL } from 'node:url';
import { isProgram, provide } from './provide.mjs';

/** Matches test files that open a browser, by the name of the module they import. */
export const pattern = /\/browser\.ts'/;

const OTHERWISE =
  'Install Chromium or Chrome (apt-get install chromium, brew install --cask chromium), or name one: CHROMIUM_PATH=/path/to/chrome';

/**
 * Makes sure that there is a Chromium, and puts its path into the environment of the tests: `CHROMIUM_PATH`.
 *
 * @returns {string} The path.
 * @throws {Error} There is none and none can be installed. The message says what to do.
 */
export function chromium() {
  const given = process.env.CHROMIUM_PATH;
  if (given && !isProgram(given)) {
    throw new Error(`CHROMIUM_PATH is not an executable program: ${given}. ${OTHERWISE}`);
  }
  // The shell has no windows to draw, and takes half the time of a complete browser.
  const programs = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const aptPackages = ['chromium-headless-shell', 'chromium'];
  const path = given || provide({ programs, aptPackages, otherwise: OTHERWISE });
  process.env.CHROMIUM_PATH = path;
  return path;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(`${chromium()}\n`);
}
