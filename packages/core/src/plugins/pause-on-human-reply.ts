import { OptionError } from '../errors.ts';
import { checkKnownKeys } from '../known-keys.ts';
import type { OwnerSource } from '../ownership/owner.ts';
import type { Plugin } from '../plugin.ts';
import { markPluginFactory } from '../plugin-factory.ts';
import type { Thread } from '../thread/thread.ts';

/** Options of {@link pauseOnHumanReply}. */
export interface PauseOnHumanReplyOptions {
  /** How long the bot keeps quiet after each reply of a person, in ms; at least 1_000. */
  readonly forMs: number;
  /** What the person who answers can write to wake the bot at once, to the letter. @default nothing */
  readonly resumeText?: string;
}

const REGAINED_BY: ReadonlySet<OwnerSource> = new Set<OwnerSource>(['pass', 'take', 'call']);
const VALUE = 'pause-on-human-reply';
/** A smaller number was meant in seconds or minutes. */
const SHORTEST_MS = 1_000;

/**
 * For pages without routing, where no app owns a thread and all may answer: after a person's echo the events of the
 * thread count as `standby` for a while, so that the bot does not talk over them.
 *
 * @throws {OptionError} `forMs` is missing or below a second, or an option is unknown or of the wrong kind.
 * @example
 * bot.use(pauseOnHumanReply({ forMs: 30 * 60_000, resumeText: '#bot' }));
 */
export function pauseOnHumanReply(options: PauseOnHumanReplyOptions): Plugin {
  checkKnownKeys(options, ['forMs', 'resumeText'], 'pauseOnHumanReply');
  const { forMs, resumeText } = (options ?? {}) as Partial<PauseOnHumanReplyOptions>;
  if (typeof forMs !== 'number' || !(forMs >= SHORTEST_MS) || !Number.isFinite(forMs)) {
    throw new OptionError(
      'forMs',
      `forMs must be the length of the pause in milliseconds, at least ${SHORTEST_MS}: 10 minutes are 600_000`,
    );
  }
  if (resumeText !== undefined && (typeof resumeText !== 'string' || resumeText === '')) {
    throw new OptionError('resumeText', 'resumeText must be a non-empty string');
  }

  return {
    name: 'pause-on-human-reply',
    setup(bot) {
      bot.holdWhile(async ({ event, thread, now }) => {
        const pause = parse(await thread.values.get(VALUE));
        if (pause === undefined || (event?.timestamp ?? now) >= pause.until) return false;
        return (await isRegained(thread, pause.at)) ? false : { until: new Date(pause.until) };
      });
      // On receipt: a handler that runs while the person answers is to say nothing more.
      bot.onReceive(async ({ event, thread }) => {
        if (event.kind !== 'echo') return;
        if (event.sentBy !== 'inbox' && event.sentBy !== 'app') return;
        const at = event.timestamp;
        const until = resumeText !== undefined && event.text === resumeText ? at : at + forMs;
        // The newest reply counts, in whatever order the echoes come.
        for (;;) {
          const expected = await thread.values.get(VALUE);
          if ((parse(expected)?.at ?? 0) >= at) return;
          const ttlMs = Math.max(forMs, until - bot.clock.now());
          if (await thread.values.compareAndSet(VALUE, `${at} ${until}`, { expected, ttlMs })) return;
        }
      });
    },
  };
}

markPluginFactory(pauseOnHumanReply);

/** Whether this app got the thread after the reply: a pass to it or a take by it means that the bot should answer. */
async function isRegained(thread: Thread, repliedAt: number): Promise<boolean> {
  const { owner, since, source } = await thread.state();
  return owner.kind === 'self' && REGAINED_BY.has(source) && since !== undefined && since.getTime() > repliedAt;
}

/** The time of the reply that counts, and the end of its pause, in ms. */
function parse(value: string | undefined): { at: number; until: number } | undefined {
  const [at, until] = value?.split(' ').map(Number) ?? [];
  return at === undefined || until === undefined ? undefined : { at, until };
}
