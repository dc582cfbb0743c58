import { listOf, metadataOf, nature, textOf } from './argument-checks.ts';
import type { components } from './generated/graph.ts';
import { OptionError } from './option-error.ts';

/**
 * A message in the form of the Send API: `text`, `attachment`, `attachments`, `quick_replies`, `metadata` (which comes
 * back in the echo). Source: Messenger Platform docs, Send API reference.
 */
export type OutgoingMessage = components['schemas']['OutgoingMessage'];

const maxTextLength = 2000;
const maxQuickReplies = 13;
// Keys that accompany content and are not content themselves.
const companions = ['metadata', 'quick_replies'];

/**
 * Converts a message to Meta's form. Checks what is wrong on every platform; unknown keys pass.
 *
 * @throws {OptionError} It is not a message, has no content, a part of a wrong type, a text above 2000 characters, or
 *   more than 13 quick replies.
 */
export function messageOf(message: unknown): OutgoingMessage {
  if (typeof message === 'string') return { text: boundedTextOf(message, 'message') };
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    throw new OptionError('message', `message must be a string or an object such as { text } (got ${nature(message)})`);
  }
  const { text, attachment, attachments, quick_replies, metadata } = message as Record<string, unknown>;
  if (text !== undefined) boundedTextOf(text, 'message.text');
  if (attachment !== undefined && (typeof attachment !== 'object' || attachment === null || Array.isArray(attachment)))
    throw new OptionError(
      'message.attachment',
      `message.attachment must be an object such as { type, payload } (got ${nature(attachment)})`,
    );
  if (attachments !== undefined) entriesOf(attachments, 'message.attachments');
  if (quick_replies !== undefined) {
    const { length } = entriesOf(quick_replies, 'message.quick_replies');
    if (length > maxQuickReplies)
      throw new OptionError(
        'message.quick_replies',
        `message.quick_replies must have at most ${maxQuickReplies} entries (got ${length})`,
      );
  }
  metadataOf(metadata);
  const says = Object.entries(message).some(
    ([key, value]) => value !== undefined && value !== null && !companions.includes(key),
  );
  if (!says) throw new OptionError('message', 'message must have content: give it text or an attachment');
  return message as OutgoingMessage;
}

function boundedTextOf(value: unknown, name: string): string {
  const text = textOf(value, name);
  const { length } = [...text];
  if (length > maxTextLength)
    throw new OptionError(name, `${name} must have at most ${maxTextLength} characters (got ${length}): split it`);
  return text;
}

function entriesOf(value: unknown, name: string): readonly unknown[] {
  return listOf(value, name, `${name} must be a list with at least one entry, or left out`);
}
