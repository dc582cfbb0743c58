import {
  asError,
  errorFields,
  HandoverError,
  markPluginFactory,
  type Plugin,
  type PluginHost,
  type Thread,
  type ThreadReference,
} from '@handover/core';
import { bringBack } from './bring-back.ts';
import type { TakebackContext, TakebackEvents, TakebackFailed } from './events.ts';
import { type Follow, follow } from './follow.ts';
import { hearing } from './hearing.ts';
import { checkOptions, type TakebackOptions } from './options.ts';
import { ownerOf } from './platform.ts';
import { failureReporter } from './report-failure.ts';
import { sight } from './sight.ts';
import { createStates } from './states.ts';
import { type ThreadTakeback, threadTakeback } from './thread-takeback.ts';

/** The plugin: pass it to `bot.use`, and use `of` for single threads outside handlers. */
export interface TakebackPlugin extends Plugin<TakebackContext, TakebackEvents> {
  /**
   * Returns the takeback of a thread, for use outside handlers. Inside handlers, use `ctx.takeback`.
   *
   * @throws {HandoverError} Code `bad_option`: the plugin is not in use yet.
   */
  of(thread: ThreadReference): ThreadTakeback;
}

/** Bots that already have a takeback: two would handle the same timers. */
const inUse = new WeakSet<object>();

/** Pauses before each retry to record an owner change. */
const NOTE_AGAIN_MS = [1_000, 5_000, 30_000, 120_000];

/**
 * Brings a thread back when the people who answer it go quiet: with a take if Conversation Routing is on, with a
 * request if it is off; on WhatsApp by ending the hold that `thread.handOver('inbox')` began. The clock starts when another app becomes owner. Each reply of a person restarts it; messages
 * of the customer and of automations do not.
 *
 * Timers are as durable as the bot's `scheduler`. Use one takeback per bot.
 *
 * @throws {OptionError} `afterMs` is missing, or an option is unknown or wrong.
 * @example
 * bot.use(takeback({ afterMs: 15 * 60_000, message: 'I am back. How can I help?' }));
 */
export function takeback(given: TakebackOptions): TakebackPlugin {
  const options = checkOptions(given);
  let of: ((thread: ThreadReference) => ThreadTakeback) | undefined;

  return {
    name: 'takeback',
    events: ['taken_back', 'takeback_failed'],
    of(thread) {
      if (of !== undefined) return of(thread);
      throw new HandoverError('bad_option', 'This takeback is not in use yet: call bot.use(takeback) first');
    },
    setup(bot) {
      if (inUse.has(bot) || of !== undefined) {
        throw new HandoverError(
          'bad_option',
          'A bot has one takeback, which it shares with no other bot: for other limits in a thread, call takeback.set',
        );
      }
      inUse.add(bot);
      const states = createStates(bot, options);
      const following = follow(states, options, bot.clock);
      of = (thread) => threadTakeback(bot.thread(thread), states);

      const heard = hearing(bot);
      const seen = sight(bot, heard);
      const reportFailure = failureReporter(bot);
      states.handle(bringBack({ bot, options, states, follow: following, sight: seen, reportFailure }));
      bot.decorate(({ thread }) => ({ takeback: threadTakeback(thread, states) }));
      const stopNoting = noteOwners(bot, following, reportFailure);
      const stopHearing = bot.on('standby', async ({ event }) => {
        if (event.lane === 'standby') await heard.note(event);
      });
      const stopSigns = bot.on('echo', async ({ event, thread }) => {
        if (event.sentBy !== 'self' && event.sentBy !== 'unknown') await heard.note(event);
        // Meta's automations are not a sign of a person.
        const isOfPerson = event.sentBy === 'inbox' || event.sentBy === 'app' || event.sentBy === 'phone';
        if (isOfPerson) await following.sign(thread, event.timestamp);
      });
      return async () => {
        stopHearing();
        stopSigns();
        await stopNoting();
      };
    },
  };
}

markPluginFactory(takeback);

/**
 * Records each announced owner change. A change is announced only once, so a failed record is retried, at the latest
 * when the bot closes. If the retries fail too, the failure is reported.
 */
function noteOwners(
  bot: PluginHost<TakebackContext, TakebackEvents>,
  { owner }: Follow,
  reportFailure: (failed: TakebackFailed) => Promise<void>,
): () => Promise<void> {
  const { clock, logger } = bot;
  const waiting = new Map<unknown, Thread>();

  /** Resolves to the error of the option `only` if that failed. Never rejects. */
  async function note(thread: Thread, tries: number): Promise<Error | undefined> {
    try {
      return await owner(thread);
    } catch (thrown) {
      const pauseMs = NOTE_AGAIN_MS[tries];
      const error = asError(thrown);
      logger.warn({ error: errorFields(error) }, 'Takeback timer not scheduled');
      if (pauseMs === undefined) {
        await reportFailure({ thread, reason: 'error', owner: ownerOf(undefined), claimed: false, error });
        return undefined;
      }
      const timer = clock.setTimeout(() => {
        waiting.delete(timer);
        void note(thread, tries + 1);
      }, pauseMs);
      waiting.set(timer, thread);
      return undefined;
    }
  }

  const stop = bot.on('owner_changed', async ({ thread }) => {
    const failure = await note(thread, 0);
    if (failure !== undefined) throw failure;
  });
  return async () => {
    stop();
    const threads = [...waiting.values()];
    for (const timer of waiting.keys()) clock.clearTimeout(timer);
    waiting.clear();
    await Promise.all(threads.map((thread) => note(thread, NOTE_AGAIN_MS.length)));
  };
}
