import type { PersonaFace, PersonState, StoredMessage } from '../../state/person-state.ts';
import type { World } from '../../state/world.ts';
import { textOf } from '../../text-of.ts';
import { invalid } from '../graph-fault.ts';
import type { UploadedFile } from '../request/graph-request.ts';
import { checkTemplate } from './check-template.ts';
import { type Attachment, keep, type MediaSource, mediaType, notOneFile, sourceOf, urlOf } from './media.ts';

/** A message as the Send API takes it, with checked types. */
export interface OutgoingMessage {
  text?: string;
  attachment?: Attachment;
  attachments?: Attachment[];
  quick_replies?: QuickReply[];
  metadata?: string;
  template?: Record<string, unknown>;
}

interface QuickReply {
  content_type?: string;
  title?: string;
  payload?: string;
}

/** How many buttons the sandbox remembers for a person; it drops the oldest. */
const MAX_BUTTONS = 500;
const MESSAGING_TYPES = ['RESPONSE', 'UPDATE', 'MESSAGE_TAG', 'UTILITY'];
const NOTIFICATION_TYPES = ['REGULAR', 'SILENT_PUSH', 'NO_PUSH'];
/** Messenger Platform docs, Quick Replies. */
const QUICK_REPLY_TYPES = ['text', 'user_phone_number', 'user_email'];
const MESSAGE_KEYS = ['text', 'attachment', 'attachments', 'quick_replies', 'metadata', 'template', 'sticker_id'];
const TAGS = ['HUMAN_AGENT', 'CUSTOMER_FEEDBACK'];

/**
 * Checks the message type, the tag and the kind of notification, which the schema does not check (Messenger Platform
 * docs, Send API).
 *
 * @throws {GraphFault} Code 100.
 */
export function checkSendKind(messagingType: unknown, tag: unknown, notificationType: unknown): void {
  if (notificationType !== undefined && !NOTIFICATION_TYPES.includes(textOf(notificationType))) {
    throw invalid(`Param notification_type must be one of {${NOTIFICATION_TYPES.join(', ')}}`);
  }
  if (messagingType !== undefined && !MESSAGING_TYPES.includes(textOf(messagingType))) {
    throw invalid(`Param messaging_type must be one of {${MESSAGING_TYPES.join(', ')}}`);
  }
  if (tag !== undefined && !TAGS.includes(textOf(tag))) throw invalid(`Param tag must be one of {${TAGS.join(', ')}}`);
  if (messagingType === 'MESSAGE_TAG' && tag === undefined) throw invalid('The parameter tag is required');
}

/**
 * Checks the content of a message.
 *
 * @param to.file The file of a multipart call. It belongs to `attachment`.
 * @returns The sources of its media, for `keepMedia`.
 * @throws {GraphFault} Code 100, 105 or 194: nothing to send, too long, or of a shape that Meta does not take.
 */
export function checkMessage(
  world: World,
  message: OutgoingMessage,
  { file, person }: { file: UploadedFile | undefined; person: PersonState },
): MediaSource[] {
  const { text, attachment, attachments, quick_replies: quickReplies = [], template } = message;
  const unknown = Object.keys(message).filter((name) => !MESSAGE_KEYS.includes(name));
  // Recorded in restfb#541.
  if (unknown.length > 0) throw invalid(`Invalid keys "${unknown.join(', ')}" were found in param "message".`);
  if (!text && !attachment && !attachments?.length && !template) {
    throw invalid('Must include one of text, attachment or attachments in param message');
  }
  const { maxTextBytes } = world.options.platform;
  if (text !== undefined && Buffer.byteLength(text) > maxTextBytes) {
    throw invalid(`Length of param message[text] must be less than or equal to ${maxTextBytes} bytes`);
  }
  quickReplies.forEach(checkQuickReply);
  if (attachment === undefined && file) {
    throw notOneFile();
  }
  const own = attachment ? [checkAttachment(world, attachment, 'message[attachment]', { file, person })] : [];
  const others = (attachments ?? []).map((one, at) =>
    checkAttachment(world, one, `message[attachments][${at}]`, { person }),
  );
  return [...own, ...others].filter((source) => source !== undefined);
}

/** Checks an attachment; undefined: it is not media. */
function checkAttachment(
  world: World,
  attachment: Attachment,
  path: string,
  use: { file?: UploadedFile | undefined; person: PersonState },
): MediaSource | undefined {
  const type = textOf(attachment.type).toLowerCase();
  const types = world.options.platform.attachmentTypes;
  if (!types.includes(type)) throw invalid(`Param ${path}[type] must be one of {${types.join(', ')}}`);
  const media = mediaType(type);
  if (media) return sourceOf(world, media, attachment, use);
  if (type === 'template') checkTemplate(attachment.payload);
  return undefined;
}

function checkQuickReply({ content_type: type, title, payload }: QuickReply, at: number): void {
  const path = `message[quick_replies][${at}]`;
  if (!QUICK_REPLY_TYPES.includes(textOf(type))) {
    throw invalid(`Param ${path}[content_type] must be one of {${QUICK_REPLY_TYPES.join(', ')}}`);
  }
  if (type !== 'text') return;
  if (!title) throw invalid(`The parameter ${path}[title] is required`);
  if (payload === undefined) throw invalid(`The parameter ${path}[payload] is required`);
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
  const persona = world.personas.get(textOf(id));
  if (!persona) throw invalid('Param persona_id must be a valid persona id');
  // A copy: the message keeps its face when the persona is deleted.
  return { id: persona.id, name: persona.name, profilePictureUrl: persona.profilePictureUrl };
}

/** All attachments of a message, in one list. */
export function attachmentsOf({ attachment, attachments = [] }: OutgoingMessage): Attachment[] {
  return attachment ? [attachment, ...attachments] : attachments;
}

/**
 * The attachments as they are delivered: media have an address. Media that came as a file, or are to be used again, are
 * kept.
 *
 * @param sources The sources of the media among them, in order.
 */
export function keepMedia(
  world: World,
  person: PersonState,
  attachments: readonly Attachment[],
  sources: readonly MediaSource[],
): { attachments: Record<string, unknown>[]; attachmentId?: string } {
  const rest = [...sources];
  let attachmentId: string | undefined;
  const delivered = attachments.map((attachment): Record<string, unknown> => {
    const type = mediaType(attachment.type);
    const source = type ? rest.shift() : undefined;
    if (!type || !source) return { ...attachment };
    const isReusable = attachment.payload?.is_reusable === true;
    if ('url' in source && !isReusable) return { ...attachment };
    const upload = keep(world, type, source, { isReusable, person });
    if (isReusable && !('upload' in source)) attachmentId ??= upload.id;
    // A number, as in echoes (Messenger Platform docs, message_echoes).
    return { type, payload: { url: urlOf(world, upload), attachment_id: Number(upload.id) } };
  });
  return { attachments: delivered, ...(attachmentId === undefined ? {} : { attachmentId }) };
}

/** Remembers which app sent which button, so that a tap reaches that app. */
export function rememberButtons(person: PersonState, appId: string, message: OutgoingMessage): void {
  for (const payload of attachmentsOf(message).flatMap(({ payload }) => buttonPayloads(payload))) {
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
    return { ...(JSON.parse(textOf(payload)) as object) };
  } catch (error) {
    throw error instanceof SyntaxError ? invalid('The parameter payload[message_id] is required') : error;
  }
}
