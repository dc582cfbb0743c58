import { OptionError } from '../errors.ts';
import type { AnyMessage, SendMessageOptions } from '../ports.ts';
import { checkOnce, once } from './once.ts';
import { sendMessage, toMessage } from './speak.ts';
import { checkTextLength, splitText } from './split-text.ts';
import type { SendOptions, SentMessage } from './thread.ts';
import type { ThreadCore } from './thread-core.ts';

/** `thread.send` without `whenNotOwner`. */
export async function say(
  core: ThreadCore,
  message: string | AnyMessage,
  { by, step, once: key, onceForMs, split = false, ...options }: Omit<SendOptions, 'whenNotOwner'>,
): Promise<SentMessage> {
  checkSay(by, step, split);
  checkOnce(key, onceForMs);
  const parts = partsOf(core, toMessage(message), split);
  const isPersons = by === 'person';
  if (options.threadControl !== undefined) core.run?.losesNothing();
  if (core.run !== undefined && options.tag === 'HUMAN_AGENT' && !isPersons) {
    core.context.warnings.warn('human_agent_by_bot', { page: core.page });
  }
  let sent: SentMessage = {};
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    const number = index === 0 ? '' : `:${index + 1}`;
    const deliver = () => sendMessage(core, part, isLast ? options : withoutControl(options), isPersons);
    const send = key === undefined ? deliver : () => once(core, `${key}${number}`, onceForMs, deliver);
    sent = await core.step('send', [part, contentOf(options)], send, step === undefined ? step : `${step}${number}`);
  }
  return sent;
}

/** The options that, besides the message, identify a send. */
function contentOf({ signal: _, ...options }: SendMessageOptions): object {
  return options;
}

/** Thread control goes with the last part. */
function withoutControl({ threadControl: _, ...options }: SendMessageOptions): SendMessageOptions {
  return options;
}

function partsOf(core: ThreadCore, message: AnyMessage, split: boolean): readonly AnyMessage[] {
  const { text, ...rest } = message;
  if (typeof text !== 'string') return [message];
  if (!split) {
    checkTextLength(text, core.platform);
    return [message];
  }
  const texts = splitText(text, core.platform);
  if (texts.length < 2) return [message];
  // Quick replies and the like stand below the last part.
  return texts.map((part, index) => (index === texts.length - 1 ? { ...rest, text: part } : { text: part }));
}

function checkSay(by: unknown, step: unknown, split: unknown): void {
  if (by !== undefined && by !== 'person') throw new OptionError('by', "by must be 'person', or be left out");
  if (step !== undefined && (typeof step !== 'string' || step === '')) {
    throw new OptionError('step', 'step must be a non-empty string: it names the step of the handler');
  }
  if (typeof split !== 'boolean') throw new OptionError('split', 'split must be true or false');
}
