import { OptionError } from '../errors.ts';
import type { EchoEvent, ThreadReference } from '../events.ts';
import { checkKnownKeys } from '../known-keys.ts';
import type { OwnerSource } from '../ownership/owner.ts';
import { boundedTimeOf, isOfPerson } from '../ownership/registers.ts';
import type { Plugin, PluginHost } from '../plugin.ts';
import { markPluginFactory } from '../plugin-factory.ts';
import type { Thread } from '../thread/thread.ts';
import { latestTimeOf } from '../wire/json.ts';
import { matches } from './matches.ts';

/** Options of {@link pauseOnHumanReply}. */
export interface PauseOnHumanReplyOptions {
  /** How long the bot keeps quiet after each reply of a person, in ms; at least 1_000. */
  readonly forMs: number;
  /** What the person who answers can write to wake the bot at once, to the letter; the customer sees it. @default nothing */
  readonly resumeText?: string;
  /**
   * Replies that pause nothing: texts that match, or those for which the function returns true. For greetings and away messages
   * of the WhatsApp Business app, which may come as if a person had written them. @default none
   */
  readonly ignore?: RegExp | ((event: EchoEvent) => boolean);
}

/** The plugin: pass it to `bot.use`, and call `note` for replies that no echo shows. */
export interface PauseOnHumanReply extends Plugin {
  /**
   * Pauses the bot as a reply at that time does: for the webhook of a help desk whose messages come back as no echo.
   *
   * @param at When the person replied, in ms or as a date. @default now
   * @throws {OptionError} The plugin is not in use yet, or `at` is no time.
   * @example
   * const pause = pauseOnHumanReply({ forMs: 30 * 60_000 });
   * bot.use(pause);
   * // In the desk's webhook, when a person has answered:
   * await pause.note({ platform: 'whatsapp', pageId: '550000000000002', userId: '351960000003' });
   */
  note(thread: ThreadReference, at?: Date | number): Promise<void>;
}

const REGAINED_BY: ReadonlySet<OwnerSource> = new Set<OwnerSource>(['pass', 'take', 'call']);
const VALUE = 'pause-on-human-reply';
/** A smaller number was meant in seconds or minutes. */
const SHORTEST_MS = 1_000;

/**
 * For pages and numbers without routing, where no app owns a thread and all may answer: after a person's echo the events of
 * the thread count as `standby` for a while, so that the bot does not talk over them. On WhatsApp a reply in the WhatsApp
 * Business app is such an echo; edits, unsends and past messages are none.
 *
 * @throws {OptionError} `forMs` is missing or below a second, or an option is unknown or of the wrong kind.
 * @example
 * bot.use(pauseOnHumanReply({ forMs: 30 * 60_000, resumeText: '#bot' }));
 */
export function pauseOnHumanReply(options: PauseOnHumanReplyOptions): PauseOnHumanReply {
  checkKnownKeys(options, ['forMs', 'resumeText', 'ignore'], 'pauseOnHumanReply');
  const { forMs, resumeText, ignore } = (options ?? {}) as Partial<PauseOnHumanReplyOptions>;
  if (typeof forMs !== 'number' || !(forMs >= SHORTEST_MS) || !Number.isFinite(forMs)) {
    throw new OptionError(
      'forMs',
      `forMs must be the length of the pause in milliseconds, at least ${SHORTEST_MS}: 10 minutes are 600_000`,
    );
  }
  if (resumeText !== undefined && (typeof resumeText !== 'string' || resumeText === '')) {
    throw new OptionError('resumeText', 'resumeText must be a non-empty string');
  }
  if (ignore !== undefined && typeof ignore !== 'function' && !(ignore instanceof RegExp)) {
    throw new OptionError('ignore', 'ignore must be a regular expression or a function of the echo');
  }
  let host: PluginHost | undefined;
  const lengthMs = forMs;

  /** The newest reply counts, in whatever order they come. */
  async function replied(bot: PluginHost, thread: Thread, at: number, until: number): Promise<void> {
    for (;;) {
      const expected = await thread.values.get(VALUE);
      if ((parse(expected)?.at ?? 0) >= at) return;
      const ttlMs = Math.max(lengthMs, until - bot.clock.now());
      if (await thread.values.compareAndSet(VALUE, `${at} ${until}`, { expected, ttlMs })) return;
    }
  }

  return {
    name: 'pause-on-human-reply',
    async note(reference, at) {
      if (host === undefined) {
        throw new OptionError('pause', 'This pauseOnHumanReply is not in use yet: call bot.use(pause) first');
      }
      const time = timeOf(at ?? host.clock.now());
      await replied(host, host.thread(reference), time, time + lengthMs);
    },
    setup(bot) {
      host = bot;
      bot.holdWhile(async ({ event, thread, now }) => {
        const pause = parse(await thread.values.get(VALUE));
        if (pause === undefined || (event?.timestamp ?? now) >= pause.until) return false;
        return (await isRegained(thread, pause.at)) ? false : { until: new Date(pause.until) };
      });
      // On receipt: a handler that runs while the person answers is to say nothing more.
      bot.onReceive(async ({ event, thread }) => {
        if (event.kind !== 'echo' || !isOfPerson(event) || isIgnored(event, ignore)) return;
        const timestamp = boundedTimeOf(event, bot.clock.now());
        const until = resumeText !== undefined && event.text === resumeText ? timestamp : timestamp + forMs;
        // A reply of the second in which this app got the thread may have come after that.
        await replied(bot, thread, latestTimeOf(event, timestamp), until);
      });
    },
  };
}

markPluginFactory(pauseOnHumanReply);

function isIgnored(event: EchoEvent, ignore: PauseOnHumanReplyOptions['ignore']): boolean {
  if (typeof ignore === 'function') return ignore(event);
  return ignore !== undefined && event.text !== undefined && matches(ignore, event.text);
}

/** @throws {OptionError} It is no time. */
function timeOf(at: Date | number): number {
  const time = at instanceof Date ? at.getTime() : at;
  if (Number.isFinite(time)) return time;
  throw new OptionError('at', 'at must be a date or a number of milliseconds since 1970');
}

/** Whether this app got the thread after the reply: a pass to it or a take by it means that the bot should answer. */
async function isRegained(thread: Thread, repliedAt: number): Promise<boolean> {
  const { owner, since, source } = await thread.state();
  const isBack = owner.kind === 'self' ? REGAINED_BY.has(source) : owner.kind === 'idle' && source === 'local';
  return isBack && since !== undefined && since.getTime() > repliedAt;
}

/** The time of the reply that counts, and the end of its pause, in ms. */
function parse(value: string | undefined): { at: number; until: number } | undefined {
  const [at, until] = value?.split(' ').map(Number) ?? [];
  return at === undefined || until === undefined ? undefined : { at, until };
}
