import { spawn } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.mjs';
import { writeExample } from './write-example.mjs';

const READY_WITHIN_MS = 20_000;
const ENDS_WITHIN_MS = 30_000;
const APP = { id: '1450077300221199', name: 'Bot', verifyToken: 'verify-me' };

/**
 * Runs a README example in a project with the installed packages, with the sandbox instead of Meta. A server must pass
 * the handshake, answer a person and end on SIGTERM. Every other program must end by itself, with 0; so must each
 * command of a command line.
 *
 * @param {object} options
 * @param {import('./readme-examples.mjs').Example} options.example
 * @param {{ folder: string, type: 'module' | 'commonjs' }} options.project
 * @param {string} options.node Absolute path of the Node to run it with.
 * @param {(options: object) => Promise<any>} options.createSandbox `createSandbox` from the tarballs.
 * @param {string} options.redisUrl
 * @param {string} options.postgresUrl A database with the tables of the store.
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export async function runExample({ example, project, node, createSandbox, redisUrl, postgresUrl }) {
  const port = await freePort();
  const folder = join(project.folder, 'examples', `${port}`);
  const file = await writeExample({ example, folder, type: project.type, port });
  const sandbox = await createSandbox({ apps: [APP] });
  const ana = sandbox.person('Ana');
  let child;
  try {
    // Ana writes first, so that the page may write to her.
    await ana.say('Good morning');
    await sandbox.settled();
    const isCommand = example.kind === 'command';
    const words = isCommand ? ['-e', file] : await commandOf(example, file, ana.id, port);
    child = start(isCommand ? 'sh' : node, words, {
      cwd: dirname(file),
      env: {
        ...process.env,
        // A command line finds this Node by its name.
        PATH: `${dirname(node)}${delimiter}${process.env.PATH}`,
        NODE_OPTIONS: '',
        APP_ID: APP.id,
        APP_SECRET: sandbox.apps[0].secret,
        PAGE_TOKEN: sandbox.apps[0].accessToken,
        // The sandbox has no number: of a program for WhatsApp the handshake is checked.
        WHATSAPP_NUMBER_ID: '550000000000002',
        WHATSAPP_TOKEN: 'EAAnumber',
        VERIFY_TOKEN: APP.verifyToken,
        GRAPH_URL: sandbox.url,
        REDIS_URL: redisUrl,
        DATABASE_URL: postgresUrl,
      },
    });
    const isServer = example.kind === 'server' || example.kind === 'routes';
    return isServer ? await talkTo({ example, child, sandbox, ana, port }) : await ended(child);
  } finally {
    child?.process.kill('SIGKILL');
    await sandbox.close();
  }
}

async function commandOf(example, file, psid, port) {
  if (example.kind !== 'routes') return [file, psid];
  const server = join(dirname(file), 'serve-routes.mjs');
  await copyFile(fileURLToPath(new URL('serve-routes.mjs', import.meta.url)), server);
  return [server, file, String(port)];
}

function start(node, args, options) {
  const child = spawn(node, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const running = { process: child, output: '', exit: undefined };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      running.output += chunk;
    });
  }
  running.exit = new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: null, problem: error.message }));
    child.on('close', (code, signal) =>
      resolve({ code, problem: signal ? `ended by ${signal}` : `exit code ${code}` }),
    );
  });
  return running;
}

async function ended(child) {
  const exit = await within(child.exit, ENDS_WITHIN_MS);
  if (exit === undefined) return failure(child, `it did not end within ${ENDS_WITHIN_MS} ms`);
  return exit.code === 0 ? { ok: true, output: child.output } : failure(child, exit.problem);
}

async function talkTo({ example, child, sandbox, ana, port }) {
  sandbox.setWebhook(APP.id, { url: `http://127.0.0.1:${port}/webhook`, verifyToken: APP.verifyToken });
  const problem = await handshake(child, sandbox);
  if (problem) return failure(child, problem);

  // Without GRAPH_URL or our bot, the example calls Meta itself. Then only the handshake is checked.
  if (example.needsBot || example.code.includes('GRAPH_URL')) {
    await ana.say('Hello');
    await sandbox.settled();
    const texts = ana.inbox.map(({ text }) => text);
    if (texts.join() !== 'You said: Hello') return failure(child, `Ana got ${JSON.stringify(texts)}`);
  }
  child.process.kill('SIGTERM');
  const exit = await within(child.exit, ENDS_WITHIN_MS);
  return exit === undefined ? failure(child, 'it keeps running after SIGTERM') : { ok: true, output: child.output };
}

/** Resolves to undefined once the webhook has answered the handshake, else to the problem. */
async function handshake(child, sandbox) {
  const until = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const last = await sandbox.verifyWebhook(APP.id).then(
      () => undefined,
      (error) => error.message,
    );
    if (last === undefined) return undefined;
    // The server listens once it has loaded. Only trying shows when.
    const exit = await Promise.race([child.exit, delay(100)]);
    if (exit) return `it ended before it listened: ${exit.problem}`;
    if (Date.now() > until) return `no handshake within ${READY_WITHIN_MS} ms: ${last}`;
  }
}

async function within(promise, timeoutMs) {
  const abort = new AbortController();
  try {
    return await Promise.race([promise, delay(timeoutMs, undefined, { signal: abort.signal }).catch(() => undefined)]);
  } finally {
    abort.abort();
  }
}

function failure(child, problem) {
  // Cut, because a program that fails at each request prints the error each time.
  return { ok: false, output: `${problem}\n${child.output.slice(0, 4_000)}` };
}
