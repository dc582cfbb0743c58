import type { Attachment, HandoverEvent, Referral, ReplyTo, WireItem } from '../../events.ts';
import { idOf, isRecord, textOf, texts } from '../json.ts';
import { defined } from './person.ts';

/** What a message says. */
export interface Content {
  readonly text?: string;
  readonly attachments?: readonly Attachment[];
  readonly quickReplyPayload?: string;
}

/** Types whose content becomes fields of its own, or is no part of a message. */
const NO_ATTACHMENT: ReadonlySet<string> = new Set([
  'text',
  'button',
  'interactive',
  'unsupported',
  'errors',
  'context',
]);

/**
 * What a message says: the content stands under the key that `type` names. Taps on buttons and lists have the label as text
 * and the choice as payload. Source: WhatsApp docs, messages webhook reference.
 */
export function contentOf(item: WireItem): Content {
  const type = textOf(item['type']) ?? '';
  const block = item[type];
  if (!isRecord(block)) return Array.isArray(block) ? { attachments: [attachment(type, block)] } : {};
  if (type === 'text') return texts(block, { text: 'body' });
  if (type === 'button') return texts(block, { text: 'text', quickReplyPayload: 'payload' });
  if (type === 'interactive') return choiceOf(block);
  if (NO_ATTACHMENT.has(type)) return {};
  return { ...texts(block, { text: 'caption' }), attachments: [attachment(type, block)] };
}

/** A tapped button or a line of a list; of flows and permissions `raw` has all. */
function choiceOf({ button_reply, list_reply }: WireItem): Content {
  const choice = isRecord(button_reply) ? button_reply : list_reply;
  return isRecord(choice) ? texts(choice, { text: 'title', quickReplyPayload: 'id' }) : {};
}

/** True for a message that only says whether the person may be called. */
export function isCallPermission({ raw }: Pick<HandoverEvent, 'raw'>): boolean {
  const { interactive } = raw;
  return isRecord(interactive) && interactive['type'] === 'call_permission_reply';
}

function attachment(type: string, payload: unknown): Attachment {
  return { type, payload } as Attachment;
}

/** The message that an item quotes. */
export function quotedBy({ context }: WireItem): { readonly replyTo?: ReplyTo } {
  const mid = isRecord(context) ? idOf(context['id']) : undefined;
  return mid === undefined ? {} : { replyTo: { mid } as ReplyTo };
}

/** The ad or post that the person came by. */
export function referralIn({ referral }: WireItem): { readonly referral?: Referral } {
  if (!isRecord(referral)) return {};
  const found: Referral = {
    ...texts(referral, { source: 'source_type', refererUri: 'source_url' }),
    ...defined('adId', referral['source_type'] === 'ad' ? idOf(referral['source_id']) : undefined),
  };
  return Object.keys(found).length === 0 ? {} : { referral: found };
}

/** What Meta sums up of a conversation. */
export function summaryIn(...holders: readonly WireItem[]): { readonly summary?: string } {
  for (const { conversation_context: context } of holders) {
    const summary = isRecord(context) ? context['summary'] : undefined;
    const text = isRecord(summary) ? textOf(summary['text']) : undefined;
    if (text !== undefined) return { summary: text };
  }
  return {};
}

/** A changed message: which, and what it says now. */
export function editIn(part: WireItem): { readonly mid?: string; readonly text?: string } {
  const { message } = part;
  const { text } = isRecord(message) ? contentOf(message) : {};
  return { ...texts(part, { mid: 'original_message_id' }), ...defined('text', text) };
}
