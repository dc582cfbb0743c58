import { NotThreadOwnerError, OptionError } from '../errors.ts';
import type { HandoverEvent } from '../events.ts';
import { checkKnownKeys } from '../known-keys.ts';
import { note } from '../note.ts';
import type { Plugin } from '../plugin.ts';
import { markPluginFactory } from '../plugin-factory.ts';
import type { AnyMessage } from '../ports.ts';
import type { Thread } from '../thread/thread.ts';
import { matches } from './matches.ts';

/** Options of {@link talkToHuman}. */
export interface TalkToHumanOptions {
  /** Where people answer: `'inbox'` (Meta's, of the platform), `'default'` or the app id of a help desk. @default 'inbox' */
  readonly to?: string;
  /** Payload of the button or quick reply that asks for a person. @default 'TALK_TO_HUMAN' */
  readonly payload?: string;
  /** A written wish for a person; every message is held against it. @default none */
  readonly text?: RegExp;
  /** Said to the person as the thread goes over. @default nothing */
  readonly message?: string | AnyMessage;
}

/**
 * Hands the thread to people when the customer asks for one: by button, by quick reply, or in words.
 *
 * @throws {OptionError} `text` is no regular expression, `to` is no target, `payload` or `message` is empty, or an option is
 *   unknown.
 * @example
 * bot.use(talkToHuman({ text: /\b(human|person|agent)\b/i, message: 'One moment, a colleague takes over.' }));
 */
export function talkToHuman(options: TalkToHumanOptions = {}): Plugin {
  checkKnownKeys(options, ['to', 'payload', 'text', 'message'], 'talkToHuman');
  const { to = 'inbox', payload = 'TALK_TO_HUMAN', text, message } = options;
  if (to !== 'inbox' && to !== 'default' && (typeof to !== 'string' || !/^\d+$/.test(to))) {
    throw new OptionError('to', "to must be 'inbox', 'default' or an app id of digits");
  }
  if (typeof payload !== 'string' || payload === '') {
    throw new OptionError('payload', 'payload must not be empty: it is what the button carries');
  }
  if (text !== undefined && !(text instanceof RegExp)) {
    throw new OptionError('text', 'text must be a regular expression');
  }
  const isMessage = typeof message === 'object' && message !== null;
  if (message !== undefined && !isMessage && (typeof message !== 'string' || message === '')) {
    throw new OptionError('message', 'message must be a non-empty text, or a message as the Send API takes it');
  }

  async function hand(thread: Thread): Promise<void> {
    // With a message the one-step send carries no metadata: the app that gets the thread sees the conversation.
    await thread.handOver(
      to,
      message === undefined ? { metadata: note.encode({ reason: 'human_requested' }) } : { message },
    );
  }

  function isAsked(event: HandoverEvent): boolean {
    if (event.kind === 'postback') return event.payload === payload;
    if (event.kind !== 'message') return false;
    return (
      event.quickReplyPayload === payload ||
      (event.text !== undefined && text !== undefined && matches(text, event.text))
    );
  }

  return {
    name: 'talk-to-human',
    setup(bot) {
      // On receipt: the customer does not wait for what a running handler still has to say.
      bot.onReceive(async ({ event, thread, abort }) => {
        if (!isAsked(event) || event.lane === 'standby') return;
        if ((await thread.state()).owner.kind !== 'app') abort(new NotThreadOwnerError(undefined, { reason: 'hold' }));
      });
      // Bare kinds leave standby out: a button tapped while a person answers changes nothing.
      const undo = (['postback', 'message'] as const).map((kind) =>
        bot.on(kind, async ({ event, thread }) => {
          if (isAsked(event)) await hand(thread);
        }),
      );
      return () => {
        for (const off of undo) off();
      };
    },
  };
}

markPluginFactory(talkToHuman);
