import {
  type Awaitable,
  asError,
  errorFields,
  hourly,
  type OutgoingMessage,
  type PluginHost,
  type Thread,
  type ThreadState,
} from '@handover/core';
import type { TakebackContext, TakebackEvents, TakebackFailed, TakebackFailure } from './events.ts';
import { definiteReason, isOwnerUnreadable, mayHaveAsked } from './failure.ts';
import type { Follow } from './follow.ts';
import type { CheckedOptions } from './options.ts';
import { ownerOf } from './owner-of.ts';
import type { Sight } from './sight.ts';
import { beginTurn, type Turn } from './turn.ts';
import { cleared, deadlineOf, followed, isClaimed, type Watch, watching } from './watch.ts';
import type { Watches } from './watches.ts';

/** How long trouble may go on before it is told: as long as core repeats a failing event. */
const RETRY_FOR_MS = 600_000;
/** A function of the user that makes the message has so long. */
const MESSAGE_WITHIN_MS = 30_000;

/** What {@link bringBack} works with. */
export interface BringBackOptions {
  readonly bot: PluginHost<TakebackContext, TakebackEvents>;
  readonly options: CheckedOptions;
  readonly watches: Watches;
  readonly follow: Follow;
  readonly sight: Sight;
  /** Announces that a thread did not come back. */
  readonly reportFailure: (failed: TakebackFailed) => Promise<void>;
}

