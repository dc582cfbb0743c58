import type { PersonState, StoredMessage } from '../state/person-state.ts';

/** Removes the content of a message from a thread, on both sides. Both still see that there was a message. */
export function takeBack(person: PersonState, { mid, at, from, ai }: StoredMessage): void {
  const bare: StoredMessage = { mid, at, from, edits: 0, deleted: true, ...(ai ? { ai } : {}) };
  person.messages = person.messages.map((one) => (one.mid === mid ? bare : one));
  person.received = person.received.filter((one) => one.mid !== mid);
}
