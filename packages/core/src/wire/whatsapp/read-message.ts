import type { HandoverEvent, WireItem } from '../../events.ts';
import { idOf, isRecord, textOf, texts } from '../json.ts';
import { contentOf, editIn, quotedBy, referralIn, summaryIn } from './content.ts';
import { defined, type Named, phoneOf } from './person.ts';
import { type Source, whatsappBase } from './whatsapp-base.ts';

/** An element of `messages`, by its `type`. Source: WhatsApp docs, messages webhook reference. */
export function readMessage(source: Source, field: unknown): HandoverEvent {
  const { raw, value } = source;
  const type = textOf(raw['type']) ?? '';
  const part = isRecord(raw[type]) ? raw[type] : {};
  const mid = idOf(raw['id']);
  const named: Named = { bsuid: raw['from_user_id'], phone: raw['from'] };
  // A group has no thread that a person could answer alone.
  if (raw['group_id'] !== undefined) {
    const name = typeof field === 'string' ? { field } : {};
    return { ...whatsappBase('change', source, undefined, mid), ...name, value: raw };
  }
  switch (type) {
    case 'reaction': {
      const emoji = textOf(part['emoji']);
      return {
        ...whatsappBase('reaction', source, named, mid),
        ...texts(part, { mid: 'message_id' }),
        action: emoji === undefined ? 'unreact' : 'react',
        ...defined('emoji', emoji),
      };
    }
    case 'order':
      return { ...whatsappBase('order', source, named, mid), ...texts(part, { note: 'text' }) };
    case 'edit':
      return { ...whatsappBase('message_edit', source, named, mid), ...editIn(part) };
    case 'revoke': {
      const unsent = idOf(part['original_message_id']) ?? '';
      return { ...whatsappBase('message_deleted', source, named, mid), mid: unsent, of: 'message' };
    }
    case 'system':
      return readSystem(part, source, named, mid);
    default:
      return {
        ...whatsappBase('message', source, named, mid),
        ...defined('mid', mid),
        ...contentOf(raw),
        ...quotedBy(raw),
        ...referralIn(raw),
        ...summaryIn(value),
        ...(type === 'unsupported' ? { isUnsupported: true } : {}),
      };
  }
}

/** A changed number or id; of any other news it is a change. Source: WhatsApp docs, system webhook reference. */
function readSystem(part: WireItem, source: Source, named: Named, mid: string | undefined): HandoverEvent {
  const bsuid = idOf(part['user_id']);
  const waId = phoneOf(part['wa_id']);
  const previous = idOf(part['previous_user_id']) ?? phoneOf(named.phone);
  const isChange = typeof part['type'] === 'string' && /_changed_/.test(part['type']);
  if (!isChange || (bsuid === undefined && waId === undefined)) {
    return { ...whatsappBase('change', source, named, mid), field: 'system', value: part };
  }
  const now: Named = { bsuid, phone: waId, parentBsuid: part['parent_user_id'] };
  return {
    ...whatsappBase('user_changed', source, now, mid),
    previousUserId: previous ?? '',
    ...defined('waId', waId),
  };
}

/** The form in which partners still describe a changed id: `{ wa_id, user_id: { previous, current } }`. */
export function readIdUpdate(source: Source): HandoverEvent {
  const { wa_id, user_id } = source.raw;
  const ids = isRecord(user_id) ? user_id : {};
  return {
    ...whatsappBase('user_changed', source, { bsuid: ids['current'], phone: wa_id }),
    previousUserId: idOf(ids['previous']) ?? '',
    ...defined('waId', phoneOf(wa_id)),
  };
}
