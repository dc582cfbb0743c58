import { inboxOf } from '../app-ids.ts';
import type { Attachment, EchoEvent, HandoverEvent, MessageDeletedEvent, ReplyTo, WireItem } from '../events.ts';
import { eventBase, type Source } from './event-base.ts';
import { referralOf } from './referral-of.ts';
import { endsOf, idOf, isRecord, isTrue, metadataOf, textOf, texts } from './wire-values.ts';

/** A message of the person, an echo of one that was sent to them, or the unsend of either. */
export function readMessage(part: WireItem, source: Source): HandoverEvent {
  const { item, context } = source;
  const isEcho = isTrue(part['is_echo']) || endsOf(item, context.entryId).isFromPage;
  if (isTrue(part['is_deleted'])) return readUnsend(part, source, isEcho ? 'echo' : 'message');

  const mid = textOf(part['mid']);
  const content = {
    ...texts(part, { mid: 'mid', text: 'text' }),
    ...(Array.isArray(part['attachments'])
      ? { attachments: part['attachments'].filter(isRecord) as Attachment[] }
      : {}),
    ...(isRecord(part['reply_to']) ? { replyTo: part['reply_to'] as ReplyTo } : {}),
  };
  if (isEcho) {
    const appId = idOf(part['app_id']);
    return {
      ...eventBase('echo', source, mid),
      ...content,
      ...(appId !== undefined ? { appId } : {}),
      sentBy: senderOf(appId, part, source),
      ...metadataOf(part),
    };
  }
  const quickReply = part['quick_reply'];
  const payload = isRecord(quickReply) ? textOf(quickReply['payload']) : undefined;
  const referral = referralOf(part['referral'], item['referral']);
  return {
    ...eventBase('message', source, mid),
    ...content,
    ...(payload !== undefined ? { quickReplyPayload: payload } : {}),
    ...(referral !== undefined ? { referral } : {}),
    ...(isTrue(part['is_unsupported']) ? { isUnsupported: true } : {}),
  };
}

/** The kind makes its id differ from the message's, so that neither makes the other look like a redelivery. */
function readUnsend(part: WireItem, source: Source, of: MessageDeletedEvent['of']): MessageDeletedEvent {
  const mid = textOf(part['mid']);
  return { ...eventBase('message_deleted', source, mid), mid: mid ?? '', of };
}

function senderOf(appId: string | undefined, part: WireItem, { context }: Source): EchoEvent['sentBy'] {
  // Ours is ours, whatever it was written with: a hand-over waits for it.
  if (appId === context.appId) return 'self';
  if (isTrue(part['ai_generated']) || (appId !== undefined && context.aiAppIds.has(appId))) return 'ai';
  if (appId === undefined) return 'unknown';
  return inboxOf(appId) === undefined ? 'app' : 'inbox';
}
