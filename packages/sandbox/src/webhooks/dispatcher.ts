import type { Delivery } from './delivery.ts';
import type { DispatcherParts, WebhookTarget } from './dispatcher-parts.ts';
import { createGroups } from './groups.ts';
import { createHealth } from './health.ts';
import { httpCall } from './http-call.ts';
import { serialize, signatureHeaders } from './serialize.ts';
import { createWaitingRoom } from './waiting-room.ts';

/**
 * Sends deliveries: to each app in the order in which things happened, to different apps side by side. The next one
 * waits for the answer to the one before, but not for long: a bot may hold its answer until it has seen a later one, its
 * own echo say. One that fails is repeated at once, then waits on the clock while later ones go on.
 */
export interface Dispatcher {
  enqueue(delivery: Delivery): void;
  /** True while something is queued or under way. */
  busy(): boolean;
  /** Resolves once nothing is queued or under way; repeats that wait on the clock do not count. */
  settled(): Promise<void>;
  /** Resolves once the repeats that the clock set off were answered. */
  repeatsDone(): Promise<void>;
  /** The app subscribed anew, or no more: its failures are forgotten. */
  forgive(appId: string): void;
  /** Forgets everything that is queued or waits. */
  clear(): void;
  /** `clear`, and what is under way is cut. */
  close(): void;
}

interface Job {
  delivery: Delivery;
  number: number;
  body: Record<string, unknown>;
  attempt: number;
  /** How many of the later repeats are behind it. */
  later: number;
  firstFailureAt: number;
  fault?: string;
  done?: () => void;
}

/** Makes a dispatcher with nothing to do. */
export function createDispatcher(parts: DispatcherParts): Dispatcher {
  const { clock, timeline, faults, rules } = parts;
  const queues = new Map<string, { jobs: Job[]; running: Set<Promise<void>>; wake: () => void }>();
  const groups = createGroups(faults, (delivery, fault) => queue(newJob(delivery, fault)));
  const waiting = createWaitingRoom(clock);
  const repeats = new Set<Promise<void>>();
  const idle: (() => void)[] = [];
  let numbers = 0;
  let generation = 0;
  let closed = false;
  const health = createHealth(parts, (target) => {
    for (const job of queues.get(target.id)?.jobs.splice(0) ?? []) job.done?.();
    waiting.forget(target.id);
  });

  function newJob(delivery: Delivery, fault?: string): Job {
    const body = { object: parts.platform === 'instagram' ? 'instagram' : 'page', entry: delivery.entries };
    return { delivery, number: ++numbers, body, attempt: 0, later: 0, firstFailureAt: 0, ...(fault ? { fault } : {}) };
  }

  /** True if one more may wait for its app; else it is dropped. */
  function admit(job: Job): boolean {
    const { appId } = job.delivery;
    const queued = queues.get(appId);
    const count = (queued ? queued.jobs.length + queued.running.size : 0) + waiting.count(appId);
    if (!closed && count < parts.limit) return true;
    if (!closed) {
      report(job, { status: null, problem: `more than ${parts.limit} deliveries wait for this app: dropped` }, 0);
    }
    job.done?.();
    return false;
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
    queues.set(appId, { jobs: [job], running: new Set(), wake: () => undefined });
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
        await Promise.race([...running, more]);
        continue;
      }
      const run: Promise<void> = deliver(job).then(() => {
        running.delete(run);
        job.done?.();
      });
      running.add(run);
      await orPatience(run);
    }
    queues.delete(appId);
    if (queues.size === 0) for (const wake of idle.splice(0)) wake();
  }

  /** Waits for the answer, in real time, as long as the next delivery does. */
  async function orPatience(run: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, rules.patienceMs);
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
    const body = serialize(job.body);
    const started = performance.now();
    job.attempt += 1;
    const answer = await httpCall(
      url,
      {
        method: 'POST',
        headers: {
          Accept: '*/*',
          'Content-Type': 'application/json',
          'Content-Length': String(body.length),
          'User-Agent': 'facebookexternalua',
          ...signatureHeaders(body, target.secret),
        },
        body,
        timeoutMs: rules.timeoutMs,
      },
      parts.inFlight,
    );
    if (born !== generation) return false;
    report(job, answer, performance.now() - started);
    if (answer.status === 200) {
      health.worked(target.id);
      return true;
    }
    if (job.attempt === 1) job.firstFailureAt = clock.now();
    health.failed(target);
    return false;
  }

  function waitForRepeat(job: Job): void {
    const { appId } = job.delivery;
    const after = rules.retryAfterMs[job.later];
    if (after === undefined || !parts.target(appId)?.subscribed) return;
    job.later += 1;
    waiting.wait(appId, job.firstFailureAt + after - clock.now(), () => {
      const repeat = new Promise<void>((resolve) => {
        job.done = resolve;
      });
      repeats.add(repeat);
      void repeat.then(() => repeats.delete(repeat));
      queue(job);
    });
  }

  function report(job: Job, answer: { status: number | null; problem?: string }, ms: number): void {
    const { delivery } = job;
    timeline.add({
      kind: 'delivery',
      delivery: job.number,
      app: { id: delivery.appId, name: parts.target(delivery.appId)?.name ?? delivery.appId },
      ...(delivery.person ? { person: delivery.person, owner: parts.ownerOf(delivery.person.id) } : {}),
      lane: delivery.lane,
      field: delivery.field,
      event: delivery.event,
      body: job.body,
      signatures: job.attempt === 0 ? [] : ['X-Hub-Signature', 'X-Hub-Signature-256'],
      attempt: job.attempt,
      status: answer.status,
      ...(answer.problem ? { problem: answer.problem } : {}),
      durationMs: Math.round(ms * 10) / 10,
      ...(job.fault ? { fault: job.fault } : {}),
    });
  }

  return {
    enqueue(delivery) {
      const fault = faults.takeDelivery(delivery);
      if (!fault) return queue(newJob(delivery));
      switch (fault.do) {
        case 'drop':
          return report(newJob(delivery, 'drop'), { status: null, problem: 'dropped by a fault' }, 0);
        case 'duplicate': {
          const job = newJob(delivery, 'duplicate');
          queue(job);
          return queue({ ...job });
        }
        case 'delay': {
          const job = newJob(delivery, 'delay');
          if (admit(job)) waiting.wait(delivery.appId, fault.ms ?? 0, () => queue(job));
          return;
        }
        default:
          return groups.add(fault, delivery);
      }
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
    forgive: health.worked,
    clear() {
      generation += 1;
      for (const { jobs } of queues.values()) for (const job of jobs.splice(0)) job.done?.();
      groups.clear();
      waiting.forget();
      health.clear();
    },
    close() {
      closed = true;
      this.clear();
      for (const cancel of [...parts.inFlight]) cancel();
    },
  };
}
