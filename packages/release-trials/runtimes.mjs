import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runTool } from '../../scripts/workspace/run-tool.mjs';

/** The Node versions that the packages promise to support. */
const NODES = ['20', '22', '24'];
/** Other runtimes of the client. */
const OTHERS = ['bun', 'deno'];

/**
 * Installs runtimes from npm packages that contain them, and asks each for its version.
 *
 * @param {string} folder Absolute path of an empty folder to install them in.
 * @returns {Promise<{ name: string, isNode: boolean, path: string, version: string }[]>}
 * @throws {Error} A runtime can't be installed or does not start.
 */
export async function installRuntimes(folder) {
  await mustRun('npm', ['init', '-y'], folder);
  const wanted = [...NODES.map((major) => `node${major}@npm:node@${major}`), ...OTHERS];
  await mustRun('npm', ['install', ...wanted, '--prefer-offline', '--no-audit', '--no-fund'], folder);

  const require = createRequire(join(folder, 'package.json'));
  const found = [];
  for (const name of [...NODES.map((major) => `node${major}`), ...OTHERS]) {
    const { bin } = require(`${name}/package.json`);
    const isNode = !OTHERS.includes(name);
    const path = join(folder, 'node_modules', name, typeof bin === 'string' ? bin : bin[isNode ? 'node' : name]);
    const version = (await mustRun(path, ['--version'], folder)).trim().split('\n')[0];
    found.push({ name, isNode, path, version });
  }
  return found;
}

async function mustRun(command, args, cwd) {
  const { ok, stdout, output } = await runTool(command, args, { cwd });
  if (!ok) throw new Error(`${command} ${args.join(' ')} failed:\n${output}`);
  return stdout;
}
