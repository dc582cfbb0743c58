import { randomUUID } from 'node:crypto';
import {
  type Awaitable,
  asError,
  type Clock,
  errorFields,
  HandoverError,
  type Logger,
  OptionError,
} from '@handover/core';
import type { DueTimer, Scheduler } from '@handover/core/store';
import { type DatabaseOptions, databaseOf } from './database/database.ts';
import { checkMs, type PostgresPool } from './postgres-pool.ts';
import { alarm as createAlarm } from './scheduler/alarm.ts';
import { channelOf, checkListener, listen, type PostgresListener } from './scheduler/listener.ts';
import { type LeasedTimer, timersIn } from './scheduler/timers.ts';

/** Options of {@link postgresScheduler}. */
export interface PostgresSchedulerOptions extends DatabaseOptions {
  /**
   * How often, in ms, to check for timers set by other processes, where no `listener` announces them. Timers set by this
   * process run on time. @default 5_000
   */
  readonly pollMs?: number;
  /**
   * A connection of its own that receives notifications (LISTEN), so that timers set by other processes run on time. It
   * stays yours. PgBouncer in transaction mode can't pass notifications on: connect it directly. @default none
   */
  readonly listener?: PostgresListener;
  /**
   * How long, in ms, this process holds a running timer; prolonged until the run ends. After a crash, another process
   * runs the timer once that time has passed. @default 30_000
   */
  readonly leaseMs?: number;
  /** How many timers run at the same time in this process; the others wait. @default 100 */
  readonly concurrency?: number;
}

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 300_000;
/** The first pause before retrying to record the end of a run. */
const FIRST_PAUSE_MS = 250;
/** How often to check, while notifications arrive, for timers whose announcement was lost. */
const LISTENING_POLL_MS = 60_000;
/** Timers due later than this are not announced: each process looks again before then. */
const ANNOUNCED_AHEAD_MS = LISTENING_POLL_MS;

/**
 * Stores timers in PostgreSQL. They survive a crash of any process; each runs in one of the processes that handle its
 * name. Only due timers are read, in batches, however many are pending. Due times use the bot's clock, never the
 * server's.
 *
 * @param pool A pool or a connection, which the store may share. It stays yours: the scheduler never closes it.
 * @throws {OptionError} `pool` has no `query`, or an option is wrong. From `schedule`, `cancel` and `runDue`,
 * {@link PostgresError}: the schema is missing (run `migrate`), or PostgreSQL failed or was too late.
 * @example
 * const pool = new Pool({ connectionString: 'postgres://bot@127.0.0.1:5432/postgres' });
 * const bot = createHandover({ appId, appSecret, client, store: postgresStore(pool), scheduler: postgresScheduler(pool) });
 */
