import { randomUUID } from 'node:crypto';
import { type Awaitable, asError, type Clock, errorFields, HandoverError, type Logger } from '@handover/core';
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
   * How often, in ms, the file is looked at for timers that other processes have set; those of this process run on
   * time. @default 5_000
   */
  readonly pollMs?: number;
  /**
   * For how long, in ms, a timer is this process's while it runs; prolonged until the run ends. After a crash another
   * process, or this one restarted, runs it once that time is over. @default 30_000
   */
  readonly leaseMs?: number;
  /** Timers that run at one time in this process; the others wait for their turn. @default 100 */
  readonly concurrency?: number;
}

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 300_000;
/** When the end of a run can't be written down: the first pause before the next try. */
const FIRST_PAUSE_MS = 250;

/**
 * Timers in a SQLite file: they survive a restart and a crash, and several processes on one machine may share the file;
 * each timer runs in one of them. Only timers that are due are read, however many wait.
 *
 * @param db An open database, also the one that the store has; yours to close, after `bot.close()`.
 * @throws {OptionError} `db` is no open database, its file is another program's or of a newer version of this package, or
 *   an option is wrong.
 * @throws {StoreError} The file is damaged, read-only or no database. Of `schedule` and `cancel`: the timer could not be
 *   written; `cause` is the driver's error.
 */
export function sqliteScheduler(db: SqliteDatabase, options: SqliteSchedulerOptions = {}): Scheduler {
  const { pollMs = 5_000, leaseMs = 30_000, concurrency = 100 } = options;
  checkSchedulerOptions({ pollMs, leaseMs, concurrency });
  const connection = connectionOf(db, options);
  const { read, write } = connection;
  const rows = timerRows(connection);
  /** Who leases, for the others. */
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

  /** Runs what is due, and sets the alarm for what comes next. One look at a time. */
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
        environment?.logger.error({ error: errorFields(asError(error)) }, 'Timers could not be read: they wait');
      failing = true;
    }
    if (!closed) poll.at(nextAt);
  }

  /** Resolves to when the next timer is due; to nothing where the end of a run will bring us back. */
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
      // One of our own whose lease is over is ours all the same: this process was held up, not dead.
      for (const timer of running.keys()) rows.renew(timer, holder, now + leaseMs);
      return rows.lease([...handlers.keys()], { holder, until: now + leaseMs, now, most });
    });
    const started: Promise<void>[] = [];
    for (const timer of leased) {
      // A turn later: a handler that is over at once must not end before it counts as running.
      const run = Promise.resolve().then(() => runOne(timer, now));
      running.set(timer, run);
      started.push(run);
    }
    if (leased.length > 0) keepLeases();
    return started;
  }

  /** A timer that runs here is ours, though its lease may be over: to set it anew or to cancel it starts no second run. */
  function keepOwn(name: string, key: string, until: number): void {
    for (const timer of running.keys()) if (timer.name === name && timer.key === key) rows.renew(timer, holder, until);
  }

  /** @param now The time by which it was due: it is not tried again until later than that. */
  async function runOne(timer: LeasedTimer, now: number): Promise<void> {
    const { name, key, dueAt, data } = timer;
    let retryAt: number | undefined;
    try {
      // Without a handler it is not leased.
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

  /** What can't be written now may be in a moment; after the lease there is no point, since others may run it then. */
  async function writeEnd(timer: LeasedTimer, retryAt: number | undefined): Promise<void> {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs *= 2) {
      try {
        await write(() => (retryAt === undefined ? rows.done(timer, holder) : rows.failed(timer, holder, retryAt)));
        return;
      } catch (error) {
        if (closed || pauseMs > leaseMs) {
          environment?.logger.warn(
            { timer: timer.name, error: errorFields(asError(error)) },
            'The end of a timer could not be written: it will run again',
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

  /** Answers like `written`, and looks at the timers where one comes due earlier than they would be looked at. */
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
      if (!Number.isFinite(dueAt)) throw new TypeError('schedule: dueAt must be a time in ms since 1970');
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
        // No more were due: what these have set meanwhile is for the next time.
        if (started.length < room) return count;
      }
    },

    async close() {
      closed = true;
      if (environment === undefined) return;
      poll.stop();
      // What was being leased runs all the same: nobody else would for as long as its lease.
      await looking;
      await Promise.all(running.values());
      renewal.stop();
    },
  };
}
