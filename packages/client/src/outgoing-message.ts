import { metadataOf, nature, textOf } from './arguments.ts';
import type { components } from './generated/graph.ts';

/**
 * What is said, in the words of the Send API: `text`, `attachment`, `attachments`, `quick_replies`, `metadata` (which comes
 * back in the echo). Source: Messenger Platform docs, Send API reference.
 */
export type OutgoingMessage = components['schemas']['OutgoingMessage'];

const maxTextLength = 2000;
const maxQuickReplies = 13;
// They go along with what is said and say nothing themselves.
const companions = ['metadata', 'quick_replies'];

/**
 * The message in Meta's form, after a look at what can't be right on any platform. Keys that this package does not know pass.
 *
 * @throws {TypeError} No message, or one that says nothing, or a part of another type than Meta's.
 * @throws {RangeError} The text is longer than 2000 characters, or there are more than 13 quick replies.
 */
export function messageOf(message: unknown): OutgoingMessage {
  if (typeof message === 'string') return { text: boundedTextOf(message, 'message') };
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    throw new TypeError(`message must be a string or an object such as { text }; got ${nature(message)}`);
  }
  const { text, attachment, attachments, quick_replies, metadata } = message as Record<string, unknown>;
  if (text !== undefined) boundedTextOf(text, 'message.text');
  if (attachment !== undefined && (typeof attachment !== 'object' || attachment === null || Array.isArray(attachment)))
    throw new TypeError(`message.attachment must be an object such as { type, payload }; got ${nature(attachment)}`);
  if (attachments !== undefined) listOf(attachments, 'message.attachments');
  if (quick_replies !== undefined && listOf(quick_replies, 'message.quick_replies').length > maxQuickReplies)
    throw new RangeError(`message.quick_replies must have at most ${maxQuickReplies} entries`);
  metadataOf(metadata);
  const says = Object.entries(message).some(
    ([key, value]) => value !== undefined && value !== null && !companions.includes(key),
  );
  if (!says) throw new TypeError('message must say something: give it text or an attachment');
  return message as OutgoingMessage;
}

function boundedTextOf(value: unknown, name: string): string {
  const text = textOf(value, name);
  if ([...text].length > maxTextLength)
    throw new RangeError(`${name} must have at most ${maxTextLength} characters: send a longer one in parts`);
  return text;
}

function listOf(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value) && value.length > 0) return value;
  const got = Array.isArray(value) ? 'an empty one' : nature(value);
  throw new TypeError(`${name} must be a list with something in it, or left out; got ${got}`);
}
