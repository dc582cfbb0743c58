import { createHash } from 'node:crypto';
import type { PersonState, ReceivedMessage } from '../state/person-state.ts';
import type { Scene, Wire, Written } from '../wire.ts';
import { tellMessage } from './changes.ts';
import { numberOf } from './number.ts';
import { tellStatusSince } from './statuses.ts';

/** Content types that stand for a file, with the type of their bytes unless the attachment has one. */
const MEDIA: Readonly<Record<string, string>> = {
  image: 'image/jpeg',
  video: 'video/mp4',
  audio: 'audio/ogg',
  document: 'application/pdf',
  sticker: 'image/webp',
};

/** What people do on WhatsApp: messages and statuses in `changes` (WhatsApp docs, messages and status webhook references). */
export const whatsappWire: Wire = {
  wrote(scene, message) {
    const { mid, at, referral } = message;
    const quoted = contextOf(scene, quotedBy(scene.person, message));
    tellMessage(scene, 'message', {
      id: mid,
      at,
      ...contentOf(scene, message),
      ...quoted,
      ...(referral && { referral }),
    });
  },
  tapped(scene, { mid, at, title, payload, referral }) {
    const template = scene.person.received.findLast((one) => JSON.stringify(one.attachments ?? []).includes(payload));
    const button = { type: 'button', button: { text: title, payload }, ...contextOf(scene, template?.mid) };
    tellMessage(scene, 'message', { id: mid, at, ...button, ...(referral && { referral }) });
  },
  reacted(scene, { mid, at, emoji = '' }) {
    const reaction = { message_id: mid, emoji };
    tellMessage(scene, 'reaction', { id: scene.world.newMid(), at, type: 'reaction', reaction });
  },
  edited(scene, { mid, at, text }) {
    const edit = { original_message_id: mid, message: { type: 'text', text: { body: text } } };
    tellMessage(scene, 'edit', { id: scene.world.newMid(), at, type: 'edit', edit });
  },
  unsent(scene, { mid, at }) {
    tellMessage(scene, 'revoke', {
      id: scene.world.newMid(),
      at,
      type: 'revoke',
      revoke: { original_message_id: mid },
    });
  },
  read: (scene, at) => tellStatusSince(scene, scene.person.readAt, 'read', at),
  received({ person, ...rest }, at) {
    const since = Math.max(person.deliveredAt ?? 0, person.readAt ?? 0);
    tellStatusSince({ person, ...rest }, since, 'delivered', at);
  },
};

/** The content of a message: a type, and the object of that name. */
function contentOf({ world, person }: Scene, message: Written): { type: string; [key: string]: unknown } {
  const { text = '', attachments = [], quickReplyPayload } = message;
  if (quickReplyPayload !== undefined) {
    const choice = choiceOf(person, quickReplyPayload)?.quickReplies?.find((one) => one.payload === quickReplyPayload);
    const reply = { id: quickReplyPayload, title: text };
    const { description } = (choice ?? {}) as { description?: string };
    const interactive =
      choice?.content_type === 'row'
        ? { type: 'list_reply', list_reply: { ...reply, ...(description === undefined ? {} : { description }) } }
        : { type: 'button_reply', button_reply: reply };
    return { type: 'interactive', interactive };
  }
  const [attachment] = attachments;
  if (!attachment) return { type: 'text', text: { body: text } };
  const { type: given, payload = {} } = attachment as { type: string; payload?: Record<string, unknown> };
  const type = given === 'file' ? 'document' : given;
  const mimeType = MEDIA[type];
  if (mimeType === undefined) return { type, [type]: payload };
  const sha256 = createHash('sha256').update(JSON.stringify(payload)).digest('base64');
  const { mime_type: ownType = mimeType, filename } = payload;
  const caption = text === '' ? {} : { caption: text };
  const named = filename === undefined ? {} : { filename };
  return { type, [type]: { id: world.newId('20', 16), mime_type: ownType, sha256, ...caption, ...named } };
}

/** The message that an own message quotes: the one it answers, or the one with the button that was tapped. */
function quotedBy(person: PersonState, { replyTo, quickReplyPayload }: Written): string | undefined {
  if (replyTo !== undefined || quickReplyPayload === undefined) return replyTo;
  return choiceOf(person, quickReplyPayload)?.mid;
}

/** The newest received message with a button or a row of this id. */
function choiceOf({ received }: PersonState, id: string): ReceivedMessage | undefined {
  return received.findLast(({ quickReplies }) => quickReplies?.some(({ payload }) => payload === id));
}

/** `context` of a message that quotes another one, by the number of its sender. */
function contextOf({ world, person }: Scene, mid: string | undefined): { context?: Record<string, unknown> } {
  if (mid === undefined) return {};
  const isOwn = person.messages.some((one) => one.mid === mid && one.from === null);
  const from = isOwn ? (person.contact?.hidesPhone ? undefined : person.contact?.waId) : numberOf(world).displayNumber;
  return { context: { ...(from === undefined ? {} : { from }), id: mid } };
}
