import { setTimeout as sleep } from 'node:timers/promises';
import { asError, type Clock, errorFields, HandoverError, type Logger, OptionError } from '@handover/core';
import type { Scheduler } from '@handover/core/store';
import type { Redis } from 'ioredis';
import {
  type BullConnection,
  type BullConnectionOptions,
  checkBullConnection,
  openBullConnection,
} from './bull-connection.ts';
import { checkMs, checkPrefix } from './redis-connection.ts';
import { RedisError, redisError } from './redis-error.ts';
import { type TimeLimit, timeLimit } from './time-limit.ts';
import { type TimerHandler, type TimerQueue, timerQueue } from './timer-queue.ts';

/** Options of {@link bullScheduler}. */
export interface BullSchedulerOptions {
  /** An ioredis connection, which is copied and stays yours, or its options. */
  readonly connection: BullConnection | BullConnectionOptions;
  /** Prefix of all keys, without braces. @default 'handover' */
  readonly prefix?: string;
  /** How many timers of one name run at once in this process. @default 20 */
  readonly concurrency?: number;
  /**
   * How long a timer stays locked after its process died, in ms. Another process runs it at most a third later.
   * @default 30_000
   */
  readonly lockMs?: number;
  /** Setting or cancelling a timer fails if Redis has not answered by then, in ms. @default 3_000 */
  readonly timeoutMs?: number;
}

/** How long BullMQ may take to disconnect. Then the connections are cut. */
const END_WITHIN_MS = 2_000;

/** The state between `start` and `close`. */
interface Session {
  readonly queue: (name: string) => TimerQueue;
  readonly end: () => Promise<void>;
}

interface Environment {
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Runs timers in Redis with BullMQ, on whichever process is free. They survive a crash of any process and use real
 * time: moving the bot's clock does not move them.
 *
 * @throws {OptionError} An option is wrong.
 * @example
 * const scheduler = bullScheduler({ connection: { host: '127.0.0.1', port: 6379 } });
 * const bot = createHandover({ appId, appSecret, client, scheduler });
 */
export function bullScheduler({
  connection,
  prefix = 'handover',
  concurrency = 20,
  lockMs = 30_000,
  timeoutMs = 3_000,
}: BullSchedulerOptions): Scheduler {
  checkBullConnection(connection);
  checkPrefix(prefix);
  checkMs('concurrency', concurrency, 1);
  checkMs('lockMs', lockMs, 100);
  checkMs('timeoutMs', timeoutMs, 1);

  const handlers = new Map<string, TimerHandler>();
  const limit: TimeLimit = timeLimit(timeoutMs);
  let environment: Environment | undefined;
  let session: Promise<Session> | undefined;
  let closing = new AbortController();

  async function open({ logger }: Environment, closed: AbortSignal): Promise<Session> {
    // Loaded here, because the store alone does not need BullMQ.
    const bull = await import('bullmq').catch(() => {
      throw new OptionError('scheduler', 'bullScheduler needs the package bullmq: npm install bullmq');
    });
    const { redis, end } = await openBullConnection(connection);
    const queues = new Map<string, TimerQueue>();
    let failing = false;
    const failed = (error: unknown): void => {
      const { hint, cause } = redisError(error);
      if (!failing && !closed.aborted)
        logger.error({ hint, error: errorFields(asError(cause)) }, 'Timers are on hold: Redis failed');
      failing = true;
    };
    const worked = (): void => {
      if (failing && !closed.aborted) logger.info({}, 'Timers run again');
      failing = false;
    };
    redis.on('error', failed);
    redis.on('ready', worked);
    // BullMQ can't be closed if it has never connected to Redis.
    if (!(await isReady(redis, closed))) {
      end();
      throw closedError();
    }
    return {
      queue(name) {
        const queue =
          queues.get(name) ?? timerQueue({ bull, redis, name, prefix, concurrency, lockMs, logger, failed, worked });
        queues.set(name, queue);
        return queue;
      },
      async end() {
        const all = [...queues.values()];
        await Promise.all(all.map((queue) => queue.idle()));
        const left = Promise.allSettled(all.map((queue) => queue.close(redis.status !== 'ready')));
        await Promise.race([left, sleep(END_WITHIN_MS, undefined, { ref: false })]);
        // Commands that BullMQ still waits for may never be answered, and hold no resources.
        end();
      },
    };
  }

  function started(): { readonly clock: Clock; readonly opened: Promise<Session> } {
    if (environment === undefined)
      throw new HandoverError('bad_option', 'The scheduler was not started: pass it to createHandover');
    if (session === undefined) throw new RedisError('The scheduler is closed', 'set timers before the bot is closed');
    return { clock: environment.clock, opened: session };
  }

  async function answered(operation: (session: Session) => Promise<void>): Promise<void> {
    const { opened } = started();
    try {
      await limit.run(async () => operation(await opened));
    } catch (error) {
      throw error instanceof OptionError ? error : redisError(error);
    }
  }

  async function handleNow(name: string, handler: TimerHandler, opened: Promise<Session>): Promise<void> {
    try {
      (await opened).queue(name).handle(handler);
    } catch {
      // Already logged when the session was opened.
    }
  }

  return {
    start(given) {
      environment = given;
      if (session !== undefined) return;
      closing = new AbortController();
      const { signal } = closing;
      const opened = open(given, signal);
      session = opened;
      opened.catch((error: unknown) => {
        if (signal.aborted) return;
        const hint = error instanceof Error ? error.message : undefined;
        given.logger.error({ hint }, 'Timers do not run');
      });
      for (const [name, handler] of handlers) void handleNow(name, handler, opened);
    },

    schedule: async (name, key, dueAt, data) => {
      if (!Number.isFinite(dueAt)) throw new OptionError('dueAt', 'schedule: dueAt must be a time in ms since 1970');
      const wall = Math.ceil(Date.now() + Math.max(0, dueAt - started().clock.now()));
      await answered(({ queue }) => queue(name).schedule(key, dueAt, wall, data));
    },

    cancel: (name, key) => answered(({ queue }) => queue(name).cancel(key)),

    handle(name, handler) {
      handlers.set(name, handler);
      if (session !== undefined) void handleNow(name, handler, session);
    },

    async close() {
      const opened = session;
      session = undefined;
      closing.abort();
      if (opened === undefined) return;
      try {
        await (await opened).end();
      } catch {
        // The session never opened, which is already logged.
      }
    },
  };
}

function closedError(): RedisError {
  return new RedisError('The scheduler is closed', 'set timers before the bot is closed');
}

/** Resolves to true once the connection is ready, or to false once it is no longer needed. */
async function isReady(redis: Redis, closed: AbortSignal): Promise<boolean> {
  if (closed.aborted || redis.status === 'ready') return !closed.aborted;
  return new Promise((resolve) => {
    redis.once('ready', () => resolve(true));
    closed.addEventListener('abort', () => resolve(false), { once: true });
  });
}