export function postgresScheduler(pool: PostgresPool, options: PostgresSchedulerOptions = {}): Scheduler {
  const { pollMs = 5_000, leaseMs = 30_000, concurrency = 100, listener, schema = 'handover' } = options;
  checkMs('pollMs', pollMs, 1);
  checkMs('leaseMs', leaseMs, 3);
  checkListener(listener);
  if (!Number.isSafeInteger(concurrency) || concurrency < 1)
    throw new OptionError('concurrency', 'concurrency must be a positive integer');

  const handlers = new Map<string, (timer: DueTimer) => Awaitable<void>>();
  const running = new Map<LeasedTimer, Promise<void>>();
  const timers = timersIn(databaseOf(pool, options), { holder: randomUUID(), leaseMs, running });
  let environment: { readonly clock: Clock; readonly logger: Logger } | undefined;
  let closed = false;
  let looking: Promise<void> | undefined;
  let lookAgain = false;
  let failing = false;
  let listens = false;

  const poll = createAlarm(clock, look);
  const renewal = createAlarm(clock, () => void renew());

  function clock(): Clock {
    if (environment === undefined)
      throw new HandoverError('bad_option', 'The scheduler was not started: pass it to createHandover');
    return environment.clock;
  }

  /** Runs due timers, and sets the alarm for the next. One look at a time. */
  function look(): void {
    if (closed || environment === undefined || handlers.size === 0) return;
    if (looking !== undefined) {
      lookAgain = true;
      return;
    }
    looking = lookOnce().finally(() => {
      looking = undefined;
      if (lookAgain) {
        lookAgain = false;
        look();
      }
    });
  }

  async function lookOnce(): Promise<void> {
    let nextAt: number | undefined;
    try {
      nextAt = await startDueOnes();
      if (failing) environment?.logger.info({}, 'Timers run again');
      failing = false;
    } catch (error) {
      if (!failing)
        environment?.logger.error({ error: errorFields(asError(error)) }, 'Timers could not be read; retrying');
      failing = true;
    }
    const everyMs = listens && !failing ? LISTENING_POLL_MS : pollMs;
    const latest = clock().now() + everyMs;
    if (!closed) poll.at(nextAt === undefined ? latest : Math.min(nextAt, latest));
  }

  /** Resolves to when the next timer is due, or to undefined if the end of a run triggers the next look. */
  async function startDueOnes(): Promise<number | undefined> {
    const room = concurrency - running.size;
    if (room <= 0) return undefined;
    const now = clock().now();
    const { started, next } = await startDue(now, room);
    if (running.size >= concurrency) return undefined;
    // Another transaction has locked the timers that were due but not leased.
    return next !== undefined && next <= now && started.length < room ? now + pollMs : next;
  }

  /** Leases at most `most` timers that are due at `now`, and starts them. */
  async function startDue(
    now: number,
    most: number,
  ): Promise<{ readonly started: readonly Promise<void>[]; readonly next: number | undefined }> {
    const { leased, next } = await timers.lease([...handlers.keys()], now, most);
    const started: Promise<void>[] = [];
    for (const timer of leased) {
      // Starts a turn later, so that a handler that ends at once is already in `running` when it ends.
      const run = Promise.resolve().then(() => runOne(timer, now));
      running.set(timer, run);
      started.push(run);
    }
    if (leased.length > 0) keepLeases();
    return { started, next: next ?? undefined };
  }

  /** @param now The time at which the timer was due. A retry comes later than that. */
  async function runOne(timer: LeasedTimer, now: number): Promise<void> {
    const { name, key, dueAt, data } = timer;
    let retryAt: number | undefined;
    try {
      // Only timers with a handler are leased.
      await handlers.get(name)?.({ key, dueAt, data });
    } catch (error) {
      retryAt = Math.max(now, clock().now()) + Math.min(FIRST_RETRY_MS * 2 ** timer.failures, LONGEST_RETRY_MS);
      environment?.logger.warn(
        { timer: name, failures: timer.failures + 1, error: errorFields(asError(error)) },
        'A timer failed and will be tried again',
      );
    }
    await writeEnd(timer, retryAt);
    running.delete(timer);
    look();
  }

  /**
   * A failed write may succeed a moment later. After the lease it is pointless, since other processes may run the
   * timer.
   */
  async function writeEnd(timer: LeasedTimer, retryAt: number | undefined): Promise<void> {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs *= 2) {
      try {
        await timers.end(timer, retryAt);
        return;
      } catch (error) {
        if (closed || pauseMs > leaseMs) {
          environment?.logger.warn(
            { timer: timer.name, error: errorFields(asError(error)) },
            'The end of a timer run could not be written; the timer will run again',
          );
          return;
        }
      }
      await new Promise<void>((resolve) => {
        clock().setTimeout(resolve, pauseMs);
      });
    }
  }

  function keepLeases(): void {
    renewal.at(clock().now() + leaseMs / 3);
  }

  async function renew(): Promise<void> {
    if (running.size === 0) return;
    try {
      await timers.renew(clock().now());
    } catch (error) {
      environment?.logger.debug(
        { timers: running.size, error: errorFields(asError(error)) },
        'Leases of timers could not be renewed',
      );
    }
    if (running.size > 0) keepLeases();
  }

  return {
    start(given) {
      environment = given;
      closed = false;
      if (listener !== undefined)
        void listen(listener, schema, given.logger, {
          heard: (dueAt) => {
            if (!closed && handlers.size > 0) poll.at(dueAt);
          },
          changed: (is) => {
            listens = is;
            look();
          },
        });
      look();
    },

    async schedule(name, key, dueAt, data) {
      if (!Number.isFinite(dueAt)) throw new OptionError('dueAt', 'schedule: dueAt must be a time in ms since 1970');
      const now = clock().now();
      const isSoon = dueAt < now + ANNOUNCED_AHEAD_MS;
      await timers.set(name, { key, dueAt, data }, now, isSoon ? channelOf(schema) : undefined);
      if (!closed) poll.at(dueAt);
    },

    async cancel(name, key) {
      await timers.cancel(name, key, clock().now());
    },

    handle(name, handler) {
      handlers.set(name, handler);
      look();
    },

    async runDue(now, limit) {
      let count = 0;
      for (;;) {
        const room = Math.min(limit - count, concurrency - running.size);
        if (closed || room <= 0 || handlers.size === 0) return count;
        const { started } = await startDue(now, room);
        await Promise.all(started);
        count += started.length;
        // No more timers were due. Timers that these handlers have set run at the next call.
        if (started.length < room) return count;
      }
    },

    async close() {
      closed = true;
      if (environment === undefined) return;
      poll.stop();
      // Timers being leased still run: no other process would run them until their lease ends.
      await looking;
      await Promise.all(running.values());
      renewal.stop();
    },
  };
}
