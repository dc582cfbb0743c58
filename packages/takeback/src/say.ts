import {
  type AnyMessage,
  type Awaitable,
  asError,
  type Clock,
  errorFields,
  type PluginHost,
  type SentMessage,
  type Thread,
} from '@handover/core';
import type { TakenBack } from './events.ts';
import type { TakebackMessage } from './options.ts';

/** How long the function `message` may take. */
const MESSAGE_WITHIN_MS = 30_000;

/** Sends the option `message` to a thread that is back. Logs and returns a failure instead of throwing it. */
export function sayer(
  { clock, logger }: Pick<PluginHost, 'clock' | 'logger'>,
  message: TakebackMessage | undefined,
): (thread: Thread, claimed: boolean) => Promise<Pick<TakenBack, 'said' | 'messageError'>> {
  return async (thread, claimed) => {
    try {
      const content = typeof message === 'function' ? await inTime(clock, message({ thread, claimed })) : message;
      if (content === undefined) return { said: false };
      // `undefined` if the bot has the option `whenNotOwner: 'drop'`, which the type does not show.
      const sent: SentMessage | undefined = await thread.send(content);
      return { said: sent !== undefined };
    } catch (thrown) {
      const error = asError(thrown);
      logger.warn({ error: errorFields(error) }, 'Thread taken back, but its message was not sent');
      return { said: false, messageError: error };
    }
  };
}

type Content = string | AnyMessage | undefined;

function inTime(clock: Clock, content: Awaitable<Content>): Promise<Content> {
  return new Promise((resolve, reject) => {
    const late = (): void => reject(new Error(`The function message took longer than ${MESSAGE_WITHIN_MS} ms`));
    const timer = clock.setTimeout(late, MESSAGE_WITHIN_MS);
    Promise.resolve(content)
      .then(resolve, reject)
      .finally(() => clock.clearTimeout(timer));
  });
}
