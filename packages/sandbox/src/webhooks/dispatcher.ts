import type { DeliveryEntry } from '../timeline/timeline-entry.ts';
import { reportAttempt, sendOnce } from './attempt.ts';
import { sendBeside } from './beside.ts';
import type { Delivery } from './delivery.ts';
import type { DispatcherParts, WebhookTarget } from './dispatcher-parts.ts';
import { createGroups } from './groups.ts';
import { createHealth, type Illness } from './health.ts';
import { type DispatchState, type Job, plainJob } from './job.ts';
import { createWaitingRoom } from './waiting-room.ts';

/**
 * Sends deliveries: to one app in the order of events, to different apps in parallel. A delivery waits for the answer
 * to the previous one, but only briefly: a bot may hold its answer until it gets a later delivery, such as its own
 * echo. A failed delivery is retried at once, then waits on the clock while later ones continue.
 */
export interface Dispatcher {
  enqueue(delivery: Delivery): void;
  /**
   * Records in the timeline that a delivery was not made because the app lacks its field: in its subscription to the
   * page, or in its own subscription to the product.
   */
  reportUnsubscribed(delivery: Delivery, lackedBy: 'page' | 'app'): void;
  /** True while a delivery is queued or in progress. */
  busy(): boolean;
  /** Resolves when no delivery is queued or in progress; retries that wait on the clock do not count. */
  settled(): Promise<void>;
  /** Resolves when the retries that the clock started are answered. */
  repeatsDone(): Promise<void>;
  /** Like `repeatsDone`, but waits for each retry at most half of the longest wait for an answer. */
  repeatsDoneOrLate(): Promise<void>;
  /** Clears an app's failures: it changed its subscription or its webhook, or answered the handshake. */
  forgive(appId: string): void;
  /** How long an app's webhook has been failing; null: it works. */
  illness(appId: string): Illness | null;
  /** How many deliveries for an app are queued, in progress or waiting on the clock. */
  waiting(appId: string): number;
  /**
   * Sends a delivery outside the queue, once, without retries.
   *
   * @throws {OptionError} The app has no webhook; `what` begins the message.
   */
  sendOnce(delivery: Delivery, what: string): Promise<DeliveryEntry>;
  /**
   * Sends the same bytes as an earlier delivery, outside the queue, once, without retries.
   *
   * @throws {OptionError} The app has no webhook.
   */
  replay(entry: DeliveryEntry): Promise<DeliveryEntry>;
  /** All pending deliveries, as plain data. */
  snapshot(): DispatchState;
  /** Restores a `snapshot`. The faults of its groups must be in the book already. */
  restore(state: DispatchState): void;
  /** Drops the queued and waiting deliveries for which `fits` is true. */
  forget(fits: (delivery: Delivery) => boolean): void;
  /** Drops all queued and waiting deliveries. */
  clear(): void;
  /** Drops all pending deliveries and cuts the requests in progress. */
  close(): void;
}

