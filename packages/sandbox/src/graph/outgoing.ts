import type { PersonaFace, PersonState, StoredMessage } from '../state/person-state.ts';
import type { World } from '../state/world.ts';
import { invalid } from './graph-fault.ts';

/** A message as the Send API takes it, with checked types. */
export interface OutgoingMessage {
  text?: string;
  attachment?: Record<string, unknown>;
  attachments?: Record<string, unknown>[];
  quick_replies?: { title?: string; payload?: string }[];
  metadata?: string;
}

/** How many buttons the sandbox remembers for a person; it drops the oldest. */
const MAX_BUTTONS = 500;
const MESSAGING_TYPES = ['RESPONSE', 'UPDATE', 'MESSAGE_TAG', 'UTILITY'];
const TAGS = ['HUMAN_AGENT', 'CUSTOMER_FEEDBACK'];

/**
 * Checks the message type and tag, which the schema does not check (Messenger Platform docs, Send API).
 *
 * @throws {GraphFault} Code 100.
 */
export function checkSendKind(messagingType: unknown, tag: unknown): void {
  if (messagingType !== undefined && !MESSAGING_TYPES.includes(String(messagingType))) {
    throw invalid(`Param messaging_type must be one of {${MESSAGING_TYPES.join(', ')}}`);
  }
  if (tag !== undefined && !TAGS.includes(String(tag))) throw invalid(`Param tag must be one of {${TAGS.join(', ')}}`);
  if (messagingType === 'MESSAGE_TAG' && tag === undefined) throw invalid('The parameter tag is required');
}

/**
 * Checks the content of a message.
 *
 * @throws {GraphFault} Code 100: nothing to send, or too long for the platform.
 */
export function checkMessage(world: World, { text, attachment, attachments }: OutgoingMessage): void {
  if (!text && !attachment && !attachments?.length) {
    throw invalid('Must include one of text, attachment or attachments in param message');
  }
  const { maxTextBytes } = world.options.platform;
  if (text !== undefined && Buffer.byteLength(text) > maxTextBytes) {
    throw invalid(`Length of param message[text] must be less than or equal to ${maxTextBytes} bytes`);
  }
}

/**
 * The persona that sends the message; undefined for the page itself.
 *
 * @throws {GraphFault} Code 100: the persona is unknown or deleted, or the platform has none.
 */
export function personaOf(world: World, id: unknown): PersonaFace | undefined {
  if (id === undefined) return undefined;
  const { platform } = world.options;
  if (!platform.hasPersonas) throw invalid(`Param persona_id is not supported on ${platform.label}`);
  const persona = world.personas.get(String(id));
  if (!persona) throw invalid('Param persona_id must be a valid persona id');
  // A copy: the message keeps its face when the persona is deleted.
  return { id: persona.id, name: persona.name, profilePictureUrl: persona.profilePictureUrl };
}

/** All attachments of a message, in one list. */
export function attachmentsOf({ attachment, attachments = [] }: OutgoingMessage): Record<string, unknown>[] {
  return attachment ? [attachment, ...attachments] : attachments;
}

/** Remembers which app sent which button, so that a tap reaches that app. */
export function rememberButtons(person: PersonState, appId: string, message: OutgoingMessage): void {
  for (const payload of attachmentsOf(message).flatMap((attachment) => buttonPayloads(attachment['payload']))) {
    person.buttons.delete(payload);
    person.buttons.set(payload, appId);
  }
  for (const oldest of person.buttons.keys()) {
    if (person.buttons.size <= MAX_BUTTONS) break;
    person.buttons.delete(oldest);
  }
}

/** Payloads of the postback buttons of a template, those of its elements included. */
function buttonPayloads(template: unknown): string[] {
  if (typeof template !== 'object' || template === null) return [];
  const { buttons, elements } = template as { buttons?: unknown; elements?: unknown };
  const own = (Array.isArray(buttons) ? buttons : [])
    .map((button) => (button as { payload?: unknown } | null)?.payload)
    .filter((payload) => typeof payload === 'string');
  return [...own, ...(Array.isArray(elements) ? elements.flatMap(buttonPayloads) : [])];
}

/** Adds or removes the page's reaction to a message of the person. @throws {GraphFault} Code 100. */
export function react(messages: readonly StoredMessage[], payload: unknown, remove: boolean): void {
  const { message_id: mid, reaction } = parsePayload(payload);
  const message = messages.find((one) => one.mid === mid && one.from === null && !one.deleted);
  if (!message) throw invalid('Param payload[message_id] must be the id of a message of this person');
  if (remove) delete message.pageReaction;
  else if (typeof reaction === 'string') message.pageReaction = reaction;
  else throw invalid('The parameter payload[reaction] is required');
}

function parsePayload(payload: unknown): Record<string, unknown> {
  if (typeof payload === 'object' && payload !== null) return payload as Record<string, unknown>;
  try {
    return { ...(JSON.parse(String(payload)) as object) };
  } catch (error) {
    throw error instanceof SyntaxError ? invalid('The parameter payload[message_id] is required') : error;
  }
}
