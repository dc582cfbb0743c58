import { execFileSync, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

const worker = fileURLToPath(new URL('worker.mjs', import.meta.url));
const answerWithinMs = 120_000;
const children = new Set();

/** Whether processes can be pinned to one core each: Linux's taskset exists, and there are two cores. */
export const isPinned = availableParallelism() > 1 && hasTaskset();

/** Servers run on the first core, load and clients on the second. */
export const cores = { server: 0, load: 1 };

/**
 * A contender in its own process.
 *
 * @typedef {object} Contender
 * @property {(method: string, ...args: unknown[]) => Promise<any>} ask Calls a method of the contender's file.
 */

/**
 * Starts a contender.
 *
 * @param {string} file Path from this folder, such as `servers/koa.mjs`.
 * @param {object} parameters The argument of its default export.
 * @param {number} core
 * @returns {Promise<Contender>}
 */
export async function startContender(file, parameters, core) {
  const address = new URL(file, import.meta.url).href;
  // For contenders that report their memory.
  const flags = ['--expose-gc'];
  const child = fork(worker, [address, JSON.stringify(parameters)], {
    ...(isPinned
      ? { execPath: 'taskset', execArgv: ['-c', String(core), process.execPath, ...flags] }
      : { execArgv: flags }),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  });

  children.add(child);
  child.once('exit', () => children.delete(child));

  const answer = () =>
    new Promise((resolve, reject) => {
      const settle = (error, result) => {
        clearTimeout(timer);
        child.off('message', onMessage).off('exit', onExit);
        if (error === undefined) resolve(result);
        else reject(new Error(`${file}: ${error}`));
      };
      const onMessage = ({ error, result }) => settle(error, result);
      const onExit = (code, signal) => settle(`ended with ${signal ?? code}`);
      const timer = setTimeout(() => settle(`no answer within ${answerWithinMs} ms`), answerWithinMs);
      child.on('message', onMessage).on('exit', onExit);
    });

  await answer();
  return {
    ask(method, ...args) {
      const answered = answer();
      child.send({ method, args });
      return answered;
    },
  };
}

/** Ends all contenders, which would otherwise keep this program alive. */
export function endContenders() {
  for (const child of children) child.kill();
}

/** Pins this process and its threads to the core of the load. */
export function pinLoad() {
  if (isPinned) execFileSync('taskset', ['-acp', String(cores.load), String(process.pid)], { stdio: 'ignore' });
}

function hasTaskset() {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    // Not Linux, or a single core: the system places the processes, and the report says so.
    return false;
  }
}
