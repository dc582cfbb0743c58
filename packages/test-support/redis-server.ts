import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** A Redis server for one test, on a free loopback port. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** Suspends it, as if its machine hung (SIGSTOP). */
  freeze(): void;
  /** Resumes it. */
  thaw(): void;
  /** Kills it at once (SIGKILL). */
  kill(): Promise<void>;
  /** Starts it again on its port, with its persisted data. */
  restart(): Promise<void>;
  /** Stops it for good and removes its files. */
  stop(): Promise<void>;
}

/** Options of {@link redisServer}. */
export interface RedisServerOptions {
  /** Writes each command to disk before answering. @default false */
  readonly appendOnly?: boolean;
  /** More arguments of redis-server. */
  readonly args?: readonly string[];
}

const READY_WITHIN_MS = 60_000;
/** Another process may take a port after it was found to be free. */
const MOST_PORTS = 5;

/** Starts a server, and resolves once it answers. It ends with this process, however this process ends. */
export async function redisServer({ appendOnly = false, args = [] }: RedisServerOptions = {}): Promise<RedisServer> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'handover-redis-')));
  const durable = appendOnly ? ['--appendonly', 'yes', '--appendfsync', 'always'] : [];
  const startOn = (on: number): Promise<Running | undefined> =>
    start(
      ['--port', String(on), '--bind', '127.0.0.1', '--save', '', '--dir', folder, ...durable, ...args],
      on,
      folder,
    );
  let port = await freePort();
  let server = await startOn(port);
  for (let ports = 1; server === undefined; ports += 1) {
    if (ports === MOST_PORTS) throw new Error(`redis-server does not start with ${args.join(' ')}`);
    port = await freePort();
    server = await startOn(port);
  }

  const signal = (name: NodeJS.Signals): void => {
    server?.child.kill(name);
  };
  const kill = async (): Promise<void> => {
    const killed = server;
    server = undefined;
    await killed?.kill();
  };
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    kill,
    async restart() {
      await kill();
      server = await startOn(port);
      if (server === undefined) throw new Error(`another process has taken port ${port}`);
    },
    async stop() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Running {
  readonly child: ChildProcess;
  kill(): Promise<void>;
}

/** Resolves to undefined if another process has the port. */
async function start(args: readonly string[], port: number, folder: string): Promise<Running | undefined> {
  const program = process.env['REDIS_SERVER'] ?? 'redis-server';
  const child = spawn(program, args, { stdio: 'ignore' });
  const failed = new Promise<never>((_, reject) => {
    child.once('error', () =>
      reject(
        new Error(`${program} could not be started: this test needs a Redis of its own. Run it by scripts/test.mjs`),
      ),
    );
  });
  await Promise.race([once(child, 'spawn'), failed]);
  const exited = once(child, 'exit');
  // The guard outlives this process for a moment and kills the server once its input closes.
  const guard = spawn('sh', ['-c', 'read word || kill -9 "$0"', String(child.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
    guard.stdin.end('done\n');
    if (guard.exitCode === null) await once(guard, 'exit');
  };
  try {
    if (!(await Promise.race([answers(port, folder, exited), failed]))) {
      await kill();
      return undefined;
    }
  } catch (error) {
    await kill();
    throw error;
  }
  return { child, kill };
}

/** Waits for an answer, and resolves to whether it is that of the server with this folder. */
async function answers(port: number, folder: string, exited: Promise<unknown>): Promise<boolean> {
  const redis = new Redis({ port, host: '127.0.0.1', retryStrategy: () => 25, maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`redis-server did not answer on port ${port}`)), READY_WITHIN_MS);
  });
  try {
    const answer = await Promise.race([redis.config('GET', 'dir'), late, exited.then(() => [])]);
    return (answer as readonly unknown[]).includes(folder);
  } finally {
    clearTimeout(timer);
    redis.disconnect();
  }
}

/** Finds a port without a listener. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
