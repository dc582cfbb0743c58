import type { Wire } from '../wire.ts';
import { personEvent, postbackEvent } from './items.ts';

/** What people do on Messenger and Instagram: one item in `messaging` or `standby`. */
export const messagingWire: Wire = {
  wrote({ world, person, effects }, { mid, at, text, attachments, quickReplyPayload, replyTo, referral }) {
    const message = {
      mid,
      ...(text ? { text } : {}),
      ...(attachments ? { attachments } : {}),
      ...(quickReplyPayload === undefined ? {} : { quick_reply: { payload: quickReplyPayload } }),
      ...(replyTo === undefined ? {} : { reply_to: { mid: replyTo } }),
      ...(referral ? { referral } : {}),
    };
    effects.tell(person, personEvent(world, person, 'message', { message }, at));
  },
  tapped({ world, person, effects }, { mid, at, title, payload, referral, sender }) {
    const postback = { mid, title, payload, ...(referral ? { referral } : {}) };
    effects.tell(person, postbackEvent(world, person, postback, at, sender));
  },
  reacted({ world, person, effects }, { mid, at, reaction, emoji }) {
    const content = reaction === undefined ? {} : { reaction, emoji };
    const event = { reaction: { mid, action: reaction === undefined ? 'unreact' : 'react', ...content } };
    effects.tell(person, personEvent(world, person, 'reaction', event, at));
  },
  edited({ world, person, effects }, { mid, at, text, edits }) {
    const edited = { message_edit: { mid, text, num_edit: edits } };
    effects.tell(person, personEvent(world, person, 'message_edit', edited, at));
  },
  unsent({ world, person, effects }, { mid, at }) {
    effects.tell(person, personEvent(world, person, 'message_deleted', { message: { mid, is_deleted: true } }, at));
  },
  read({ world, person, effects }, at) {
    const read = world.options.platform.readReceipt(at, person.received.at(-1)?.mid);
    if (read) effects.tell(person, personEvent(world, person, 'read', { read }, at));
  },
  received({ world, person, effects }, at) {
    if (!world.options.platform.hasDeliveryReceipts) return;
    const delivery = { mids: person.received.slice(-1).map((message) => message.mid), watermark: at };
    effects.tell(person, personEvent(world, person, 'delivery', { delivery }, at));
  },
};
