import type { Item } from './items.ts';

/** What the changes of a delivery on WhatsApp are about. What you leave out gets the same sample value each time. */
export interface ChangeOptions {
  /** Phone number id of the business. @default '550000000000002' */
  readonly pageId?: string;
  /** The person's phone number; `null`: hidden. @default '351960000003' */
  readonly phone?: string | null;
  /** The person's business-scoped user id; `null`: not named. @default 'PT.70418855230019' */
  readonly bsuid?: string | null;
  /** Id of the message (wamid). @default a new one each time */
  readonly mid?: string;
  /** Milliseconds since 1970; the wire has seconds. @default 1_764_590_400_000 */
  readonly timestamp?: number;
}

/** Ids that the builders use when you give none. */
export const SAMPLE_NUMBER = {
  pageId: '550000000000002',
  phone: '351960000003',
  bsuid: 'PT.70418855230019',
} as const;

const SAMPLE_TIME = 1_764_590_400_000;

let mids = 0;

function nextMid(): string {
  mids += 1;
  return `wamid.test${mids}`;
}

/** A change as on the wire. */
export interface Change {
  readonly field: string;
  readonly value: Item;
}

/**
 * Builders of changes of `whatsapp_business_account`, in the wire's own shape: pass them to `delivery` as `changes`, with
 * `object: 'whatsapp_business_account'`. Source: WhatsApp docs, Webhooks reference.
 */
export const whatsappChanges: {
  /** The person writes. `payload`: they tap a reply button. `content` replaces the text, such as `{ type, image }`. */
  message(options?: ChangeOptions & { text?: string; payload?: string; content?: Item }): Change;
  /** A person answers in the WhatsApp Business app. `content` replaces the text. */
  phoneEcho(options?: ChangeOptions & { text?: string; content?: Item }): Change;
  /** What became of a message of the business. */
  status(options?: ChangeOptions & { status?: string; errors?: readonly unknown[] }): Change;
  /** The person's number or id changed. */
  userChanged(options?: ChangeOptions & { newPhone?: string; newBsuid?: string }): Change;
  /** The person writes while another partner owns the thread. */
  standbyMessage(options?: ChangeOptions & { text?: string }): Change;
  /** Another partner, which owns the thread, writes. */
  standbyEcho(options?: ChangeOptions & { text?: string }): Change;
  /** The app received the thread; on the wire the person has a phone number alone. */
  passed(options?: ChangeOptions & { from?: string; to?: string; metadata?: string }): Change;
  /** The app lost the thread. */
  taken(options?: ChangeOptions & { from?: string; to?: string; metadata?: string }): Change;
} = {
  message: ({ text = 'hello', payload, content, ...rest } = {}) =>
    change('messages', rest, { messages: [inbound(rest, content ?? said(text, payload))] }),
  phoneEcho: ({ text = 'hello', content, ...rest } = {}) => {
    const { phone, bsuid, mid, timestamp } = filled(rest);
    const to = { ...(phone === null ? {} : { to: phone }), ...(bsuid === null ? {} : { to_user_id: bsuid }) };
    const echo = { from: '351210000000', ...to, id: mid, timestamp, ...(content ?? said(text)) };
    return change('smb_message_echoes', rest, { message_echoes: [echo] });
  },
  status: ({ status = 'delivered', errors, ...rest } = {}) => {
    const { phone, bsuid, mid, timestamp } = filled(rest);
    const to = {
      ...(phone === null ? {} : { recipient_id: phone }),
      ...(bsuid === null ? {} : { recipient_user_id: bsuid }),
    };
    const entry = { id: mid, status, timestamp, ...to, ...(errors === undefined ? {} : { errors }) };
    return change('messages', rest, { statuses: [entry] });
  },
  userChanged: ({ newPhone, newBsuid, ...rest } = {}) => {
    const { phone, bsuid, mid, timestamp } = filled(rest);
    const system = {
      type: newPhone === undefined ? 'user_changed_user_id' : 'user_changed_number',
      ...(newPhone === undefined ? {} : { wa_id: newPhone }),
      ...(newBsuid === undefined ? {} : { user_id: newBsuid }),
      ...(bsuid === null ? {} : { previous_user_id: bsuid }),
    };
    const from = phone === null ? {} : { from: phone };
    return change('messages', rest, { messages: [{ ...from, id: mid, timestamp, type: 'system', system }] }, false);
  },
  standbyMessage: ({ text = 'hello', ...rest } = {}) =>
    change('standby', rest, { standby: { messages: [inbound(rest, said(text))] } }, false),
  standbyEcho: ({ text = 'hello', ...rest } = {}) => {
    const { phone, bsuid, mid, timestamp } = filled(rest);
    const to = { ...(phone === null ? {} : { to: phone }), ...(bsuid === null ? {} : { recipient: bsuid }) };
    const message = { messaging_product: 'whatsapp', ...to, ...said(text) };
    return change('standby', rest, { standby: { message_echoes: [{ id: mid, timestamp, message }] } }, false);
  },
  passed: (options = {}) => handover('control_passed', options),
  taken: (options = {}) => handover('control_taken', options),
};

function filled({
  phone = SAMPLE_NUMBER.phone,
  bsuid = SAMPLE_NUMBER.bsuid,
  mid = nextMid(),
  timestamp = SAMPLE_TIME,
}: ChangeOptions): { phone: string | null; bsuid: string | null; mid: string; timestamp: string } {
  return { phone, bsuid, mid, timestamp: String(Math.floor(timestamp / 1000)) };
}

function said(text: string, payload?: string): Item {
  if (payload === undefined) return { type: 'text', text: { body: text } };
  return { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: payload, title: text } } };
}

function inbound(options: ChangeOptions, content: Item): Item {
  const { phone, bsuid, mid, timestamp } = filled(options);
  const from = { ...(phone === null ? {} : { from: phone }), ...(bsuid === null ? {} : { from_user_id: bsuid }) };
  return { ...from, id: mid, timestamp, ...content };
}

function change(field: string, options: ChangeOptions, lists: Item, hasContacts = true): Change {
  const { phone, bsuid } = filled(options);
  const ids = { ...(phone === null ? {} : { wa_id: phone }), ...(bsuid === null ? {} : { user_id: bsuid }) };
  return {
    field,
    value: {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '351210000000', phone_number_id: options.pageId ?? SAMPLE_NUMBER.pageId },
      ...(hasContacts ? { contacts: [{ profile: { name: 'Rita Demo' }, ...ids }] } : {}),
      ...lists,
    },
  };
}

function handover(
  type: 'control_passed' | 'control_taken',
  { from, to, metadata, ...rest }: ChangeOptions & { from?: string; to?: string; metadata?: string },
): Change {
  const { phone, timestamp } = filled(rest);
  return {
    field: 'messaging_handovers',
    value: {
      messaging_product: 'whatsapp',
      ...(phone === null ? {} : { sender: { phone_number: phone } }),
      recipient: { phone_number_id: rest.pageId ?? SAMPLE_NUMBER.pageId },
      type,
      timestamp,
      [type]: {
        ...(from === undefined ? {} : { previous_owner_role: from }),
        ...(to === undefined ? {} : { new_owner_role: to }),
        ...(metadata === undefined ? {} : { metadata }),
      },
    },
  };
}
