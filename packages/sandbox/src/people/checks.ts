import { OptionError } from '../option-error.ts';
import { plainCopy } from '../plain-copy.ts';
import type { PlatformFacts } from '../platform/platform.ts';
import type { PersonState, StoredMessage } from '../state/person-state.ts';

const emoji: Record<string, string> = {
  smile: '\u{1F606}',
  angry: '\u{1F620}',
  sad: '\u{1F622}',
  wow: '\u{1F62E}',
  love: '\u{2764}',
  like: '\u{1F44D}',
  dislike: '\u{1F44E}',
  laugh: '\u{1F602}',
  other: '\u{1F31F}',
};

/** Names of reactions (Messenger Platform docs, message_reactions; `laugh` is Instagram's). */
export const REACTIONS: readonly string[] = Object.keys(emoji);

/** The character of a reaction. */
export function emojiOf(reaction: string): string {
  return emoji[reaction] ?? '\u{1F31F}';
}

/** @throws {OptionError} `value` is not a string with something in it. */
export function nonEmpty(what: string, value: unknown): asserts value is string {
  if (typeof value !== 'string' || value === '') throw new OptionError(`${what} must be a non-empty string`);
}

/**
 * A copy of the attachments as JSON would carry them.
 *
 * @throws {OptionError} They are no list of objects with a type, or JSON cannot hold them.
 */
export function plainAttachments(attachments: unknown): Record<string, unknown>[] {
  const fits = (one: unknown): boolean =>
    typeof one === 'object' && one !== null && typeof (one as { type?: unknown }).type === 'string';
  if (!Array.isArray(attachments) || !attachments.every(fits)) {
    throw new OptionError('say: attachments must be a list of { type, payload }');
  }
  return plainCopy('say', attachments) as Record<string, unknown>[];
}

/** @throws {OptionError} The message has more parts than one on a platform whose messages have one part each. */
export function checkParts(
  { hasNumbers, label }: PlatformFacts,
  attachments: readonly unknown[],
  quickReplyPayload: string | undefined,
): void {
  if (!hasNumbers || attachments.length + (quickReplyPayload === undefined ? 0 : 1) < 2) return;
  throw new OptionError(`say: a message on ${label} has one attachment, or is the tap of one button`);
}

/** A message of the person that was not taken back; a tap is none. @throws {OptionError} There is none with this id. */
export function findMessage(what: string, person: PersonState, mid: string): StoredMessage {
  const message = person.messages.find(
    (one) => one.mid === mid && one.from === null && !one.deleted && one.payload === undefined,
  );
  if (!message) throw new OptionError(`${what}: ${person.name} wrote no message with this id, or took it back`);
  return message;
}

/** A message of the page that was not taken back. @throws {OptionError} There is none with this id. */
export function findPageMessage(what: string, person: PersonState, mid: string): StoredMessage {
  const message = person.messages.find((one) => one.mid === mid && one.from !== null && !one.deleted);
  if (!message) throw new OptionError(`${what}: the page sent ${person.name} no message with this id, or took it back`);
  return message;
}
