import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createSandbox, PAGE_INBOX_ID, type Person, type Sandbox, type SandboxOptions } from '@handover/sandbox';
import type { GraphError } from './expected.ts';

/** The app of the library, the only one besides the Page Inbox. */
export const BOT = '1450077300221199';
export const PAGE = '804155501230077';
export const TOKEN = 'EAAhandoverExamplePageToken';
export const SECRET = '0123456789abcdef0123456789abcdef';
export const INBOX: string = PAGE_INBOX_ID;

/** What became of a call: Graph's answer as the library returned it, or Graph's error. */
export type Outcome = { readonly answered: unknown } | { readonly refused: GraphError };

/** A library in its own process, which calls a sandbox and serves the sandbox's webhook. */
export interface Scene {
  readonly sandbox: Sandbox;
  /** Runs a call of the library. Rejects if it failed in another way than by an error of Graph. */
  call(name: string, ...args: readonly unknown[]): Promise<Outcome>;
  /**
   * Waits until the timeline of the sandbox makes the condition true. Rejects with `what` after 10 s, or as soon as a
   * call is refused or the process of the library ends.
   */
  until(condition: () => boolean, what: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts a sandbox without a library. */
export function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  return createSandbox({
    ...options,
    page: { id: PAGE, name: 'Acme' },
    apps: [
      {
        id: BOT,
        name: 'Acme Bot',
        secret: SECRET,
        accessToken: TOKEN,
        verifyToken: 'verify-me',
        canTake: true,
        humanAgent: true,
      },
    ],
  });
}

/**
 * Starts a sandbox and the process of a library, and makes the handshake with the library's webhook.
 *
 * @param library Name of a file in `libraries`, without `.mjs`.
 * @param way How its calls of `https://graph.facebook.com` reach the sandbox: sent there by `redirect.cjs`, or through
 *   the sandbox's own proxy.
 */
export async function startScene(library: string, way: 'redirected' | 'proxied' = 'redirected'): Promise<Scene> {
  const sandbox = await startSandbox(way === 'proxied' ? { https: {} } : {});
  const child = sandbox.https
    ? forkLibrary(library, 'loopback-only.cjs', {
        GRAPH_URL: 'https://graph.facebook.com',
        ...sandbox.https.environment,
      })
    : forkLibrary(library, 'redirect.cjs', { GRAPH_URL: sandbox.url });
  try {
    const { url } = await child.ready;
    sandbox.setWebhook(BOT, { url, verifyToken: 'verify-me' });
    await sandbox.verifyWebhook(BOT);
  } catch (error) {
    await child.close();
    await sandbox.close();
    throw error;
  }
  return {
    sandbox,
    call: child.call,
    until: (condition, what) => Promise.race([until(sandbox, condition, what), child.died]),
    async close() {
      await child.close();
      await sandbox.close();
    },
  };
}

interface Library {
  readonly ready: Promise<{ readonly url: string }>;
  readonly call: Scene['call'];
  /** Rejects when the process ends. */
  readonly died: Promise<never>;
  close(): Promise<void>;
}

/** Starts the process of a library, with a file that is loaded first; its output is shown only if it dies. */
function forkLibrary(library: string, preloaded: string, environment: Readonly<Record<string, string>>): Library {
  const child = fork(fileURLToPath(new URL(`libraries/${library}.mjs`, import.meta.url)), {
    execArgv: ['--require', fileURLToPath(new URL(preloaded, import.meta.url))],
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      ...environment,
      PAGE_ID: PAGE,
      PAGE_TOKEN: TOKEN,
      APP_ID: BOT,
      APP_SECRET: SECRET,
      VERIFY_TOKEN: 'verify-me',
    },
    // Buffers arrive as Buffers.
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const output = outputOf(child);
  const exited = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  const died = exited.then((): never => {
    throw new Error(`the process of ${library} ended:\n${output()}`);
  });
  died.catch(() => undefined); // It also ends when `close` is called.

  let lastId = 0;
  const answers = new Map<number, (message: Record<string, unknown>) => void>();
  const ready = new Promise<{ url: string }>((resolve) => {
    child.on('message', (message: { id?: number; url?: string }) => {
      if (message.url !== undefined) resolve({ url: message.url });
      else answers.get(message.id ?? 0)?.(message);
    });
  });
  return {
    ready: Promise.race([ready, died]),
    died,
    async call(name, ...args) {
      const id = ++lastId;
      const answer = new Promise<Record<string, unknown>>((resolve) => void answers.set(id, resolve));
      child.send({ id, name, args });
      const { failed, ...outcome } = await Promise.race([answer, died]);
      if (failed !== undefined) throw new Error(`${name} failed: ${failed}`);
      return ('refused' in outcome ? { refused: outcome['refused'] } : { answered: outcome['answered'] }) as Outcome;
    },
    async close() {
      child.kill();
      await exited;
    },
  };
}

function outputOf(child: ChildProcess): () => string {
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => void chunks.push(chunk));
  }
  return () => chunks.join('');
}

/** How long to wait for a condition, in milliseconds: far more than a call on loopback needs. */
const PATIENCE_MS = 10_000;

function until(sandbox: Sandbox, condition: () => boolean, what: string): Promise<void> {
  if (condition()) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const finish = (end: () => void): void => {
      clearTimeout(timer);
      stopListening();
      end();
    };
    const timer = setTimeout(() => finish(() => reject(new Error(`never seen: ${what}`))), PATIENCE_MS);
    // An entry may be written shortly before its effect.
    const stopListening = sandbox.on('entry', (entry) => {
      if (entry.kind === 'call' && entry.error) {
        const { method, path, error } = entry;
        finish(() => reject(new Error(`${method} ${path} was refused (${error.message}) before ${what}`)));
      }
      setImmediate(() => {
        if (condition()) finish(resolve);
      });
    });
  });
}

/** Texts that the person received, in order. */
export function textsOf({ inbox }: Person): (string | undefined)[] {
  return inbox.map(({ text }) => text);
}

/** Type of the attachment of the newest message that the person received, if it has one. */
export function newestAttachmentOf({ inbox }: Person): unknown {
  const [attachment] = inbox.at(-1)?.attachments ?? [];
  return (attachment as { type?: unknown } | undefined)?.type;
}
