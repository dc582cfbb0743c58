import type { PersonState, StoredMessage } from '../state/person-state.ts';

/** Takes the content of a message out of a thread, on both sides. Its place stays, so that both see that there was one. */
export function takeBack(person: PersonState, { mid, at, from, ai }: StoredMessage): void {
  const bare: StoredMessage = { mid, at, from, edits: 0, deleted: true, ...(ai ? { ai } : {}) };
  person.messages = person.messages.map((one) => (one.mid === mid ? bare : one));
  person.received = person.received.filter((one) => one.mid !== mid);
}
