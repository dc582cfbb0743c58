import type { DeliveryEntry } from '../timeline-entry.ts';
import { reportAttempt, sendOnce } from './attempt.ts';
import { sendBeside } from './beside.ts';
import type { Delivery } from './delivery.ts';
import type { DispatcherParts, WebhookTarget } from './dispatcher-parts.ts';
import { createGroups } from './groups.ts';
import { createHealth, type Illness } from './health.ts';
import { type DispatchState, type Job, plainJob } from './job.ts';
import { createWaitingRoom } from './waiting-room.ts';

/**
 * Sends deliveries: to each app in the order in which things happened, to different apps side by side. The next one
 * waits for the answer to the one before, but not for long: a bot may hold its answer until it has seen a later one, its
 * own echo say. One that fails is repeated at once, then waits on the clock while later ones go on.
 */
export interface Dispatcher {
  enqueue(delivery: Delivery): void;
  /** Writes into the timeline that a delivery was not made because the app lacks its field. */
  reportUnsubscribed(delivery: Delivery): void;
  /** True while something is queued or under way. */
  busy(): boolean;
  /** Resolves once nothing is queued or under way; repeats that wait on the clock do not count. */
  settled(): Promise<void>;
  /** Resolves once the repeats that the clock set off were answered. */
  repeatsDone(): Promise<void>;
  /** `repeatsDone`, but waits for each of them no longer than half of the time that an answer may take. */
  repeatsDoneOrLate(): Promise<void>;
  /** The app subscribed again or no more, or its webhook is another or answered the handshake: failures are forgotten. */
  forgive(appId: string): void;
  /** How long an app's webhook has been failing; null: it is well. */
  illness(appId: string): Illness | null;
  /** How many deliveries are queued for an app, under way or waiting on the clock. */
  waiting(appId: string): number;
  /**
   * Sends a delivery beside the line, once; a failure is not repeated.
   *
   * @throws {OptionError} The app has no webhook; `what` begins the message.
   */
  sendOnce(delivery: Delivery, what: string): Promise<DeliveryEntry>;
  /**
   * Sends the body of an earlier delivery once more, the same bytes, beside the line; a failure is not repeated.
   *
   * @throws {OptionError} The app has no webhook.
   */
  replay(entry: DeliveryEntry): Promise<DeliveryEntry>;
  /** Everything on its way, as plain data. */
  snapshot(): DispatchState;
  /** Takes up what `snapshot` gave. The faults of its groups must be in the book already. */
  restore(state: DispatchState): void;
  /** Forgets everything that is queued or waits. */
  clear(): void;
  /** `clear`, and what is under way is cut. */
  close(): void;
}

/** Makes a dispatcher with nothing to do. */
export function createDispatcher(parts: DispatcherParts): Dispatcher {
  const { clock, faults, rules } = parts;
  const queues = new Map<string, { jobs: Job[]; running: Map<Promise<void>, Job>; wake: () => void }>();
  const groups = createGroups(faults, (delivery, fault) => queue(newJob(delivery, fault)));
  const waiting = createWaitingRoom(clock);
  const repeats = new Set<Promise<void>>();
  /** For each repeat: its end, or the half of its time. */
  const repeatsInTime = new Set<Promise<void>>();
  const idle: (() => void)[] = [];
  let numbers = 0;
  let generation = 0;
  let closed = false;
  const health = createHealth(parts, (target) => {
    for (const job of queues.get(target.id)?.jobs.splice(0) ?? []) job.done?.();
    waiting.forget(target.id);
  });

  function newJob(delivery: Delivery, fault?: string): Job {
    const object = delivery.object ?? parts.objectName;
    const body = { object, entry: delivery.entries };
    return { delivery, number: ++numbers, body, attempt: 0, later: 0, firstFailureAt: 0, ...(fault ? { fault } : {}) };
  }

  /** True if one more may wait for its app; else it is dropped. */
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

  /** Waits for the answer, in real time, for `patienceMs` at most. */
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
      const target = parts.target(job.delivery.appId);
      if (!target?.subscribed || target.webhookUrl === null) return;
      const delivered = await attempt(job, target, target.webhookUrl);
      if (born !== generation || delivered) return;
    } while (job.attempt <= rules.immediateRetries);
    waitForRepeat(job);
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
    else health.failed(target);
    return delivered;
  }

  /** When a job that just failed is sent again, in ms of the clock; undefined: never. */
  function nextAttemptOf({ attempt: made, later, firstFailureAt }: Job): number | undefined {
    if (made <= rules.immediateRetries) return clock.now();
    const after = rules.retryAfterMs[later];
    return after === undefined ? undefined : firstFailureAt + after;
  }

  function waitForRepeat(job: Job): void {
    const dueAt = nextAttemptOf(job);
    if (dueAt === undefined || !parts.target(job.delivery.appId)?.subscribed) return;
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
    waiting.forget();
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
          // Made first: the other one may be sent, and counted, at once.
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
    reportUnsubscribed(delivery) {
      const problem = `not delivered: not subscribed to ${delivery.field}`;
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
      const { lane, field, event, person, app, delivery: number, body, attempt: made } = entry;
      const delivery: Delivery = { appId: app.id, lane, field, event, entries: [], ...(person ? { person } : {}) };
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
    clear,
    close() {
      closed = true;
      clear();
      for (const cancel of [...parts.inFlight]) cancel();
    },
  };
}
