import type { EchoEvent, HandoverEvent, WhatsappError, WireItem } from '../../events.ts';
import type { EntryContext } from '../event-base.ts';
import { idOf, isRecord, textOf, texts, toRecord } from '../json.ts';
import { changeLists, type ListRole } from './change-lists.ts';
import { contentOf, editIn } from './content.ts';
import { defined } from './person.ts';
import { isHandover, readHandover } from './read-handover.ts';
import { readIdUpdate, readMessage } from './read-message.ts';
import { type Source, whatsappBase } from './whatsapp-base.ts';

/**
 * The events of one change: one for each element of its lists, in wire order, or one for the change. Nothing throws and nothing is
 * dropped.
 */
export function readWhatsappChange(change: unknown, context: EntryContext): HandoverEvent[] {
  const record = toRecord(change);
  const value = isRecord(record['value']) ? record['value'] : {};
  const { field } = record;
  const { lane, within, lists } = changeLists(change);
  const holder = within === undefined ? value : value[within];
  const contacts = isRecord(holder) ? holder['contacts'] : undefined;
  const whole: Source = { raw: record, value, contacts, lane, context };
  if (field === 'messaging_handovers' && isHandover(value)) return [readHandover(whole)];
  if (lists.length === 0) {
    return [{ ...whatsappBase('change', whole, undefined), ...fieldOf(field), ...defined('value', record['value']) }];
  }
  return lists.flatMap(({ role, key, items }) =>
    items.map((item) => {
      const source = { ...whole, raw: toRecord(item) };
      if (role === 'other') return { ...whatsappBase('change', source, undefined), field: key, value: item };
      return isRecord(item) ? READERS[role](source, field) : whatsappBase('unknown', source, undefined);
    }),
  );
}

type Reader = (source: Source, field: unknown) => HandoverEvent;

const READERS: Readonly<Record<Exclude<ListRole, 'other'>, Reader>> = {
  message: readMessage,
  status: readStatus,
  phoneEcho: readEcho('phone'),
  // A field of which Meta has no page: the sender may be any program.
  appEcho: readEcho('unknown'),
  standbyEcho: readStandbyEcho,
  idUpdate: readIdUpdate,
};

function fieldOf(field: unknown): { readonly field?: string } {
  return typeof field === 'string' ? { field } : {};
}

/** What became of a message. */
function readStatus(source: Source): HandoverEvent {
  const { raw } = source;
  const mid = idOf(raw['id']);
  const status = textOf(raw['status']);
  const named = { bsuid: raw['recipient_user_id'], phone: raw['recipient_id'] };
  const { errors } = raw;
  return {
    ...whatsappBase('status', source, named, mid === undefined ? undefined : `${mid}:${status ?? ''}`),
    ...defined('mid', mid),
    ...defined('status', status),
    ...(Array.isArray(errors) ? { errors: errors.filter(isRecord) as unknown as WhatsappError[] } : {}),
    ...texts(raw, { callbackData: 'biz_opaque_callback_data' }),
  };
}

/**
 * What was written on the phone. Edits and unsends say that a message was changed, and no more. Source: WhatsApp docs,
 * smb_message_echoes webhook reference.
 */
function readEcho(sentBy: 'phone' | 'unknown'): Reader {
  const by = sentBy === 'phone' ? ({ sentBy } as const) : {};
  return (source, field) => {
    const { raw } = source;
    const mid = idOf(raw['id']);
    const named = { bsuid: raw['to_user_id'], parentBsuid: raw['to_parent_user_id'], phone: raw['to'] };
    const { type } = raw;
    if (type === 'edit') {
      return { ...whatsappBase('message_edit', source, named, mid), ...editIn(partOf(raw, type)), ...by };
    }
    if (type === 'revoke') {
      const unsent = idOf(partOf(raw, type)['original_message_id']) ?? '';
      return { ...whatsappBase('message_deleted', source, named, mid), mid: unsent, of: 'echo', ...by };
    }
    // A reaction is no reply, and Meta does not describe one here.
    if (type === 'reaction' || raw['group_id'] !== undefined) {
      return { ...whatsappBase('change', source, undefined, mid), ...fieldOf(field), value: raw };
    }
    return {
      ...whatsappBase('echo', source, named, mid),
      ...defined('mid', mid),
      ...said(raw),
      sentBy: writerOf(raw, sentBy),
    };
  };
}

/** What stands under a key; empty where that is no object. */
function partOf(raw: WireItem, key: string): WireItem {
  const part = raw[key];
  return isRecord(part) ? part : {};
}

/** Meta marks what its own automation wrote, on some samples. */
function writerOf(raw: WireItem, sentBy: 'phone' | 'unknown'): EchoEvent['sentBy'] {
  return raw['message_creation_type'] === 'created_by_1p_bot' ? 'ai' : sentBy;
}

/** The body of another app's send. No member names the app. Source: WhatsApp docs, standby webhook reference. */
function readStandbyEcho(source: Source): HandoverEvent {
  const { raw } = source;
  const mid = idOf(raw['id']);
  const message = isRecord(raw['message']) ? raw['message'] : {};
  const named = { bsuid: message['recipient'], phone: message['to'] };
  return { ...whatsappBase('echo', source, named, mid), ...defined('mid', mid), ...said(message), sentBy: 'app' };
}

/** An echo has no choice in it: what a send offers is an attachment. */
function said(message: WireItem): Pick<EchoEvent, 'text' | 'attachments'> {
  if (isRecord(message['interactive'])) {
    return {
      attachments: [{ type: 'interactive', payload: message['interactive'] }] as EchoEvent['attachments'] & object,
    };
  }
  const { quickReplyPayload: _, ...content } = contentOf(message);
  return content;
}
