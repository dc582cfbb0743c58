import {
  type Awaitable,
  asError,
  type Clock,
  errorFields,
  type OutgoingMessage,
  type PluginHost,
  type SentMessage,
  type Thread,
} from '@handover/core';
import type { TakenBack } from './events.ts';
import type { TakebackMessage } from './options.ts';

/** A function of the user that makes the message has so long. */
const MESSAGE_WITHIN_MS = 30_000;

/** Says the option `message` in a thread that is back. What fails is logged and returned, never thrown. */
export function sayer(
  { clock, logger }: Pick<PluginHost, 'clock' | 'logger'>,
  message: TakebackMessage | undefined,
): (thread: Thread, claimed: boolean) => Promise<Pick<TakenBack, 'said' | 'messageError'>> {
  return async (thread, claimed) => {
    try {
      const content = typeof message === 'function' ? await inTime(clock, message({ thread, claimed })) : message;
      if (content === undefined) return { said: false };
      // Undefined under the bot's own option `whenNotOwner: 'drop'`, of which the type can't know.
      const sent: SentMessage | undefined = await thread.send(content);
      return { said: sent !== undefined };
    } catch (thrown) {
      const error = asError(thrown);
      logger.warn({ error: errorFields(error) }, 'A thread came back, and the message for it could not be said');
      return { said: false, messageError: error };
    }
  };
}

type Content = string | OutgoingMessage | undefined;

function inTime(clock: Clock, content: Awaitable<Content>): Promise<Content> {
  return new Promise((resolve, reject) => {
    const late = (): void => reject(new Error(`The function message took longer than ${MESSAGE_WITHIN_MS} ms`));
    const timer = clock.setTimeout(late, MESSAGE_WITHIN_MS);
    Promise.resolve(content)
      .then(resolve, reject)
      .finally(() => clock.clearTimeout(timer));
  });
}
