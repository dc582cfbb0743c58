/** An item of `entry.messaging` or `entry.standby`, as Meta writes it. */
export type Item = Readonly<Record<string, unknown>>;

/** Sender, recipient and time of an item. What you leave out gets the same sample value each time. */
export interface ItemOptions {
  /** Page id. @default '804155501230077' */
  readonly pageId?: string;
  /** PSID of the person. @default '7312004455667788' */
  readonly userId?: string;
  /** How a plugin names the person, instead of `userId`. */
  readonly userRef?: string;
  /** Milliseconds since 1970. @default 1_764_590_400_000 */
  readonly timestamp?: number;
}

/** Ids that the builders use when you give none. */
export const SAMPLE_IDS = { pageId: '804155501230077', userId: '7312004455667788' } as const;

const SAMPLE_TIME = 1_764_590_400_000;

function item(
  { pageId = SAMPLE_IDS.pageId, userId = SAMPLE_IDS.userId, userRef, timestamp = SAMPLE_TIME }: ItemOptions,
  content: Item,
): Item {
  const sender = userRef === undefined ? { id: userId } : { user_ref: userRef };
  return { sender, recipient: { id: pageId }, timestamp, ...content };
}

/** An item from the page to the person. Sender and recipient are swapped, as on the wire. */
function itemFromPage(
  { pageId = SAMPLE_IDS.pageId, userId = SAMPLE_IDS.userId, ...rest }: ItemOptions,
  content: Item,
): Item {
  return item({ ...rest, pageId: userId, userId: pageId }, content);
}

let mids = 0;

function nextMid(): string {
  mids += 1;
  return `m_test${mids}`;
}

/** Builders of webhook items, in the wire's own shape. Source: Messenger Platform docs, Webhook Events reference. */
export const items: {
  /** The person writes. Without `mid`, each call makes up a new one. `referral` has the shape of the wire. */
  message(options?: ItemOptions & { text?: string; mid?: string; payload?: string; referral?: Item }): Item;
  /** The person unsends a message; with `echo` the page unsends one of its own. */
  unsend(options?: ItemOptions & { mid?: string; echo?: boolean }): Item;
  /** `appId` sent something to the person. Sender and recipient are swapped, as on the wire. */
  echo(options?: ItemOptions & { appId?: string; text?: string; mid?: string; metadata?: string; ai?: boolean }): Item;
  /** The person taps a button. */
  postback(options?: ItemOptions & { payload?: string; title?: string; mid?: string; referral?: Item }): Item;
  /** The person arrives through a link or an ad. `referral` has the shape of the wire. */
  referral(options?: ItemOptions & { referral?: Item }): Item;
  /**
   * The person allows messages. With a status such as `STOP_NOTIFICATIONS` they withdraw that. `expiresAt` is in ms.
   */
  optin(
    options?: ItemOptions & { type?: string; payload?: string; token?: string; status?: string; expiresAt?: number },
  ): Item;
  /** The app received the thread. */
  pass(options?: ItemOptions & { from?: string | null; to?: string; metadata?: string }): Item;
  /** The app lost the thread. */
  take(options?: ItemOptions & { from?: string | null; to?: string; metadata?: string }): Item;
  /** Another app asks for the thread. */
  request(options?: ItemOptions & { by?: string | number; metadata?: string }): Item;
} = {
  message: ({ text = 'hello', mid = nextMid(), payload, referral, ...rest } = {}) =>
    item(rest, {
      message: {
        mid,
        text,
        ...(payload === undefined ? {} : { quick_reply: { payload } }),
        ...(referral === undefined ? {} : { referral }),
      },
    }),
  unsend: ({ mid = nextMid(), echo = false, ...rest } = {}) =>
    echo
      ? itemFromPage(rest, { message: { is_echo: true, mid, is_deleted: true } })
      : item(rest, { message: { mid, is_deleted: true } }),
  echo: ({ appId, text = 'hello', mid = nextMid(), metadata, ai, ...rest } = {}) =>
    itemFromPage(rest, {
      message: {
        is_echo: true,
        mid,
        text,
        ...(appId === undefined ? {} : { app_id: Number(appId) }),
        ...(metadata === undefined ? {} : { metadata }),
        ...(ai === undefined ? {} : { ai_generated: ai }),
      },
    }),
  postback: ({ payload, title = 'Yes', mid = nextMid(), referral, ...rest } = {}) =>
    item(rest, {
      postback: {
        mid,
        title,
        ...(payload === undefined ? {} : { payload }),
        ...(referral === undefined ? {} : { referral }),
      },
    }),
  referral: ({ referral = { ref: 'spring26', source: 'SHORTLINK', type: 'OPEN_THREAD' }, ...rest } = {}) =>
    item(rest, { referral }),
  optin: ({ type = 'notification_messages', payload = 'NEWS', token, status, expiresAt, ...rest } = {}) =>
    item(rest, {
      optin: {
        type,
        payload,
        ...(rest.userRef === undefined ? {} : { user_ref: rest.userRef }),
        ...(token === undefined ? {} : { [TOKENS[type] ?? TOKENS.notification_messages]: token }),
        ...(status === undefined ? {} : { notification_messages_status: status }),
        ...(expiresAt === undefined ? {} : { token_expiry_timestamp: expiresAt }),
      },
    }),
  pass: ({ from, to, metadata, ...rest } = {}) => item(rest, { pass_thread_control: control(from, to, metadata) }),
  take: ({ from, to, metadata, ...rest } = {}) => item(rest, { take_thread_control: control(from, to, metadata) }),
  request: ({ by, metadata, ...rest } = {}) =>
    item(rest, {
      request_thread_control: {
        ...(by === undefined ? {} : { requested_owner_app_id: by }),
        ...(metadata === undefined ? {} : { metadata }),
      },
    }),
};

