import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs a program to its end, without a shell or a terminal.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {object} [options]
 * @param {string} [options.cwd] @default the root of the repository
 * @param {Record<string, string>} [options.env] Added to the environment.
 * @param {number} [options.timeoutMs] Kills the program after this time. @default 300000
 * @returns {Promise<{ ok: boolean, code: number | null, stdout: string, stderr: string, output: string }>} `output` is stdout
 *   and stderr in order of arrival.
 */
export function runTool(command, args, { cwd = root, env = {}, timeoutMs = 300_000 } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      stdout += chunk;
      output += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      stderr += chunk;
      output += chunk;
    });
    child.on('error', (error) =>
      resolve({ ok: false, code: null, stdout, stderr, output: `${output}${command}: ${error.message}\n` }),
    );
    child.on('close', (code, signal) => {
      if (signal) output += `${command} was ended by ${signal}: is it stuck? The limit is ${timeoutMs} ms\n`;
      resolve({ ok: code === 0, code, stdout, stderr, output });
    });
  });
}

/** Like `runTool`, for a script in node_modules, so that it also works outside pnpm. */
export function runNode(script, args, options) {
  return runTool(process.execPath, [script, ...args], options);
}

/** Like `runTool`, for pnpm: the running one, else the pinned one. */
export async function runPnpm(args, options) {
  // Set by the program that runs a package.json script. Under npm it names npm, and pnpm is then not on the PATH.
  if (process.env.npm_config_user_agent?.startsWith('pnpm/')) return runTool('pnpm', args, options);
  const { packageManager } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  return runTool('npx', ['-y', packageManager, ...args], options);
}
