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
import { connectionOf } from './connection/connection.ts';
import type { ConnectionOptions } from './connection/connection-options.ts';
import { alarm as createAlarm } from './scheduler/alarm.ts';
import { checkSchedulerOptions } from './scheduler/scheduler-options.ts';
import { type LeasedTimer, timers as timerRows } from './scheduler/timers.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

/** Options of {@link sqliteScheduler}. */
export interface SqliteSchedulerOptions extends ConnectionOptions {
  /**
   * How often, in ms, to check the file for timers set by other processes. Timers set by this process run on time.
   * @default 5_000
   */
  readonly pollMs?: number;
  /**
   * How long, in ms, this process holds a running timer; prolonged until the run ends. After a crash, another process,
   * or this one after a restart, runs the timer once that time has passed. @default 30_000
   */
  readonly leaseMs?: number;
  /** How many timers run at the same time in this process; the others wait. @default 100 */
  readonly concurrency?: number;
}

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 300_000;
/** The first pause before retrying to record the end of a run. */
const FIRST_PAUSE_MS = 250;

/**
 * Stores timers in a SQLite file. They survive a restart and a crash. Several processes on one machine may share the
 * file; each timer runs in one of them. Only due timers are read, however many are pending.
 *
 * @param db An open database, which the store may share; close it yourself, after `bot.close()`.
 * @throws {OptionError} `db` is not an open database, its file belongs to another program or to a newer version of this
 * package, or an option is wrong.
 * @throws {StoreError} The file is damaged, read-only or not a database. From `schedule` and `cancel`: the timer could
 * not be written; `cause` is the driver's error.
 */
export function sqliteScheduler(db: SqliteDatabase, options: SqliteSchedulerOptions = {}): Scheduler {
  const { pollMs = 5_000, leaseMs = 30_000, concurrency = 100 } = options;
  checkSchedulerOptions({ pollMs, leaseMs, concurrency });
  const connection = connectionOf(db, options);
  const { read, write } = connection;
  const rows = timerRows(connection);
  /** The name under which this process leases timers. */
  const holder = randomUUID();
  const handlers = new Map<string, (timer: DueTimer) => Awaitable<void>>();
  const running = new Map<LeasedTimer, Promise<void>>();
  let environment: { readonly clock: Clock; readonly logger: Logger } | undefined;
  let closed = false;
  let looking: Promise<void> | undefined;
  let lookAgain = false;
  let failing = false;

  const poll = createAlarm(clock, look);
  const renewal = createAlarm(clock, () => void renew());

  function clock(): Clock {
    if (environment === undefined)
      throw new HandoverError('bad_option', 'The scheduler was not started: pass it to createHandover');
    return environment.clock;
  }

  /** Runs due timers, and sets the alarm for the next. One look at a time. */
  function look(): void {
    if (closed || environment === undefined) return;
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
    let nextAt = clock().now() + pollMs;
    try {
      nextAt = Math.min(nextAt, (await lookUp()) ?? nextAt);
      if (failing) environment?.logger.info({}, 'Timers run again');
      failing = false;
    } catch (error) {
      if (!failing)
        environment?.logger.error({ error: errorFields(asError(error)) }, 'Timers could not be read; retrying');
      failing = true;
    }
    if (!closed) poll.at(nextAt);
  }

  /** Resolves to when the next timer is due, or to undefined if the end of a run triggers the next look. */
  async function lookUp(): Promise<number | undefined> {
    const room = concurrency - running.size;
    if (room === 0) return undefined;
    const now = clock().now();
    const names = [...handlers.keys()];
    const next = await read(() => rows.next(names));
    if (next === undefined || next > now || closed) return next;
    const started = await startDue(now, room);
    return started.length < room ? await read(() => rows.next(names)) : now;
  }

  /** Leases at most `most` timers that are due at `now`, and starts them. */
  async function startDue(now: number, most: number): Promise<readonly Promise<void>[]> {
    const leased = await write(() => {
      // A timer running here is still ours after its lease expired: this process was delayed, not dead.
      for (const timer of running.keys()) rows.renew(timer, holder, now + leaseMs);
      return rows.lease([...handlers.keys()], { holder, until: now + leaseMs, now, most });
    });
    const started: Promise<void>[] = [];
    for (const timer of leased) {
      // Starts a turn later, so that a handler that ends at once is already in `running` when it ends.
      const run = Promise.resolve().then(() => runOne(timer, now));
      running.set(timer, run);
      started.push(run);
    }
    if (leased.length > 0) keepLeases();
    return started;
  }

  /**
   * A timer running here stays ours even if its lease has expired, so setting or cancelling it starts no second run.
   */
  function keepOwn(name: string, key: string, until: number): void {
    for (const timer of running.keys()) if (timer.name === name && timer.key === key) rows.renew(timer, holder, until);
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
        await write(() => (retryAt === undefined ? rows.done(timer, holder) : rows.failed(timer, holder, retryAt)));
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
      const until = clock().now() + leaseMs;
      await write(() => {
        for (const timer of running.keys()) rows.renew(timer, holder, until);
      });
    } catch (error) {
      environment?.logger.debug(
        { timers: running.size, error: errorFields(asError(error)) },
        'Leases of timers could not be renewed',
      );
    }
    if (running.size > 0) keepLeases();
  }

  /** Settles like `written`, and looks at the timers again if one comes due before the next look. */
  function thenAt(written: Awaitable<void>, dueAt: number): Awaitable<void> {
    const set = (): void => {
      if (!closed) poll.at(dueAt);
    };
    if (written instanceof Promise) return written.then(set);
    set();
  }

  return {
    start(given) {
      environment = given;
      closed = false;
      look();
    },

    schedule(name, key, dueAt, data) {
      if (!Number.isFinite(dueAt)) throw new OptionError('dueAt', 'schedule: dueAt must be a time in ms since 1970');
      const now = clock().now();
      return thenAt(
        write(() => {
          keepOwn(name, key, now + leaseMs);
          rows.set(name, { key, dueAt, data }, now);
        }),
        dueAt,
      );
    },

    cancel(name, key) {
      const now = clock().now();
      return write(() => {
        keepOwn(name, key, now + leaseMs);
        rows.cancel(name, key, now);
      });
    },

    handle(name, handler) {
      handlers.set(name, handler);
      look();
    },

    async runDue(now, limit) {
      let count = 0;
      for (;;) {
        const room = Math.min(limit - count, concurrency - running.size);
        if (closed || room <= 0) return count;
        const started = await startDue(now, room);
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
