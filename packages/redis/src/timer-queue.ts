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
  /** Sets a timer, to ring at `wall` by the clock on the wall, in whole ms. */
  schedule(key: string, dueAt: number, wall: number, data: string): Promise<void>;
  /** Forgets a timer. */
  cancel(key: string): Promise<void>;
  /** Runs timers from now on. */
  handle(handler: TimerHandler): void;
  /** Starts nothing new, and resolves once no handler runs. */
  idle(): Promise<void>;
  /** Leaves Redis; at once where it is away, since it may never answer. */
  close(isAway: boolean): Promise<void>;
}

/** What a queue works with. */
export interface TimerQueueOptions {
  /** BullMQ. */
  readonly bull: typeof import('bullmq');
  readonly redis: Redis;
  readonly name: string;
  readonly prefix: string;
  readonly concurrency: number;
  readonly lockMs: number;
  readonly logger: Logger;
  /** Is told of trouble with Redis. */
  readonly failed: (error: unknown) => void;
  /** Is told that Redis does what it is asked. */
  readonly worked: () => void;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 300_000;
/** A run that could not be written down is looked at again after this long. */
const LOOK_AGAIN_MS = 5_000;
/** The events of a queue, for whoever watches it with the tools of BullMQ. */
const EVENTS_KEPT = 100;

/** What BullMQ keeps of an alarm. */
interface Alarm {
  readonly key: string;
}

/** The queue of one name: a name that a process does not handle is left to those that do. */
export function timerQueue(options: TimerQueueOptions): TimerQueue {
  const { bull, redis, name, concurrency, lockMs, logger, failed, worked } = options;
  // Braces: in a Cluster all of a queue has to be on one node.
  const prefix = `{${options.prefix}:${encodeURIComponent(name)}}`;
  const queue: Queue<Alarm> = new bull.Queue<Alarm>('timers', {
    connection: redis,
    prefix,
    streams: { events: { maxLen: EVENTS_KEPT } },
    defaultJobOptions: {
      removeOnComplete: true,
      // An alarm has no last try: what is wrong with a run is counted at the timer.
      attempts: Number.MAX_SAFE_INTEGER,
      backoff: { type: 'fixed', delay: LOOK_AGAIN_MS },
      stackTraceLimit: 0,
    },
  });
  queue.on('error', troubled);
  let worker: Worker<Alarm> | undefined;
  let run: TimerHandler | undefined;
  /** Alarms that ring here, a handler among what they do. */
  const ringing = new Map<string, Promise<void>>();
  /** Handlers that run, by their alarms. */
  const running = new Map<string, Promise<void>>();
  /** Alarms of those of which it was said that their lock is lost. */
  const lost = new Set<string>();
  let closing = false;

  /** Redis failed, or only an alarm was not in the state that BullMQ took it for: that mends itself. */
  function troubled(error: unknown): void {
    if (!isAboutAlarm(error)) failed(error);
    else
      logger.debug(
        { timer: name, error: errorFields(asError(error)) },
        'An alarm was over, or seen to by another process',
      );
  }

  /** BullMQ prolongs locks in the background, and may ask for one that was given back a moment ago. */
  function lostLocks(alarms: readonly string[]): void {
    const untold = alarms.filter((alarm) => running.has(alarm) && !lost.has(alarm));
    if (untold.length === 0) return;
    for (const alarm of untold) lost.add(alarm);
    logger.warn(
      { timer: name, timers: untold.length, lockMs },
      'The lock of a timer that runs was lost, since it was not prolonged in time: another process may run the timer too',
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
      // It rings or is about to: it will see by itself when the timer is due.
      if (!isNotDelayed(error)) throw error;
    }
  }

  async function ring(job: Job<Alarm>, token?: string): Promise<void> {
    const alarm = job.id ?? '';
    // Where its lock was lost it may come back to this process: no second run begins beside the first.
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
    // Nobody would wait for the handler: another process is to run it, at once.
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
    // A turn later, so that what it throws at once is a rejection too.
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
    // While it rang nobody could bring it forward.
    const due = await ask(TIMER_DUE, job.data.key, alarm);
    if (typeof due === 'string' && Number(due) < wall) await bringForward(alarm, Number(due));
    throw new bull.DelayedError();
  }

  return {
    async schedule(key, dueAt, wall, data) {
      const set = await ask(SET_TIMER, key, `t-${randomUUID()}`, dueAt, wall, data);
      const [alarm = '', before = ''] = set as string[];
      // Where the alarm is set already, this is a question that changes nothing.
      const now = Date.now();
      await queue.add('timer', { key }, { jobId: alarm, timestamp: now, delay: Math.max(0, wall - now) });
      // The same time: ioredis may have asked a second time, when the connection was lost before the answer came.
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
        // An alarm itself fails only where Redis does.
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
/** And for one that is gone. */
const MISSING = -1;

function isNotDelayed(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === NOT_IN_STATE || code === MISSING;
}

/** Whether BullMQ says so of a job, by a code of its own, or where it prolongs locks by a sentence. */
function isAboutAlarm(error: unknown): boolean {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return (
    typeof code === 'number' || (typeof message === 'string' && message.startsWith('could not renew lock for job'))
  );
}
