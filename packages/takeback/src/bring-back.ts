import { randomUUID } from 'node:crypto';
import { asError, errorFields, type PluginHost, type Thread } from '@handover/core';
import { dueWarnings } from './due-warnings.ts';
import type { TakebackContext, TakebackEvents, TakebackFailed } from './events.ts';
import { definiteReason, isOwnerUnreadable, mayHaveAsked } from './failure.ts';
import { type Follow, sightingOf } from './follow.ts';
import { keepLease } from './lease.ts';
import { leaseOf } from './next.ts';
import type { CheckedOptions } from './options.ts';
import { canLookUp, ownerOf, pageOf } from './platform.ts';
import { sayer } from './say.ts';
import type { Sight } from './sight.ts';
import type { States } from './states.ts';
import type { Found, TakebackEvent, Task } from './steps.ts';

/** What {@link bringBack} needs. */
export interface BringBackOptions {
  readonly bot: PluginHost<TakebackContext, TakebackEvents>;
  readonly options: CheckedOptions;
  readonly states: States;
  readonly follow: Follow;
  readonly sight: Sight;
  /** Reports that a thread did not come back. */
  readonly reportFailure: (failed: TakebackFailed) => Promise<void>;
}

/** Makes the timer's handler: it carries out the tasks that the rules return, one after the other, under a lease. */
export function bringBack({
  bot,
  options,
  states,
  follow,
  sight,
  reportFailure,
}: BringBackOptions): (thread: Thread) => Promise<void> {
  const { clock } = bot;
  const isDue = dueWarnings(bot);
  const say = sayer(bot, options.message);

  async function ring(thread: Thread): Promise<void> {
    const token = randomUUID().slice(0, 13);
    let { task } = await states.apply(thread, { kind: 'rang', token });
    if (task === undefined) return;
    const stop = keepLease(clock, async () => {
      const { state } = await states.apply(thread, { kind: 'renewed', token });
      return leaseOf(state)?.token === token;
    });
    let failure: Error | undefined;
    try {
      while (task !== undefined) {
        let event: TakebackEvent | undefined;
        try {
          event = await perform(thread, token, task, failure);
        } catch (error) {
          // Reporting a failure failed too: the scheduler fires the timer again after a pause.
          if (failure !== undefined) throw error;
          failure = asError(error);
          event = { kind: 'failed', token, reason: definiteReason(failure) };
        }
        if (event === undefined) return;
        ({ task } = await states.apply(thread, event));
      }
    } finally {
      stop();
    }
  }

  /** Carries out the task. Resolves to the event that results from it, or to `undefined` after the last task. */
  async function perform(
    thread: Thread,
    token: string,
    task: Task,
    failure: Error | undefined,
  ): Promise<TakebackEvent | undefined> {
    switch (task.do) {
      case 'lookUp':
        return { kind: 'found', token, owner: await lookUpOwner(thread) };
      case 'askOnly':
        await follow.askOnly(thread, task.by);
        return undefined;
      case 'read':
        return { kind: 'read', token, reply: await sight.newestReply(thread, task.sinceMs) };
      case 'regain':
        return { kind: (await regained(thread)) ? 'regained' : 'requested', token };
      case 'announce': {
        const { claimed, isSaid } = task;
        const outcome = isSaid ? { said: options.message !== undefined } : await say(thread, claimed);
        await bot.emit('taken_back', { thread, previous: ownerOf(task.appId), claimed, ...outcome });
        return { kind: 'announced', token };
      }
      case 'report': {
        const error = failure === undefined ? {} : { error: failure };
        const { reason, claimed } = task;
        await reportFailure({ thread, reason, owner: ownerOf(task.appId), claimed, ...error });
        return { kind: 'reported', token };
      }
      case 'follow':
        // Another app may have become owner while we held the lease.
        await follow.owner(thread);
        return undefined;
      case 'retry':
        throw failure;
    }
  }

  /** Looks up the owner. Meta sends this app no webhook for a release, an expiry or a pass between other apps. */
  async function lookUpOwner(thread: Thread): Promise<Found> {
    if ((await thread.state()).owner.kind === 'self') return 'self';
    try {
      if (canLookUp(thread.platform)) await thread.getThreadOwner();
    } catch (error) {
      // Some pages refuse this call. Takeback continues: if the take is wrong, Meta refuses the take.
      if (!isOwnerUnreadable(error)) throw error;
      if (isDue('owner', thread)) {
        const fields = { ...pageOf(thread), error: errorFields(asError(error)) };
        bot.logger.warn(fields, 'Meta refuses thread_owner for this page: takeback relies on received events');
      }
    }
    const state = await thread.state();
    return state.owner.kind === 'app' ? sightingOf(state, clock.now()) : state.owner.kind;
  }

  /** Takes the thread, or requests it. Resolves to `false` after a request: this app does not own the thread yet. */
  async function regained(thread: Thread): Promise<boolean> {
    const { metadata } = options;
    try {
      const by = 'takeback';
      return (await thread.regain(metadata === undefined ? { by } : { by, metadata })) === 'owned';
    } catch (error) {
      if (mayHaveAsked(error)) return false;
      throw error;
    }
  }

  return ring;
}
