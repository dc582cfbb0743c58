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

/** @throws {TypeError} `value` is not a string with something in it. */
export function nonEmpty(what: string, value: unknown): asserts value is string {
  if (typeof value !== 'string' || value === '') throw new TypeError(`${what} must be a non-empty string`);
}

/** An own message of the person. @throws {TypeError} There is none with this id. */
export function findMessage(what: string, person: PersonState, mid: string): StoredMessage {
  const message = person.messages.find((one) => one.mid === mid && one.from === null);
  if (!message) throw new TypeError(`${what}: ${person.name} wrote no message with this id`);
  return message;
}
