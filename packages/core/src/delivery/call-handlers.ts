import { asError } from '../errors.ts';
import type { HandoverEvent } from '../events.ts';
import { isPending, type Owner } from '../ownership/owner.ts';
import type { Context } from '../plugin.ts';
import type { Extensions } from '../plugins/extensions.ts';
import { eraseUnsent } from '../records/unsent-texts.ts';
import { createThread } from '../thread/create-thread.ts';
import { learn } from '../thread/lanes.ts';
import type { Thread } from '../thread/thread.ts';
import type { ThreadContext } from '../thread/thread-core.ts';
import type { Announcements } from './announcements.ts';
import type { Handlers } from './handlers.ts';
import type { Item } from './item.ts';
import type { Receipts } from './receipts.ts';
import type { Run } from './run.ts';

/** What the handlers of an event are called with. */
export interface HandlerCallsOptions extends ThreadContext {
  readonly handlers: Handlers;
  readonly announcements: Announcements;
  readonly extensions: Extensions;
  readonly receipts: Receipts;
}

/** Calls the handlers of one event, once it is known whether it may be answered. */
export class HandlerCalls {
  constructor(private readonly options: HandlerCallsOptions) {}

  /**
   * Resolves to the failures, which have been reported. Never rejects.
   *
   * @param isGathered The bot's own `message` handlers are left out, since the message is part of a burst.
   */
  async call(item: Item, run: Run, isGathered = false): Promise<readonly Error[]> {
    const { handlers, receipts } = this.options;
    const { event, thread: key } = item;
    const context = this.contextOf(item, run);
    try {
      const owner = await this.ownerMet(item);
      if (receipts.concerns(item)) await this.#received(item);
      if (key !== undefined && event.kind === 'message_deleted') await eraseUnsent(event, key, this.options);
      event.standby = await this.isStandby(event, owner);
      if (event.standby) run.losesNothing();
      this.decorate(context);
      const { report } = item.gatheredBy ?? item;
      const call = { started: item.started, run, isGathered };
      if (report === undefined) return await handlers.run(context, call);
      return await report.time(() => handlers.run(context, call));
    } catch (thrown) {
      const error = asError(thrown);
      await handlers.report({ error, event, thread: context.thread });
      return [error];
    }
  }

  /** Adds what plugins add to the context. */
  decorate(context: Context): void {
    for (const add of this.options.extensions.decorations) Object.assign(context, add(context));
  }

  /** What handlers of an event get. */
  contextOf<Event extends HandoverEvent>({ event, isLate }: ContextFacts<Event>, run: Run): Context<Event> {
    const context = new EventContext(event, createThread(this.options, event, { run, event }), run);
    if (isLate) context.late = true;
    return context;
  }

  /**
   * Resolves to true if this app may not answer the event: it came on standby, another app owns its thread, or a plugin
   * holds it. Rejects if a plugin's hook fails.
   */
  async isStandby(event: HandoverEvent, owner: Owner | undefined): Promise<boolean> {
    if (event.lane === 'standby' || owner?.kind === 'app') return true;
    const { extensions, holds } = this.options;
    if (event.userId === undefined || extensions.holdHooks.length === 0) return false;
    return (await holds.on(createThread(this.options, event, { asksHolds: false }), event)) !== undefined;
  }

  /**
   * Announces a change of owner if there is one, and returns the owner of the event's thread. `started` opens if that
   * may take long.
   */
  ownerMet({ event, lane, record: known, started }: Item): Owner | undefined | Promise<Owner | undefined> {
    if (lane === undefined || known === undefined) return undefined;
    const { owners, announcements } = this.options;
    const record = learn(lane, known);
    const { owner } = owners.of(record, event);
    if (lane.announcing === undefined && !isPending(record, owner)) return owner;
    return announcements.ahead(createThread(this.options, event), lane, started).then((ownership) => ownership?.owner);
  }

  /** Waits for the receipt hooks of plugins. The next run calls a failed hook again. */
  async #received(item: Item): Promise<void> {
    item.received ??= this.options.receipts.callHooks(item);
    try {
      await item.received;
    } catch (error) {
      item.received = undefined;
      throw error;
    }
  }
}

/** An event, and whether later events of its thread may have run before it. */
interface ContextFacts<Event> {
  readonly event: Event;
  readonly isLate: boolean;
}

/**
 * The context of handlers. `signal` is a getter of the class: one of each object's own would be allocated where only a
 * full collection of garbage finds it, and with it all that the run refers to.
 */
class EventContext<Event extends HandoverEvent> {
  declare late?: true;
  readonly step: Context['step'];
  readonly #run: Run;

  constructor(
    readonly event: Event,
    readonly thread: Thread,
    run: Run,
  ) {
    this.step = (name, work) => run.step('step', null, async () => work(), name);
    this.#run = run;
  }

  get signal(): AbortSignal {
    return this.#run.signal;
  }
}
