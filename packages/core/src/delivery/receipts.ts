import { NotThreadOwnerError } from '../errors.ts';
import type { EchoEvent } from '../events.ts';
import type { ThreadRecord } from '../ownership/registers.ts';
import type { Extensions } from '../plugins/extensions.ts';
import { eraseInPlace } from '../records/unsent-texts.ts';
import { createThread } from '../thread/create-thread.ts';
import { type Lane, receive } from '../thread/lanes.ts';
import { OwnMessages } from '../thread/own-messages.ts';
import type { ThreadContext } from '../thread/thread-core.ts';
import type { Item } from './item.ts';

/** Options of {@link Receipts}. */
export interface ReceiptsOptions extends ThreadContext {
  readonly extensions: Extensions;
  /** Option of the bot. */
  readonly echoesWithoutAppId: 'person' | undefined;
}

/**
 * Processes an event on receipt, before its turn and while handlers of earlier events may run: wakes the watches that
 * wait for it, calls the receipt hooks of plugins, and aborts running handlers if the event takes their thread away.
 */
export class Receipts {
  constructor(private readonly options: ReceiptsOptions) {}

  /** Called on receipt of an event; `record` is its thread as the store returned it. Synchronous, before any lane. */
  hear(item: Item, record: ThreadRecord | undefined, isClaimed: boolean): void {
    const { lane } = item;
    if (lane === undefined) return;
    if (record !== undefined) receive(lane, record);
    if (lane.runs.length > 0) this.#abortOnLoss(item, lane);
    if (item.event.kind === 'message_deleted') for (const run of lane.runs) eraseInPlace(run.event, item.event.mid);
    if (!isClaimed) return;
    if (item.event.kind === 'echo' && OwnMessages.isNeeded(item.event)) this.#findSender(item, item.event, lane);
    else for (const hear of lane.watches) hear(item.event);
    const { extensions, ownMessages } = this.options;
    if (extensions.receiveHooks.length > 0) {
      item.received = this.callHooks(item);
      // The run of the event waits for this promise and reports the failure.
      item.received.catch(() => undefined);
      if (item.settling !== undefined) ownMessages.holdBack(lane.key, item.received);
    }
    if (lane.runs.length > 0 && extensions.holdHooks.length > 0) void this.#abortOnHold(item, lane);
  }

  /** Looks up the sender of an echo that names no app, then calls the hooks of plugins one after the other. */
  async callHooks(item: Item): Promise<void> {
    const { extensions, ownMessages } = this.options;
    const { event, lane, thread: key } = item;
    if (key !== undefined && this.#isToSettle(item)) {
      item.settling ??= ownMessages.settle(event as EchoEvent, key);
      try {
        await item.settling.over;
      } finally {
        // If the store has failed, the next run of the event looks it up again.
        item.settling = undefined;
      }
    }
    for (const hook of extensions.receiveHooks) {
      const thread = createThread(this.options, event, { asksHolds: false });
      await hook({ event, thread, abort: (reason) => abortOthers(lane, item, reason) });
    }
  }

  /** Whether there is something to do on receipt of the event that its handlers wait for. */
  concerns(item: Item): boolean {
    return this.options.extensions.receiveHooks.length > 0 || this.#isToSettle(item);
  }

  #isToSettle({ event, isForwarded }: Item): boolean {
    if (event.kind !== 'echo') return false;
    const isSettled = !isForwarded || this.options.echoesWithoutAppId === 'person' || event.sentBy === 'phone';
    return OwnMessages.isNeeded(event) && isSettled;
  }

  /**
   * Another program that gets the deliveries may also send through this app, so an echo without an app proves nothing.
   */
  #findSender(item: Item, event: EchoEvent, lane: Lane): void {
    const { ownMessages, warnings } = this.options;
    const heard = (): void => {
      for (const hear of lane.watches) hear(event);
    };
    if (this.#isToSettle(item)) {
      item.settling = ownMessages.settle(event, lane.key);
      // The run of the event waits for this and reports a failure of the store.
      item.settling.over.then(heard, () => undefined);
    } else {
      warnings.warn('echo_without_app', { page: event });
      heard();
    }
  }

  #abortOnLoss(item: Item, lane: Lane): void {
    if (lane.newest === undefined) return;
    const { owner } = this.options.owners.of(lane.newest, item.event);
    if (owner.kind === 'app') abortOthers(lane, item, new NotThreadOwnerError(owner.appId));
  }

  async #abortOnHold(item: Item, lane: Lane): Promise<void> {
    try {
      await (item.received ?? item.settling?.over);
      const hold = await this.options.holds.on(
        createThread(this.options, item.event, { asksHolds: false }),
        item.event,
      );
      if (hold !== undefined) abortOthers(lane, item, new NotThreadOwnerError(undefined, { reason: 'hold', ...hold }));
    } catch {
      // The run of the event gets the same failure and reports it.
    }
  }
}

/** Aborts the running handlers of other events of the thread that may still answer. */
function abortOthers(lane: Lane | undefined, { id }: Item, reason: Error): void {
  for (const run of lane?.runs ?? []) if (run.id !== id && run.mayAnswer) run.abort(reason);
}
