import { randomUUID } from 'node:crypto';
import type { Awaitable, DueTimer, Logger } from '@handover/core';
import type { Job, Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { runScript } from './run-scripts.ts';
import type { Script } from './script.ts';
import { BEGIN_TIMER, CANCEL_TIMER, END_TIMER, FAIL_TIMER, SET_TIMER, TIMER_DUE } from './timer-scripts.ts';

/** Runs a timer. */
export type TimerHandler = (timer: DueTimer) => Awaitable<void>;

/** The timers of one name. */
export interface TimerQueue {
  /** Sets a timer, to be due in `delayMs` from now. */
  schedule(key: string, dueAt: number, delayMs: number, data: string): Promise<void>;
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
  /** Is told of trouble with BullMQ or its connection. */
  readonly failed: (error: unknown) => void;
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
  const { bull, redis, name, concurrency, lockMs, logger, failed } = options;
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
  queue.on('error', failed);
  let worker: Worker<Alarm> | undefined;
  let run: TimerHandler | undefined;
  const running = new Set<Promise<void>>();

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
    const { key } = job.data;
    const alarm = job.id ?? '';
    const begun = (await ask(BEGIN_TIMER, key, alarm, Date.now())) as string[] | null;
    if (begun === null || run === undefined) return;
    const [what, version = '', dueAt, data = ''] = begun;
    if (what === 'later') return ringAgain(job, token, Number(version));

    let wall: string | null | undefined;
    try {
      await track(run, { key, dueAt: Number(dueAt), data });
      wall = (await ask(END_TIMER, key, alarm, version)) as string | null;
    } catch (error) {
      const next = await ask(FAIL_TIMER, key, alarm, version, Date.now(), FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
      const [again, failures] = (next ?? []) as string[];
      wall = again;
      const fields = {
        timer: name,
        failures: Number(failures ?? 1),
        error: error instanceof Error ? error.name : typeof error,
      };
      logger.warn(fields, 'A timer failed and will be tried again');
    }
    if (typeof wall === 'string') await ringAgain(job, token, Number(wall));
  }

  async function track(handler: TimerHandler, timer: DueTimer): Promise<void> {
    // A turn later, so that what it throws at once is a rejection too.
    const own = Promise.resolve(timer).then(handler);
    running.add(own);
    try {
      await own;
    } finally {
      running.delete(own);
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
    async schedule(key, dueAt, delayMs, data) {
      const now = Date.now();
      const wall = Math.ceil(now + Math.max(0, delayMs));
      const set = await ask(SET_TIMER, key, `t-${randomUUID()}`, dueAt, wall, data);
      const [alarm = '', before = ''] = set as string[];
      // Where the alarm is set already, this is a question that changes nothing.
      await queue.add('timer', { key }, { jobId: alarm, timestamp: now, delay: wall - now });
      if (before !== '' && wall < Number(before)) await bringForward(alarm, wall);
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
      }).on('error', failed);
    },

    async idle() {
      await worker?.pause(true);
      while (running.size > 0) await Promise.allSettled(running);
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
