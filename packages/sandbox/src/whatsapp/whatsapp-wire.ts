import type { PersonState, ReceivedMessage } from '../state/person-state.ts';
import type { MediaType } from '../state/uploads.ts';
import type { Scene, Wire, Written } from '../wire.ts';
import { tellMessage } from './changes.ts';
import { keepMedia, mimeTypeOf, sha256Of } from './media.ts';
import { numberOf } from './number.ts';
import { tellStatusSince } from './statuses.ts';

/** Types of messages that stand for a file, with the kind of the file. */
const MEDIA: Readonly<Record<string, MediaType>> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  document: 'file',
  sticker: 'image',
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
function contentOf(scene: Scene, message: Written): { type: string; [key: string]: unknown } {
  const { person } = scene;
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
  const kind = Object.hasOwn(MEDIA, type) ? MEDIA[type] : undefined;
  if (kind === undefined) return { type, [type]: payload };
  const media = keepMedia(scene, kind, payload['url']);
  const { mime_type: ownType = mimeTypeOf(media), filename = media.file?.name } = payload;
  const caption = text === '' ? {} : { caption: text };
  const named = type === 'document' && filename !== undefined ? { filename } : {};
  return {
    type,
    [type]: { id: media.id, mime_type: ownType, sha256: sha256Of(media, 'base64'), ...caption, ...named },
  };
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