/** Creates a dispatcher with an empty queue. */
export function createDispatcher(parts: DispatcherParts): Dispatcher {
  const { clock, faults, rules } = parts;
  const queues = new Map<string, { jobs: Job[]; running: Map<Promise<void>, Job>; wake: () => void }>();
  const groups = createGroups(faults, (delivery, fault) => queue(newJob(delivery, fault)));
  const waiting = createWaitingRoom(clock);
  const repeats = new Set<Promise<void>>();
  /** For each retry: resolves when it ends, or after half of the longest wait for an answer. */
  const repeatsInTime = new Set<Promise<void>>();
  const idle: (() => void)[] = [];
  let numbers = 0;
  let generation = 0;
  let closed = false;
  const health = createHealth(parts, (target) => forget(({ appId }) => appId === target.id));

  function forget(fits: (delivery: Delivery) => boolean): void {
    for (const queued of queues.values()) {
      const dropped = queued.jobs.filter((job) => fits(job.delivery));
      queued.jobs = queued.jobs.filter((job) => !dropped.includes(job));
      for (const job of dropped) job.done?.();
    }
    waiting.forget(fits);
  }

  function newJob(delivery: Delivery, fault?: string): Job {
    const body = { object: delivery.object, entry: delivery.entries };
    return { delivery, number: ++numbers, body, attempt: 0, later: 0, firstFailureAt: 0, ...(fault ? { fault } : {}) };
  }

  /** Returns true if the job may wait for its app; else drops it. */
  function admit(job: Job): boolean {
    if (!closed && pending(job.delivery.appId) < parts.limit) return true;
    if (!closed) {
      const problem = `more than ${parts.limit} deliveries wait for this app: dropped`;
      reportAttempt(parts, job, { status: null, problem, durationMs: 0 });
    }
    job.done?.();
    return false;
  }

  function pending(appId: string): number {
    const queued = queues.get(appId);
    return (queued ? queued.jobs.length + queued.running.size : 0) + waiting.count(appId);
  }

  function queue(job: Job): void {
    if (!admit(job)) return;
    const { appId } = job.delivery;
    const queued = queues.get(appId);
    if (queued) {
      queued.jobs.push(job);
      queued.wake();
      return;
    }
    queues.set(appId, { jobs: [job], running: new Map(), wake: () => undefined });
    void work(appId);
  }

  async function work(appId: string): Promise<void> {
    const queued = queues.get(appId);
    while (queued && (queued.jobs.length > 0 || queued.running.size > 0)) {
      const { running } = queued;
      const job = queued.jobs.shift();
      if (job === undefined) {
        const more = new Promise<void>((resolve) => {
          queued.wake = resolve;
        });
        await Promise.race([...running.keys(), more]);
        continue;
      }
      const run: Promise<void> = deliver(job).then(() => {
        running.delete(run);
        job.done?.();
      });
      running.set(run, job);
      await orAfter(rules.patienceMs, run);
    }
    queues.delete(appId);
    if (queues.size === 0) for (const wake of idle.splice(0)) wake();
  }

  /** Waits for the answer, but at most `patienceMs` of real time. */
  async function orAfter(patienceMs: number, run: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patienceMs);
    });
    await Promise.race([run, patience]);
    clearTimeout(timer);
  }

  async function deliver(job: Job): Promise<void> {
    const born = generation;
    do {
      const target = targetOf(job);
      if (!target || target.webhookUrl === null) return;
      const delivered = await attempt(job, target, target.webhookUrl);
      if (born !== generation || delivered) return;
    } while (job.attempt <= rules.immediateRetries);
    waitForRepeat(job);
  }

  /** The app, if it still is subscribed on the page. */
  function targetOf({ delivery }: Job): WebhookTarget | undefined {
    const { appId, page } = delivery;
    return parts.isSubscribed(appId, page) ? parts.target(appId, delivery) : undefined;
  }

  async function attempt(job: Job, target: WebhookTarget, url: string): Promise<boolean> {
    const born = generation;
    const fault = faults.takeAttempt({ event: job.delivery.event, appId: target.id });
    job.attempt += 1;
    const result = await sendOnce(parts, job.body, { secret: target.secret, url }, fault);
    if (born !== generation) return false;
    const delivered = result.status === 200;
    if (!delivered && job.attempt === 1) job.firstFailureAt = clock.now();
    const nextAttemptAt = delivered ? undefined : nextAttemptOf(job);
    reportAttempt(parts, job, result, {
      ...(nextAttemptAt === undefined ? {} : { nextAttemptAt }),
      ...(fault ? { fault: fault.do } : {}),
    });
    if (delivered) health.worked(target.id);
    else health.failed(target, job.delivery.page);
    return delivered;
  }

  /** Time of the next attempt after a failure, in ms of the clock; undefined: none. */
  function nextAttemptOf({ attempt: made, later, firstFailureAt }: Job): number | undefined {
    if (made <= rules.immediateRetries) return clock.now();
    const after = rules.retryAfterMs[later];
    return after === undefined ? undefined : firstFailureAt + after;
  }

  function waitForRepeat(job: Job): void {
    const dueAt = nextAttemptOf(job);
    if (dueAt === undefined || !targetOf(job)) return;
    job.later += 1;
    waitToRepeat(job, dueAt);
  }

  function waitToRepeat(job: Job, dueAt: number): void {
    waiting.wait(job, dueAt, () => {
      const repeat = new Promise<void>((resolve) => {
        job.done = resolve;
      });
      const inTime = orAfter(rules.timeoutMs / 2, repeat);
      repeats.add(repeat);
      repeatsInTime.add(inTime);
      void repeat.then(() => repeats.delete(repeat));
      void inTime.then(() => repeatsInTime.delete(inTime));
      queue(job);
    });
  }

  function clear(): void {
    generation += 1;
    for (const { jobs } of queues.values()) for (const job of jobs.splice(0)) job.done?.();
    groups.clear();
    waiting.forget(() => true);
    health.clear();
  }

  return {
    enqueue(delivery) {
      const fault = faults.takeDelivery(delivery);
      if (!fault) return queue(newJob(delivery));
      switch (fault.do) {
        case 'drop':
          reportAttempt(parts, newJob(delivery, 'drop'), {
            status: null,
            problem: 'dropped by a fault',
            durationMs: 0,
          });
          return;
        case 'duplicate': {
          const job = newJob(delivery, 'duplicate');
          // Copied first, because the original may be sent, and counted, at once.
          const copy = { ...job };
          queue(job);
          return queue(copy);
        }
        case 'delay': {
          const job = newJob(delivery, 'delay');
          if (admit(job)) waiting.wait(job, clock.now() + (fault.ms ?? 0), () => queue(job));
          return;
        }
        default:
          return groups.add(fault, delivery);
      }
    },
    reportUnsubscribed(delivery, lackedBy) {
      const where = lackedBy === 'app' ? ` in the app's own subscription to ${delivery.object}` : '';
      const problem = `not delivered: not subscribed to ${delivery.field}${where}`;
      reportAttempt(parts, newJob(delivery), { status: null, problem, durationMs: 0 }, { notSubscribed: true });
    },
    busy: () => queues.size > 0 || groups.busy(),
    async settled() {
      groups.flush();
      while (queues.size > 0) {
        await new Promise<void>((resolve) => idle.push(resolve));
        groups.flush();
      }
    },
    async repeatsDone() {
      await Promise.all(repeats);
    },
    async repeatsDoneOrLate() {
      await Promise.all(repeatsInTime);
    },
    forgive: health.worked,
    illness: health.of,
    waiting: pending,
    sendOnce: (delivery, what) => sendBeside(parts, health, newJob(delivery), { what }),
    async replay(entry) {
      const { page = null, lane, field, event, person, app, delivery: number, body, attempt: made } = entry;
      const object = String(body['object']);
      const whose = { appId: app.id, page, ...(person ? { person } : {}) };
      const delivery: Delivery = { ...whose, lane, field, event, object, entries: [] };
      const job: Job = { delivery, number, body, attempt: made, later: 0, firstFailureAt: 0 };
      return sendBeside(parts, health, job, { what: 'replay', replayOf: entry.seq });
    },
    snapshot: () => ({
      lastNumber: numbers,
      queued: [...queues.values()].flatMap(({ running, jobs }) => [...running.values(), ...jobs].map(plainJob)),
      waiting: waiting.list().map(({ job, dueAt }) => ({ dueAt, job: plainJob(job) })),
      groups: groups.list().map(({ fault, deliveries }) => ({ fault: faults.placeOf(fault), deliveries })),
      illnesses: health.all(),
    }),
    restore(state) {
      clear();
      numbers = state.lastNumber;
      health.restore(state.illnesses);
      for (const { fault, deliveries } of state.groups) {
        const own = faults.deliveryAt(fault);
        if (own) for (const delivery of deliveries) groups.add(own, delivery);
      }
      for (const { dueAt, job } of state.waiting) {
        if (job.attempt > 0) waitToRepeat({ ...job }, dueAt);
        else {
          const delayed = { ...job };
          waiting.wait(delayed, dueAt, () => queue(delayed));
        }
      }
      for (const job of state.queued) queue({ ...job });
    },
    forget(fits) {
      forget(fits);
      groups.forget(fits);
    },
    clear,
    close() {
      closed = true;
      clear();
      for (const cancel of [...parts.inFlight]) cancel();
    },
  };
}
