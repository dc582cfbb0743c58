import type { Platform } from '@handover/core';
import { type Change, dashboardTest, type Item, items, whatsappChanges } from '@handover/testkit';

/** What a sample says; everything is filled in. */
export interface SampleValues {
  readonly platform: Platform;
  /** What the body's `object` is on this platform. */
  readonly objectName: string;
  /** Page; on Instagram the account, on WhatsApp the phone number id. */
  readonly pageId: string;
  /** The person. On WhatsApp `null` leaves out one of the two names. */
  readonly person: { readonly userId: string; readonly phone?: string | null; readonly bsuid?: string | null };
  /** Our app. */
  readonly appId: string;
  /** The other app of an echo, pass, take or request. */
  readonly otherAppId: string;
  /** Id of the message, or of the one that is reacted to, edited, unsent or read. */
  readonly mid: string;
  readonly text: string | undefined;
  readonly payload: string | undefined;
  readonly metadata: string | undefined;
  /** The item is for an app that does not own the thread. */
  readonly standby: boolean;
  /** In ms since 1970. */
  readonly now: number;
}

/** A webhook body. */
export interface Body {
  readonly object: string;
  readonly entry: readonly unknown[];
}

/** A kind of delivery: how it is made on the platforms that have it. */
export interface SampleKind {
  /** Shown in the list. */
  readonly what: string;
  /** On Messenger and Instagram: an item of `messaging` or `standby`. */
  item?(values: SampleValues): Item;
  /** On WhatsApp: a change. */
  change?(values: SampleValues): Change;
  /** On Messenger and Instagram: the complete body. */
  body?(values: SampleValues): Body;
}

const EDITED = 'hello again';

