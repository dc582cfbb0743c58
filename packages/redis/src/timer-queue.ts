import { randomUUID } from 'node:crypto';
import { type Awaitable, asError, errorFields, type Logger } from '@handover/core';
import type { DueTimer } from '@handover/core/store';
import type { Job, Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { runScript } from './run-scripts.ts';
import type { Script } from './script.ts';
import { BEGIN_TIMER, CANCEL_TIMER, END_TIMER, FAIL_TIMER, SET_TIMER, TIMER_DUE } from './timer-scripts.ts';

/** Runs a timer. */
export type TimerHandler = (timer: DueTimer) => Awaitable<void>;

/** The timers of one name. */
export interface TimerQueue {
  /** Sets a timer that rings at `wall`, in whole ms of real time. */
  schedule(key: string, dueAt: number, wall: number, data: string): Promise<void>;
  /** Cancels a timer. */
  cancel(key: string): Promise<void>;
  /** Runs timers from now on. */
  handle(handler: TimerHandler): void;
  /** Starts no more timers, and resolves once no handler runs. */
  idle(): Promise<void>;
  /** Disconnects from Redis; at once if Redis is down, since it may never answer. */
  close(isAway: boolean): Promise<void>;
}

/** Options of {@link timerQueue}. */
export interface TimerQueueOptions {
  /** BullMQ. */
  readonly bull: typeof import('bullmq');
  readonly redis: Redis;
  readonly name: string;
  readonly prefix: string;
  readonly concurrency: number;
  readonly lockMs: number;
  readonly logger: Logger;
  /** Called when Redis fails. */
  readonly failed: (error: unknown) => void;
  /** Called when a command to Redis succeeds. */
  readonly worked: () => void;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 300_000;
/** How long to wait before checking again a run that could not be recorded. */
const LOOK_AGAIN_MS = 5_000;
/** How many events of a queue to keep, for the tools of BullMQ. */
const EVENTS_KEPT = 100;

/** The data of an alarm in BullMQ. */
interface Alarm {
  readonly key: string;
}

/** Makes the queue of one name. Timers of a name that a process does not handle wait for a process that does. */
export function timerQueue(options: TimerQueueOptions): TimerQueue {
  const { bull, redis, name, concurrency, lockMs, logger, failed, worked } = options;
  // Braces: in a Cluster, all keys of a queue must be on one node.
  const prefix = `{${options.prefix}:${encodeURIComponent(name)}}`;
  const queue: Queue<Alarm> = new bull.Queue<Alarm>('timers', {
    connection: redis,
    prefix,
    streams: { events: { maxLen: EVENTS_KEPT } },
    defaultJobOptions: {
      removeOnComplete: true,
      // An alarm is retried without limit: failed runs are counted on the timer.
      attempts: Number.MAX_SAFE_INTEGER,
      backoff: { type: 'fixed', delay: LOOK_AGAIN_MS },
      stackTraceLimit: 0,
    },
  });
  queue.on('error', troubled);
  let worker: Worker<Alarm> | undefined;
  let run: TimerHandler | undefined;
  /** Alarms that are ringing here, including their handlers. */
  const ringing = new Map<string, Promise<void>>();
  /** Handlers that run, by their alarms. */
  const running = new Map<string, Promise<void>>();
  /** Alarms whose lost lock is already logged. */
  const lost = new Set<string>();
  let closing = false;

  /**
   * Reports a Redis failure. An alarm that is not in the state BullMQ expected is only logged: that resolves itself.
   */
  function troubled(error: unknown): void {
    if (!isAboutAlarm(error)) failed(error);
    else
      logger.debug(
        { timer: name, error: errorFields(asError(error)) },
        'Alarm already over, or handled by another process',
      );
  }

  /** BullMQ prolongs locks in the background, and may try to prolong one that was given back a moment ago. */
  function lostLocks(alarms: readonly string[]): void {
    const unreported = alarms.filter((alarm) => running.has(alarm) && !lost.has(alarm));
    if (unreported.length === 0) return;
    for (const alarm of unreported) lost.add(alarm);
    logger.warn(
      { timer: name, timers: unreported.length, lockMs },
      'Timer lock lost; another process may run the timer too',
    );
  }

  async function ask(script: Script, key: string, ...args: readonly (string | number)[]): Promise<unknown> {
    return runScript(redis, { script, keys: [`${prefix}:timer:${key}`], args: args.map(String) });
  }

  async function bringForward(alarm: string, wall: number): Promise<void> {
    const job = await queue.getJob(alarm);
    try {
      await job?.changeDelay(Math.max(0, wall - Date.now()));
    } catch (error) {
      // The alarm is ringing or about to. It will then read when the timer is due.
      if (!isNotDelayed(error)) throw error;
    }
  }

  async function ring(job: Job<Alarm>, token?: string): Promise<void> {
    const alarm = job.id ?? '';
    // After a lost lock, the alarm may come back to this process. The second run waits for the first.
    const before = ringing.get(alarm) ?? Promise.resolve();
    const own = before.catch(() => undefined).then(() => seeTo(job, alarm, token));
    ringing.set(alarm, own);
    try {
      await own;
    } finally {
      if (ringing.get(alarm) === own) ringing.delete(alarm);
    }
  }

  async function seeTo(job: Job<Alarm>, alarm: string, token: string | undefined): Promise<void> {
    const { key } = job.data;
    const begun = (await ask(BEGIN_TIMER, key, alarm, Date.now())) as string[] | null;
    worked();
    if (begun === null || run === undefined) return;
    const [what, version = '', dueAt, data = ''] = begun;
    if (what === 'later') return ringAgain(job, token, Number(version));
    // The scheduler no longer waits for handlers, so another process should run it at once.
    if (closing) return ringAgain(job, token, Date.now());

    let wall: string | null | undefined;
    try {
      await track(alarm, run, { key, dueAt: Number(dueAt), data });
      wall = (await ask(END_TIMER, key, alarm, version)) as string | null;
    } catch (error) {
      const next = await ask(FAIL_TIMER, key, alarm, version, Date.now(), FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
      const [again, failures] = (next ?? []) as string[];
      wall = again;
      logger.warn(
        { timer: name, failures: Number(failures ?? 1), error: errorFields(asError(error)) },
        'A timer failed and will be tried again',
      );
    }
    if (typeof wall === 'string') await ringAgain(job, token, Number(wall));
  }

  async function track(alarm: string, handler: TimerHandler, timer: DueTimer): Promise<void> {
    // Deferred, so that a synchronous throw of the handler becomes a rejection.
    const own = Promise.resolve(timer).then(handler);
    running.set(alarm, own);
    try {
      await own;
    } finally {
      running.delete(alarm);
      lost.delete(alarm);
    }
  }

  /** Puts the alarm back. */
  async function ringAgain(job: Job<Alarm>, token: string | undefined, wall: number): Promise<never> {
    const alarm = job.id ?? '';
    await job.moveToDelayed(wall, token);
    // The timer could not be brought forward while its alarm rang.
    const due = await ask(TIMER_DUE, job.data.key, alarm);
    if (typeof due === 'string' && Number(due) < wall) await bringForward(alarm, Number(due));
    throw new bull.DelayedError();
  }

  return {
    async schedule(key, dueAt, wall, data) {
      const set = await ask(SET_TIMER, key, `t-${randomUUID()}`, dueAt, wall, data);
      const [alarm = '', before = ''] = set as string[];
      // If the alarm is already set, adding it changes nothing.
      const now = Date.now();
      await queue.add('timer', { key }, { jobId: alarm, timestamp: now, delay: Math.max(0, wall - now) });
      // If the time is the same, ioredis may have repeated the call after a lost connection.
      if (before !== '' && wall <= Number(before)) await bringForward(alarm, wall);
    },

    async cancel(key) {
      const alarm = await ask(CANCEL_TIMER, key);
      if (typeof alarm === 'string') await queue.remove(alarm);
    },

    handle(handler) {
      run = handler;
      worker ??= new bull.Worker<Alarm>('timers', ring, {
        connection: redis,
        prefix,
        concurrency,
        lockDuration: lockMs,
        stalledInterval: Math.ceil(lockMs / 3),
        maxStalledCount: Number.MAX_SAFE_INTEGER,
      })
        .on('error', troubled)
        // An alarm itself fails only if Redis fails.
        .on('failed', (_, error) => troubled(error))
        .on('lockRenewalFailed', lostLocks);
    },

    async idle() {
      closing = true;
      await worker?.pause(true);
      while (running.size > 0) await Promise.allSettled(running.values());
    },

    async close(isAway) {
      await worker?.close(isAway);
      await queue.close();
    },
  };
}

/** BullMQ's code for a job that is in another state. */
const NOT_IN_STATE = -3;
/** BullMQ's code for a job that no longer exists. */
const MISSING = -1;

function isNotDelayed(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === NOT_IN_STATE || code === MISSING;
}

/** Whether BullMQ reports a job's state, by one of its codes or, when it prolongs locks, by a message. */
function isAboutAlarm(error: unknown): boolean {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return (
    typeof code === 'number' || (typeof message === 'string' && message.startsWith('could not renew lock for job'))
  );
}
