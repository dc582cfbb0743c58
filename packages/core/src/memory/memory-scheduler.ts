import { unref } from '../clock.ts';
import { asError, HandoverError } from '../errors.ts';
import { errorFields } from '../logger.ts';
import type { Clock, DueTimer, Logger, Scheduler } from '../ports.ts';

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 300_000;

interface Timer {
  readonly name: string;
  readonly key: string;
  dueAt: number;
  /** Passed as `DueTimer.dueAt`: a retry keeps the planned time. */
  readonly plannedAt: number;
  readonly data: string;
  failures: number;
}

/** Timers in this process; a restart loses them. `sqliteScheduler` and `bullScheduler` keep theirs. */
export function memoryScheduler(): Scheduler {
  const timers = new Map<string, Timer>();
  /** Latest first, so that the next one is popped off the end; may hold timers that are no more. */
  let queue: Timer[] = [];
  const handlers = new Map<string, (timer: DueTimer) => unknown>();
  const running = new Map<string, Promise<void>>();
  let environment: { clock: Clock; logger: Logger } | undefined;
  let alarm: { at: number; handle: unknown } | undefined;
  let closed = false;

  function clock(): Clock {
    if (environment === undefined)
      throw new HandoverError('bad_option', 'The scheduler was not started: pass it to createHandover');
    return environment.clock;
  }

  /** Sets the alarm to the earliest timer; one that rings too early only looks again. */
  function arm(): void {
    if (closed || environment === undefined) return;
    const next = earliest()?.dueAt;
    if (next === undefined || (alarm !== undefined && alarm.at <= next)) return;
    if (alarm !== undefined) environment.clock.clearTimeout(alarm.handle);
    // Longer delays overflow the timer of the platform; the alarm then looks again.
    const delayMs = Math.min(Math.max(0, next - environment.clock.now()), 2 ** 31 - 1);
    const handle = environment.clock.setTimeout(() => {
      alarm = undefined;
      ring();
    }, delayMs);
    unref(handle);
    alarm = { at: next, handle };
  }

  function ring(): void {
    runUntil(clock().now(), Number.POSITIVE_INFINITY);
    arm();
  }

  /** Starts at most `limit` timers that are due at `now`. */
  function runUntil(now: number, limit: number): readonly Promise<void>[] {
    const runs: Promise<void>[] = [];
    for (let timer = earliest(); timer !== undefined && timer.dueAt <= now && runs.length < limit; timer = earliest()) {
      queue.pop();
      const id = idOf(timer.name, timer.key);
      const due = timer;
      // A turn later: a handler that is over at once must not end before it counts as running.
      const ended = Promise.resolve().then(() => run(id, due));
      running.set(id, ended);
      runs.push(ended);
    }
    return runs;
  }

  /** The first timer that may run; what was cancelled, replaced, is running or has no handler yet is left out of the queue. */
  function earliest(): Timer | undefined {
    for (let last = queue.at(-1); last !== undefined; last = queue.at(-1)) {
      const id = idOf(last.name, last.key);
      if (timers.get(id) === last && !running.has(id) && handlers.has(last.name)) return last;
      queue.pop();
    }
    return undefined;
  }

  function enqueue(timer: Timer): void {
    if (queue.length > 2 * timers.size + 64) {
      queue = [...timers.values()].sort((a, b) => b.dueAt - a.dueAt);
      if (queue.includes(timer)) return;
    }
    let low = 0;
    for (let high = queue.length; low < high; ) {
      const middle = (low + high) >>> 1;
      if ((queue[middle]?.dueAt ?? 0) > timer.dueAt) low = middle + 1;
      else high = middle;
    }
    queue.splice(low, 0, timer);
  }

  async function run(id: string, timer: Timer): Promise<void> {
    try {
      await handlers.get(timer.name)?.({ key: timer.key, dueAt: timer.plannedAt, data: timer.data });
      // Keep the timer if the handler has set it again.
      if (timers.get(id) === timer) timers.delete(id);
    } catch (error) {
      timer.failures += 1;
      timer.dueAt = clock().now() + Math.min(FIRST_RETRY_MS * 2 ** (timer.failures - 1), LONGEST_RETRY_MS);
      environment?.logger.warn(
        { timer: timer.name, failures: timer.failures, error: errorFields(asError(error)) },
        'A timer failed and will be tried again',
      );
    } finally {
      running.delete(id);
      const next = timers.get(id);
      if (next !== undefined) enqueue(next);
      arm();
    }
  }

  return {
    start(given) {
      environment = given;
      closed = false;
      arm();
    },
    schedule(name, key, dueAt, data) {
      const timer = { name, key, dueAt, plannedAt: dueAt, data, failures: 0 };
      timers.set(idOf(name, key), timer);
      enqueue(timer);
      arm();
    },
    cancel(name, key) {
      timers.delete(idOf(name, key));
    },
    handle(name, handler) {
      handlers.set(name, handler);
      for (const timer of timers.values()) if (timer.name === name) enqueue(timer);
      arm();
    },
    async runDue(now, limit) {
      const runs = closed ? [] : runUntil(now, limit);
      await Promise.all(runs);
      return runs.length;
    },
    async close() {
      closed = true;
      if (alarm !== undefined) clock().clearTimeout(alarm.handle);
      alarm = undefined;
      await Promise.all(running.values());
    },
  };
}

function idOf(name: string, key: string): string {
  return `${name}\n${key}`;
}