/** Every kind of delivery that can be made: the kinds of core's events, and the dashboard's Test button. */
export const SAMPLE_KINDS: Readonly<Record<string, SampleKind>> = {
  message: {
    what: 'the person writes; with --payload, taps a quick reply or a button',
    item: (v) => items.message(content(v)),
    change: (v) => (v.standby ? whatsappChanges.standbyMessage(said(v)) : whatsappChanges.message(said(v))),
  },
  message_edit: {
    what: 'the person edits a message (--mid)',
    item: (v) => item(v, { message_edit: { mid: v.mid, text: v.text ?? EDITED, num_edit: 1 } }),
    change: (v) =>
      about(v, 'edit', {
        original_message_id: v.mid,
        message: { type: 'text', text: { body: v.text ?? EDITED } },
      }),
  },
  message_deleted: {
    what: 'the person unsends a message (--mid)',
    item: (v) => items.unsend(content(v)),
    change: (v) => about(v, 'revoke', { original_message_id: v.mid }),
  },
  echo: {
    what: 'an app (--app) wrote to the person; on WhatsApp, the phone app',
    item: (v) => items.echo({ ...content(v), appId: v.otherAppId, ...given('metadata', v.metadata) }),
    change: (v) => (v.standby ? whatsappChanges.standbyEcho(said(v)) : whatsappChanges.phoneEcho(said(v))),
  },
  postback: {
    what: 'the person taps a button (--payload; --text is its title)',
    item: (v) => items.postback({ ...content(v), payload: v.payload ?? 'GET_STARTED', title: v.text ?? 'Get started' }),
  },
  reaction: {
    what: 'the person reacts to a message (--mid)',
    item: (v) => item(v, { reaction: { mid: v.mid, action: 'react', reaction: 'love', emoji: '❤' } }),
    change: (v) => about(v, 'reaction', { message_id: v.mid, emoji: '❤' }),
  },
  read: {
    what: "the person read the page's messages",
    item: (v) => item(v, { read: v.platform === 'instagram' ? { mid: v.mid } : { watermark: v.now } }),
  },
  delivery: {
    what: "the page's messages reached the person's device",
    item: (v) => item(v, { delivery: { mids: [v.mid], watermark: v.now } }),
  },
  status: {
    what: 'a message of yours (--mid) was delivered',
    change: (v) => whatsappChanges.status(said(v)),
  },
  referral: { what: 'the person comes by a link', item: (v) => items.referral(content(v)) },
  optin: { what: 'the person allows messages', item: (v) => items.optin({ ...content(v), token: 'SAMPLE' }) },
  optin_stopped: {
    what: 'the person no longer allows messages',
    item: (v) => items.optin({ ...content(v), token: 'SAMPLE', status: 'STOP_NOTIFICATIONS' }),
  },
  account_linking: {
    what: 'the person links an account',
    item: (v) => item(v, { account_linking: { status: 'linked', authorization_code: 'SAMPLE' } }),
  },
  user_changed: {
    what: 'the person has another phone number',
    change: (v) => whatsappChanges.userChanged({ ...said(v), newPhone: '351960000077' }),
  },
  pass_thread_control: {
    what: 'an app (--app) passed the thread to yours; short: pass',
    item: (v) => items.pass({ ...content(v), from: v.otherAppId, to: v.appId, ...given('metadata', v.metadata) }),
    change: (v) => whatsappChanges.passed({ ...said(v), to: 'ai_agent', ...given('metadata', v.metadata) }),
  },
  take_thread_control: {
    what: 'an app (--app) took the thread from yours; short: take',
    item: (v) => items.take({ ...content(v), from: v.appId, to: v.otherAppId, ...given('metadata', v.metadata) }),
    change: (v) => whatsappChanges.taken({ ...said(v), from: 'ai_agent', ...given('metadata', v.metadata) }),
  },
  request_thread_control: {
    what: 'an app (--app) asks for the thread; short: request',
    item: (v) => items.request({ ...content(v), by: v.otherAppId, ...given('metadata', v.metadata) }),
  },
  app_roles: {
    what: 'the roles of your app changed',
    item: (v) => ({ recipient: { id: v.pageId }, timestamp: v.now, app_roles: { [v.appId]: ['primary_receiver'] } }),
  },
  policy_enforcement: {
    what: 'Meta warns the page',
    item: (v) => ({
      recipient: { id: v.pageId },
      timestamp: v.now,
      policy_enforcement: { action: 'warning', reason: 'The page sent too many messages.' },
    }),
  },
  feedback: {
    what: 'the person answers a feedback form',
    item: (v) => {
      const questions = { question1: { type: 'csat', payload: '4' } };
      return item(v, { messaging_feedback: { feedback_screens: [{ screen_id: 0, questions }] } });
    },
  },
  customer_information: {
    what: 'the person fills in a form',
    item: (v) => {
      const responses = [{ key: 'city', value: 'Porto' }];
      return item(v, { messaging_customer_information: { screens: [{ screen_id: '1', responses }] } });
    },
  },
  order: {
    what: 'the person orders something',
    item: (v) => item(v, { order: { products: [{ id: 1, name: 'Lamp', quantity: 1 }], ...given('note', v.text) } }),
    change: (v) => {
      const product_items = [{ product_retailer_id: 'lamp', quantity: 1, item_price: 9.5, currency: 'EUR' }];
      return about(v, 'order', { catalog_id: '77', product_items, ...given('text', v.text) });
    },
  },
  change: {
    what: 'news of a field of the page or account',
    body: (v) => ({
      object: v.objectName,
      entry: [{ id: v.pageId, time: Math.floor(v.now / 1000), changes: [{ field: 'sample', value: { verb: 'add' } }] }],
    }),
    change: () => ({ field: 'account_update', value: { event: 'SAMPLE' } }),
  },
  unknown: {
    what: 'an item of a kind that does not exist yet',
    item: (v) => item(v, { not_yet_known: {} }),
  },
  dashboard_test: {
    what: "the Test button of Meta's app dashboard; short: test",
    body: (v) => dashboardTest({ object: v.objectName, time: v.now }),
  },
};

/** Short words for kinds. */
export const SHORT_KINDS: Readonly<Record<string, string>> = {
  pass: 'pass_thread_control',
  take: 'take_thread_control',
  request: 'request_thread_control',
  test: 'dashboard_test',
};

function item({ person: { userId }, pageId, now }: SampleValues, part: Item): Item {
  return { sender: { id: userId }, recipient: { id: pageId }, timestamp: now, ...part };
}

function content({ person: { userId }, pageId, now, mid, text, payload }: SampleValues): {
  readonly pageId: string;
  readonly userId: string;
  readonly timestamp: number;
  readonly mid: string;
  readonly text?: string;
  readonly payload?: string;
} {
  return { pageId, userId, timestamp: now, mid, ...given('text', text), ...given('payload', payload) };
}

function said(v: SampleValues): {
  readonly pageId: string;
  readonly phone?: string | null;
  readonly bsuid?: string | null;
  readonly timestamp: number;
  readonly mid: string;
  readonly text?: string;
  readonly payload?: string;
} {
  const { userId: _, ...person } = v.person;
  return {
    pageId: v.pageId,
    timestamp: v.now,
    mid: v.mid,
    ...person,
    ...given('text', v.text),
    ...given('payload', v.payload),
  };
}

/** A message of WhatsApp about another one. It has an id of its own. */
function about(v: SampleValues, type: string, part: Item): Change {
  return whatsappChanges.message({ ...said(v), mid: `${v.mid}.${type}`, content: { type, [type]: part } });
}

function given<Name extends string>(name: Name, value: string | undefined): { readonly [Key in Name]?: string } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [Key in Name]?: string };
}
