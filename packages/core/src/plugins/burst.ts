import { OptionError } from '../errors.ts';
import type { MessageEvent } from '../events.ts';
import { checkKnownKeys } from '../known-keys.ts';
import type { Context, Plugin } from '../plugin.ts';
import { markPluginFactory } from '../plugin-factory.ts';

/** Options of {@link burst}. */
export interface BurstOptions {
  /** A burst ends when the person has written nothing for so long, in ms. @default 1_500 */
  readonly quietMs?: number;
  /** … or so long after its first message, in ms. @default 10_000 */
  readonly maxMs?: number;
  /**
   * What a message does that comes while the handlers of `burst` run. `queue`: it begins the next burst. `restart`: as long as
   * nothing was sent, it aborts them, and they run again with it. @default 'queue'
   */
  readonly whileRunning?: 'queue' | 'restart';
}

/** What handlers of `burst` get: the context of the last message, and all of them. */
export type Burst = Context<MessageEvent> & {
  /** The messages, in order; one or more. */
  readonly events: readonly MessageEvent[];
  /** Their texts, one a line; empty where none has a text. */
  readonly text: string;
};

/**
 * Gathers the messages that a person writes in a row into one event, `burst`, so that the bot answers once. The bot's own handlers of
 * `message` don't run for them; those of plugins run for each. Quick replies, postbacks and control events end a burst, and
 * are never part of one. Without a handler of `burst` nothing is gathered. If a burst is run again, it has the same messages.
 *
 * @throws {OptionError} A time is out of range, or an option is unknown.
 * @example
 * const gathering = bot.use(burst({ quietMs: 2_000 }));
 * gathering.on('burst', async ({ text, thread, signal, step }) => {
 *   const reply = await step('answer', () => model.answer(text, { signal }));
 *   await thread.send(reply);
 * });
 */
export function burst(options: BurstOptions = {}): Plugin<unknown, { burst: Burst }> {
  checkKnownKeys(options, ['quietMs', 'maxMs', 'whileRunning'], 'burst');
  const { quietMs = 1_500, maxMs = 10_000, whileRunning = 'queue' } = options;
  checkMs('quietMs', quietMs);
  checkMs('maxMs', maxMs);
  if (whileRunning !== 'queue' && whileRunning !== 'restart') {
    throw new OptionError('whileRunning', "whileRunning must be 'queue' or 'restart'");
  }
  return {
    name: 'burst',
    events: ['burst'],
    setup(bot) {
      bot.gather({ quietMs, maxMs, whileRunning });
    },
  };
}

markPluginFactory(burst);

function checkMs(option: string, value: unknown): void {
  if (typeof value === 'number' && value >= 1 && value <= 600_000) return;
  throw new OptionError(option, `${option} must be a number of milliseconds from 1 to 600,000`);
}
