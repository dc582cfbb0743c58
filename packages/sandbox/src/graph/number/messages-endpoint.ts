import { DAY_MS } from '../../meta.ts';
import { tellEcho } from '../../people/phone-app.ts';
import { MESSAGING_PRODUCT } from '../../platform/whatsapp.ts';
import { type PersonState, remember, type Sending, type StoredMessage } from '../../state/person-state.ts';
import { showTyping } from '../../state/typing.ts';
import type { Upload } from '../../state/uploads.ts';
import { findContact, plainName } from '../../whatsapp/contact.ts';
import { mimeTypeOf } from '../../whatsapp/media.ts';
import { tellStatus, tellUnreachable } from '../../whatsapp/statuses.ts';
import type { Call, Endpoint } from '../endpoint.ts';
import { type NumberErrorCode, numberFault, titleOf } from './number-fault.ts';
import { type Content, carries, contentOf } from './outgoing-content.ts';

/** Typing ends after this time, or with the answer (WhatsApp docs, Typing indicators). */
const TYPING_MS = 25_000;
/** How long after a message it can be marked as read (WhatsApp docs, Mark messages as read). */
const READABLE_MS = 30 * DAY_MS;

/** Messages, read receipts and typing of a phone number (WhatsApp docs, Messages). */
export const messagesEndpoint: Endpoint = {
  method: 'POST',
  nodes: ['number'],
  edge: 'messages',
  operation: 'POST /{phoneNumberId}/messages',
  // A message without a type is a text.
  complete: (params) =>
    params['status'] === undefined && params['text'] !== undefined ? { type: 'text', ...params } : params,
  run: (call) => (call.params['status'] === undefined ? send(call) : markRead(call)),
};

function send(call: Call): Record<string, unknown> {
  const { world, params } = call;
  const { to, recipient } = params as { to?: string; recipient?: string };
  // Where both are given, the phone number counts.
  const input = String(to ?? recipient);
  const name = plainName(input);
  const person = findContact(world, name);
  const { media, ...content } = contentOf(world, params);
  const answer = (mid: string): Record<string, unknown> => ({
    messaging_product: MESSAGING_PRODUCT,
    contacts: [{ input, ...(to === undefined ? { user_id: name } : { wa_id: name }) }],
    messages: [{ id: mid }],
  });
  if (params['type'] === 'reaction') return answer(react(call, person));
  const problem = problemOf(call, person) ?? problemOfMedia(call, media);
  if (problem && world.quirks.undelivered === 'call') throw numberFault(problem.code, problem.details);
  const mid = world.newMid();
  const sending = sendingOf(params);
  if (person) deliver(call, person, { mid, content, problem, sending });
  else if (problem) {
    const error = { code: problem.code, title: titleOf(problem.code), details: problem.details };
    tellUnreachable(call, { mid, to: name, sending, at: world.stamp(), error });
  }
  return answer(mid);
}

/** Puts the message into the thread, for the person too unless there is a problem, and reports its status. */
function deliver(
  { world, app, params, effects }: Call,
  person: PersonState,
  message: { mid: string; content: Omit<Content, 'media'>; problem: Problem | undefined; sending: Sending },
): void {
  const { mid, problem, sending } = message;
  const { quickReplies, ...content } = message.content;
  const at = world.stamp();
  const limit = world.options.limits.messagesPerThread;
  const replyTo = (params['context'] as { message_id?: string } | undefined)?.message_id;
  const quoted = replyTo === undefined ? {} : { replyTo };
  const stored: StoredMessage = { mid, at, from: app.id, edits: 0, ...content, ...quoted, sending };
  const scene = { world, person, effects };
  person.typing = null;
  if (problem) {
    remember(person.messages, { ...stored, failed: true }, limit);
    const error = { code: problem.code, title: titleOf(problem.code), details: problem.details };
    tellStatus(scene, stored, { status: 'failed', at, error });
    return;
  }
  remember(person.messages, stored, limit);
  const received = { mid, at, appId: app.id, ...content, ...quoted };
  remember(person.received, quickReplies ? { ...received, quickReplies } : received, limit);
  tellStatus(scene, stored, { status: 'sent', at });
  if (world.quirks.echoOwnSends) {
    const type = String(params['type']);
    tellEcho(scene, 'echo', { mid, at, content: { type, [type]: params[type] } });
  }
}

function sendingOf(params: Call['params']): Sending {
  const callbackData = params['biz_opaque_callback_data'];
  return {
    byUserId: params['to'] === undefined,
    isTemplate: params['type'] === 'template',
    ...(callbackData === undefined ? {} : { callbackData: String(callbackData) }),
  };
}

interface Problem {
  code: NumberErrorCode;
  details: string;
}

/** Why the message cannot reach the person. Templates have no window (WhatsApp docs, Customer service windows). */
function problemOf({ world, params }: Call, person: PersonState | undefined): Problem | undefined {
  if (!person) return { code: 131026, details: 'The recipient has no WhatsApp account on this number or user id.' };
  const { lastSignAt } = person;
  const isOpen = lastSignAt !== null && world.clock.now() - lastSignAt < DAY_MS;
  if (isOpen || !world.quirks.checkWindow || params['type'] === 'template') return undefined;
  const details = 'More than 24 hours have passed since the recipient last replied to the sender number.';
  return { code: 131047, details };
}

/** Why the person does not get the media. */
function problemOfMedia({ params }: Call, media: Upload | undefined): Problem | undefined {
  if (!media) return undefined;
  const type = String(params['type']);
  const mimeType = mimeTypeOf(media);
  if (carries(type, mimeType)) return undefined;
  return { code: 131053, details: `A message of type ${type} cannot carry a file of type ${mimeType}.` };
}

/** Puts the reaction on a message of the person; an empty one takes it back. @throws {GraphFault} 131009: there is no such message. */
function react({ world, params }: Call, person: PersonState | undefined): string {
  const { message_id: mid, emoji = '' } = params['reaction'] as { message_id: string; emoji?: string };
  const message = person?.messages.find((one) => one.mid === mid && one.from === null && !one.deleted);
  if (!message) throw numberFault(131009, 'reaction.message_id must be the id of a message of this person.');
  if (emoji === '') delete message.pageReaction;
  else message.pageReaction = emoji;
  return world.newMid();
}

/** @throws {GraphFault} 131009: there is no such inbound message, or it is older than 30 days. */
function markRead({ world, app, params }: Call): { success: true } {
  const mid = params['message_id'];
  for (const person of world.people.values()) {
    const message = person.messages.find((one) => one.mid === mid && one.from === null);
    if (!message) continue;
    if (world.clock.now() - message.at > READABLE_MS) throw numberFault(131009, 'The message is older than 30 days.');
    person.seenAt = Math.max(person.seenAt ?? 0, message.at);
    if (params['typing_indicator'] !== undefined) showTyping(world, person, app.id, TYPING_MS);
    return { success: true };
  }
  throw numberFault(131009, 'message_id must be the id of a message that was received.');
}
