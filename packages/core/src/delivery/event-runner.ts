import { within } from '../clock.ts';
import { asError, HandlerTimeoutError } from '../errors.ts';
import type { HandoverEvent } from '../events.ts';
import type { Owner, Ownership } from '../ownership/owner.ts';
import type { ThreadRecord } from '../ownership/registers.ts';
import type { PageReference } from '../ownership/routing-modes.ts';
import type { HoldHook } from '../plugin.ts';
import type { Awaitable, Clock } from '../ports.ts';
import type { Thread } from '../thread/thread.ts';
import type { Announcements } from './announcements.ts';
import type { Dispatcher } from './dispatcher.ts';
import { type Item, setStandby } from './item.ts';
import type { ThreadQueues } from './thread-queues.ts';
import { Turn } from './turn.ts';

/** What events are run with. */
export interface EventRunnerOptions {
  readonly clock: Clock;
  /** How long a hook may take, in ms. */
  readonly handlerTimeoutMs: number;
  readonly dispatcher: Dispatcher;
  readonly queues: ThreadQueues;
  readonly announcements: Announcements;
  readonly ownershipOf: (record: ThreadRecord, page: PageReference) => Ownership;
  readonly threadOf: (event: HandoverEvent) => Thread;
  /** Asked by plugins for silence; may grow. */
  readonly holdHooks: readonly HoldHook[];
  /** What plugins add to the context; may grow. */
  readonly decorations: readonly ((context: { readonly event: HandoverEvent; readonly thread: Thread }) => unknown)[];
}

/** Runs events, one at a time in each thread. */
export interface EventRunner {
  /**
   * Announces a change of owner, settles `standby` and runs the handlers; tells their failures, at once where no handler
   * waits for anything. Never throws or rejects. `started` begins as the first handler starts.
   */
  run(item: Item, record: ThreadRecord | undefined, started: Turn): Awaitable<readonly Error[]>;
  /** Whether the event may not be answered, by this record. Rejects where a plugin that is asked fails. */
  isStandby(event: HandoverEvent, record: ThreadRecord | undefined): Awaitable<boolean>;
  /** Announces a change of owner that an event meets which is not run again. Never rejects. */
  meet(item: Item, record: ThreadRecord | undefined): Promise<void>;
}

export function eventRunner(options: EventRunnerOptions): EventRunner {
  const { dispatcher, queues, announcements, ownershipOf, threadOf, holdHooks, decorations } = options;
  const { clock, handlerTimeoutMs } = options;

  function ownerIn(record: ThreadRecord | undefined, event: HandoverEvent): Owner | undefined {
    return record === undefined ? undefined : ownershipOf(record, event).owner;
  }

  /** True where the event came on standby, another app owns its thread, or a plugin holds it. */
  function isStandby(event: HandoverEvent, owner: Owner | undefined): Awaitable<boolean> {
    if (event.lane === 'standby' || owner?.kind === 'app') return true;
    return event.userId !== undefined && holdHooks.length > 0 ? isHeld(event) : false;
  }

  async function isHeld(event: HandoverEvent): Promise<boolean> {
    const thread = threadOf(event);
    for (const hold of holdHooks) {
      const asked = Promise.resolve(dispatcher.calling(() => hold({ event, thread })));
      try {
        if (await within(clock, asked, handlerTimeoutMs, () => new HandlerTimeoutError(handlerTimeoutMs))) return true;
      } catch (thrown) {
        if (!(thrown instanceof HandlerTimeoutError)) throw thrown;
        // Nobody can tell, so silence is the safe mistake.
        await dispatcher.report({ error: thrown, event, thread });
        return true;
      }
    }
    return false;
  }

  /** The owner as an event meets the thread, once a change of owner is told of. */
  function ownerMet(
    { event, thread }: Item,
    record: ThreadRecord | undefined,
    started: Turn,
  ): Awaitable<Owner | undefined> {
    if (thread === undefined || record === undefined) return undefined;
    const latest = queues.record(thread) ?? record;
    const known = { record: latest, ownership: ownershipOf(latest, event) };
    if (!announcements.isDue(thread, known)) return known.ownership.owner;
    const told = announcements.ahead(threadOf(event), thread, known, started);
    return told instanceof Promise ? told.then(({ ownership }) => ownership.owner) : told.ownership.owner;
  }

  async function runLater(
    event: HandoverEvent,
    meeting: Promise<Owner | undefined>,
    started: Turn,
  ): Promise<readonly Error[]> {
    try {
      return await runHandlers(event, await isStandby(event, await meeting), started);
    } catch (thrown) {
      return failed(event, thrown);
    }
  }

  async function runHeld(event: HandoverEvent, holding: Promise<boolean>, started: Turn): Promise<readonly Error[]> {
    try {
      return await runHandlers(event, await holding, started);
    } catch (thrown) {
      return failed(event, thrown);
    }
  }

  function runHandlers(event: HandoverEvent, standby: boolean, started: Turn): Awaitable<readonly Error[]> {
    setStandby(event, standby);
    const context = { event, thread: threadOf(event) };
    if (decorations.length > 0)
      for (const decorate of decorations)
        Object.assign(
          context,
          dispatcher.calling(() => decorate(context)),
        );
    const running = dispatcher.run(context);
    started.take();
    return running;
  }

  async function failed(event: HandoverEvent, thrown: unknown): Promise<readonly Error[]> {
    const error = asError(thrown);
    await dispatcher.report({ error, event, thread: threadOf(event) });
    return [error];
  }

  return {
    run(item, record, started) {
      const { event } = item;
      try {
        const owner = ownerMet(item, record, started);
        if (owner instanceof Promise) return runLater(event, owner, started);
        const standby = isStandby(event, owner);
        return standby instanceof Promise ? runHeld(event, standby, started) : runHandlers(event, standby, started);
      } catch (thrown) {
        return failed(event, thrown);
      }
    },
    isStandby: (event, record) => isStandby(event, ownerIn(record, event)),
    async meet(item, record) {
      await ownerMet(item, record, new Turn());
    },
  };
}
