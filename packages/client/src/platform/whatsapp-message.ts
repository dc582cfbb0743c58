import { nature, textOf } from '../argument-checks.ts';
import type { components } from '../generated/whatsapp.ts';
import { OptionError } from '../option-error.ts';

/**
 * A message as the Cloud API takes it: a `type`, and the content under that name. `{ text: 'Hello' }` is short for a text.
 * Source: WhatsApp docs, Messages.
 */
export type WhatsappMessage = components['schemas']['OutgoingMessage'] | { readonly text?: string };

type Wire = components['schemas']['OutgoingMessage'];

const maxTextLength = 4096;

/** Keys that would be ignored, or make the body something other than a message, with what to use on WhatsApp. */
const foreign: Readonly<Record<string, string>> = {
  attachment: "{ type: 'image', image: { link } } and the like",
  attachments: 'one message for each picture',
  quick_replies: "{ type: 'interactive', interactive: { type: 'button', body, action } }",
  metadata: 'the option callbackData',
  messaging_product: 'nothing: the client sets it',
  recipient_type: 'nothing: the client sets it',
  to: 'the first argument',
  recipient: 'the first argument',
  status: 'client.sendAction',
  message_id: 'client.sendAction, or the option replyTo',
  typing_indicator: 'client.sendAction',
};

/**
 * Converts a message to Meta's form. Checks what is wrong for every type; unknown types pass.
 *
 * @throws {OptionError} It is not a message, has a key of Messenger's or of a receipt, lacks the content of its type, or has a text above 4096
 *   characters.
 */
export function whatsappMessageOf(message: unknown): Wire {
  if (typeof message === 'string') return textMessage(message, 'message');
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    throw new OptionError(
      'message',
      `message must be a string or an object such as { type, text: { body } } (got ${nature(message)})`,
    );
  }
  const record = message as Readonly<Record<string, unknown>>;
  for (const [key, way] of Object.entries(foreign)) {
    if (record[key] !== undefined) {
      throw new OptionError(`message.${key}`, `message.${key} does not exist on WhatsApp: use ${way}`);
    }
  }
  const { type, text } = record;
  if (type === undefined && typeof text === 'string') return { ...record, ...textMessage(text, 'message.text') };
  const name = textOf(type, 'message.type');
  const content = Object.hasOwn(record, name) ? record[name] : undefined;
  if (typeof content !== 'object' || content === null) {
    throw new OptionError(
      `message.${name}`,
      `message.${name} must hold the content of a message of type ${name} (got ${nature(content)})`,
    );
  }
  if (name === 'text') boundedTextOf((content as { body?: unknown }).body, 'message.text.body');
  return record as unknown as Wire;
}

function textMessage(text: string, name: string): Wire {
  return { type: 'text', text: { body: boundedTextOf(text, name) } };
}

function boundedTextOf(value: unknown, name: string): string {
  const text = textOf(value, name);
  const { length } = [...text];
  if (length > maxTextLength)
    throw new OptionError(name, `${name} must have at most ${maxTextLength} characters (got ${length}): split it`);
  return text;
}