const TOKENS: Readonly<Record<string, string>> & { readonly notification_messages: string } = {
  notification_messages: 'notification_messages_token',
  one_time_notif_req: 'one_time_notif_token',
};

function control(from: string | null | undefined, to: string | undefined, metadata: string | undefined): Item {
  return {
    ...(from === undefined ? {} : { previous_owner_app_id: from }),
    ...(to === undefined ? {} : { new_owner_app_id: to }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

/** The contents of one delivery. */
export interface DeliveryOptions {
  /** `page`, `instagram` or `whatsapp_business_account`. @default 'page' */
  readonly object?: string;
  /** Id of the entry. @default the page of the builders */
  readonly pageId?: string;
  /** Time of the entry in ms. @default 1_764_590_400_000 */
  readonly time?: number;
  /** Items for the owner, or for every app. */
  readonly messaging?: readonly unknown[];
  /** Items for apps that do not own the thread. */
  readonly standby?: readonly unknown[];
  /** Items of the form `{ field, value }`. */
  readonly changes?: readonly unknown[];
  /** Apps that led to the entry: a list of `{ app_id, metadata }`, or a single one. */
  readonly hopContext?: unknown;
  /** More keys of the entry, such as `{ calls: [{ … }] }`. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Builds a webhook body with one entry. For several entries, combine the `entry` lists of several bodies. */
export function delivery({
  object = 'page',
  pageId = SAMPLE_IDS.pageId,
  time = SAMPLE_TIME,
  messaging,
  standby,
  changes,
  hopContext,
  more,
}: DeliveryOptions): { object: string; entry: Record<string, unknown>[] } {
  return {
    object,
    entry: [
      {
        id: pageId,
        time,
        ...(messaging === undefined ? {} : { messaging }),
        ...(standby === undefined ? {} : { standby }),
        ...(changes === undefined ? {} : { changes }),
        ...(hopContext === undefined ? {} : { hop_context: hopContext }),
        ...more,
      },
    ],
  };
}

/** A press of the Test button in Meta's app dashboard. */
export interface DashboardTestOptions {
  /** `page` or `instagram`. @default 'page' */
  readonly object?: string;
  /** The field whose Test button was pressed. @default 'messages' */
  readonly field?: string;
  /** The sample value of that field. @default a message from person 12334 to page 23245 */
  readonly value?: unknown;
  /** Time of the entry in ms; the wire has seconds. @default 1_764_590_400_000 */
  readonly time?: number;
}

/** What the Test button of the app dashboard sends: entry `0`, always the same sample, scalars as strings. */
export function dashboardTest({
  object = 'page',
  field = 'messages',
  value = SAMPLE_VALUE,
  time = SAMPLE_TIME,
}: DashboardTestOptions = {}): { object: string; entry: Record<string, unknown>[] } {
  return delivery({ object, pageId: '0', time: Math.floor(time / 1000), changes: [{ field, value }] });
}

const SAMPLE_VALUE: Item = {
  sender: { id: '12334' },
  recipient: { id: '23245' },
  timestamp: '1527459824',
  message: { mid: 'test_message_id', text: 'test_message' },
};
