import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
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

const READY_WITHIN_MS = 10_000;

/** Starts a server, and resolves once it answers. It ends with this process, however this process ends. */
export async function redisServer({ appendOnly = false, args = [] }: RedisServerOptions = {}): Promise<RedisServer> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'handover-redis-'));
  const durable = appendOnly ? ['--appendonly', 'yes', '--appendfsync', 'always'] : [];
  const basics = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  let server: Running | undefined = await start([...basics, ...durable, ...args], port);

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
      server = await start([...basics, ...durable, ...args], port);
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

async function start(args: readonly string[], port: number): Promise<Running> {
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
    await Promise.race([answers(port), failed]);
  } catch (error) {
    await kill();
    throw error;
  }
  return { child, kill };
}

async function answers(port: number): Promise<void> {
  const redis = new Redis({ port, host: '127.0.0.1', retryStrategy: () => 25, maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`redis-server did not answer on port ${port}`)), READY_WITHIN_MS);
  });
  try {
    await Promise.race([redis.ping(), late]);
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