/** What the timer of a thread does: looks whether it is time, looks again who owns, and takes the thread or asks for it. */
export function bringBack({
  bot,
  options,
  watches,
  follow,
  sight,
  reportFailure,
}: BringBackOptions): (thread: Thread) => Promise<void> {
  const { clock, logger } = bot;
  const isDue = hourly(clock);

  async function ring(thread: Thread): Promise<void> {
    const turn = await beginTurn(thread, { watches, clock, limits: options });
    if (turn === undefined) return;
    try {
      await attempt(thread, turn);
    } catch (error) {
      await missed(thread, turn, asError(error));
    } finally {
      turn.stop();
    }
  }

  async function attempt(thread: Thread, turn: Turn): Promise<void> {
    const { watch } = turn;
    let state = await thread.state();
    if (watch.isBack !== true && state.owner.kind !== 'self') {
      // Release and expiry send no webhook, and a pass to another app tells us nothing.
      await lookUpOwner(thread);
      state = await thread.state();
    }
    // A call whose answer was lost, or whose caller died, may have got the thread: that still has to be told.
    if (watch.isBack === true || (watch.isTried === true && state.owner.kind === 'self')) return tell(thread, turn);
    if (state.owner.kind === 'self') return giveUp(turn);
    if (state.owner.kind === 'idle') return giveUp(turn);
    if (!(await isStillTheirs(thread, turn, state))) return;
    if (watch.phase === 'asked') return fail(thread, turn, 'not_granted');

    const seen = await sight.newestReply(thread, watch.sinceMs ?? 0);
    if (seen === 'blind') return fail(thread, turn, 'blind');
    let isAnswered = false;
    // In one step: a sign that comes behind it is one that came too late.
    const latest = await turn.update((now) => {
      const heard = { ...now, signMs: Math.max(now.signMs ?? 0, seen ?? 0) };
      isAnswered = deadlineOf(heard, options) > clock.now();
      return isAnswered ? heard : { ...heard, isTried: true };
    });
    if (latest === undefined) return;
    if (isAnswered) {
      // Trouble that there was is over.
      await turn.end(({ failingMs: _over, isTried: _done, ...now }) => now);
      return;
    }
    if (await regained(thread)) return tell(thread, turn);
    await turn.end((now) => ({ ...now, phase: 'asked', askedMs: clock.now() }));
  }

  /** Looks up the owner. Where Meta refuses that for the page, takeback goes on: Meta refuses the take itself if it is wrong. */
  async function lookUpOwner(thread: Thread): Promise<void> {
    try {
      await thread.getThreadOwner();
    } catch (error) {
      if (!isOwnerUnreadable(error)) throw error;
      const { platform, pageId } = thread;
      if (!isDue(`${platform}:${pageId}`)) return;
      logger.warn(
        { platform, pageId, error: errorFields(asError(error)) },
        'Meta refuses thread_owner for this page: takeback relies on the events that came in',
      );
    }
  }

  /** False where another app has the thread than the one that is watched: its clock starts. */
  async function isStillTheirs(thread: Thread, turn: Turn, state: ThreadState): Promise<boolean> {
    const latest = await turn.update((watch) => watch);
    if (latest === undefined) return false;
    if (state.owner.kind !== 'app' || !followed(latest, state, clock.now()).isNew) return true;
    await follow.owner(thread);
    return false;
  }

  /** Takes the thread, or asks for it: then it is not here yet. */
  async function regained(thread: Thread): Promise<boolean> {
    const { metadata } = options;
    try {
      return (await thread.regain(metadata === undefined ? {} : { metadata })) === 'owned';
    } catch (error) {
      if (mayHaveAsked(error)) return false;
      throw error;
    }
  }

  /** The thread is ours, or nobody's: there is nothing to bring back. */
  async function giveUp(turn: Turn): Promise<void> {
    await turn.end(cleared);
  }

  /** The thread is back: says the message, tells who listens, and only then forgets that there is something to tell. */
  async function tell(thread: Thread, turn: Turn): Promise<void> {
    const { watch } = turn;
    const { message } = options;
    // Noted before it is said: a process that dies between leaves it unsaid, never said twice.
    const mine = await turn.update((now) => ({
      ...now,
      isBack: true,
      ...(message !== undefined ? { isSaid: true } : {}),
    }));
    const claimed = isClaimed(mine ?? watch);
    const isToSay = mine !== undefined && watch.isSaid !== true;
    const outcome = isToSay ? await say(thread, claimed) : { said: watch.isSaid === true };
    await bot.emit('taken_back', { thread, previous: ownerOf(watch), claimed, ...outcome });
    await turn.end(cleared);
    // Somebody may have got the thread in the meantime, while we had the word.
    await follow.owner(thread);
  }

  async function say(thread: Thread, claimed: boolean): Promise<{ said: boolean; messageError?: Error }> {
    const { message } = options;
    if (message === undefined) return { said: false };
    try {
      const content = typeof message === 'function' ? await inTime(message({ thread, claimed })) : message;
      if (content === undefined) return { said: false };
      return { said: (await thread.send(content)) !== undefined };
    } catch (error) {
      logger.warn(
        { error: errorFields(asError(error)) },
        'A thread came back, and the message for it could not be said',
      );
      return { said: false, messageError: asError(error) };
    }
  }

  function inTime(
    content: Awaitable<string | OutgoingMessage | undefined>,
  ): Promise<string | OutgoingMessage | undefined> {
    return new Promise((resolve, reject) => {
      const late = (): void => reject(new Error(`The function message took longer than ${MESSAGE_WITHIN_MS} ms`));
      const timer = clock.setTimeout(late, MESSAGE_WITHIN_MS);
      Promise.resolve(content)
        .then(resolve, reject)
        .finally(() => clock.clearTimeout(timer));
    });
  }

  async function fail(thread: Thread, turn: Turn, reason: TakebackFailure, error?: Error): Promise<void> {
    // The thread may have changed hands meanwhile: then there is another clock, which has not failed.
    const watch = await turn.update((now) => now);
    if (watch === undefined) return;
    const claimed = isClaimed(watch);
    const owner = ownerOf(watch);
    await reportFailure({ thread, reason, owner, claimed, ...(error !== undefined ? { error } : {}) });
    await turn.end((now) => left(now, watch.askedMs ?? clock.now()));
  }

  /** Watched anew from the next sign of a person; one may have come while the owner was asked. */
  function left(watch: Watch, leftMs: number): Watch {
    const fresh = watching(watch, watch.sinceMs ?? leftMs, watch.appId);
    return (watch.signMs ?? 0) > leftMs ? fresh : { ...fresh, phase: 'left', leftMs };
  }

  /** Lets the scheduler try again after a pause, for as long as that may help. */
  async function missed(thread: Thread, turn: Turn, error: Error): Promise<void> {
    const { watch } = turn;
    const failingMs = watch.failingMs ?? clock.now();
    // What is back can't fail any more: only the telling can, and only by the store.
    if (watch.isBack !== true) {
      const reason = definiteReason(error) ?? (clock.now() - failingMs >= RETRY_FOR_MS ? 'error' : undefined);
      if (reason !== undefined) return fail(thread, turn, reason, error);
    }
    const given = await turn.giveBack((now) => ({ ...now, failingMs }));
    if (given !== undefined) throw error;
  }

  return ring;
}
