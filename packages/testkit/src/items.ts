/** An item of `entry.messaging` or `entry.standby`, as Meta writes it. */
export type Item = Readonly<Record<string, unknown>>;

/** Ends and time of an item; what is left out is invented, the same each time. */
export interface ItemOptions {
  /** Page id. @default '804155501230077' */
  readonly pageId?: string;
  /** PSID of the person. @default '7312004455667788' */
  readonly userId?: string;
  /** Milliseconds since 1970. @default 1_764_590_400_000 */
  readonly timestamp?: number;
}

/** Ids that the builders use where none are given. */
export const SAMPLE_IDS = { pageId: '804155501230077', userId: '7312004455667788' } as const;

const SAMPLE_TIME = 1_764_590_400_000;

function item(
  { pageId = SAMPLE_IDS.pageId, userId = SAMPLE_IDS.userId, timestamp = SAMPLE_TIME }: ItemOptions,
  content: Item,
): Item {
  return { sender: { id: userId }, recipient: { id: pageId }, timestamp, ...content };
}

let mids = 0;

function nextMid(): string {
  mids += 1;
  return `m_test${mids}`;
}

/** Builders of webhook items, in the wire's own shape. Source: Messenger Platform docs, Webhook Events reference. */
export const items: {
  /** The person writes. `mid` is invented anew unless given. */
  message(options?: ItemOptions & { text?: string; mid?: string; payload?: string }): Item;
  /** Something was sent to the person by `appId`; sender and recipient are swapped, as on the wire. */
  echo(options?: ItemOptions & { appId?: string; text?: string; mid?: string; metadata?: string; ai?: boolean }): Item;
  /** The person taps a button. */
  postback(options?: ItemOptions & { payload?: string; title?: string; mid?: string }): Item;
  /** The app was given the thread. */
  pass(options?: ItemOptions & { from?: string | null; to?: string; metadata?: string }): Item;
  /** The app lost the thread. */
  take(options?: ItemOptions & { from?: string | null; to?: string; metadata?: string }): Item;
  /** Another app asks for the thread. */
  request(options?: ItemOptions & { by?: string | number; metadata?: string }): Item;
} = {
  message: ({ text = 'hello', mid = nextMid(), payload, ...rest } = {}) =>
    item(rest, { message: { mid, text, ...(payload === undefined ? {} : { quick_reply: { payload } }) } }),
  echo({ appId, text = 'hello', mid = nextMid(), metadata, ai, ...rest } = {}) {
    const { pageId = SAMPLE_IDS.pageId, userId = SAMPLE_IDS.userId } = rest;
    return item(
      { ...rest, pageId: userId, userId: pageId },
      {
        message: {
          is_echo: true,
          mid,
          text,
          ...(appId === undefined ? {} : { app_id: Number(appId) }),
          ...(metadata === undefined ? {} : { metadata }),
          ...(ai === undefined ? {} : { ai_generated: ai }),
        },
      },
    );
  },
  postback: ({ payload, title = 'Yes', mid = nextMid(), ...rest } = {}) =>
    item(rest, { postback: { mid, title, ...(payload === undefined ? {} : { payload }) } }),
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

function control(from: string | null | undefined, to: string | undefined, metadata: string | undefined): Item {
  return {
    ...(from === undefined ? {} : { previous_owner_app_id: from }),
    ...(to === undefined ? {} : { new_owner_app_id: to }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

/** What is in one delivery. */
export interface DeliveryOptions {
  /** `page` or `instagram`. @default 'page' */
  readonly object?: string;
  /** Id of the entry. @default the page of the builders */
  readonly pageId?: string;
  /** Time of the entry in ms. @default 1_764_590_400_000 */
  readonly time?: number;
  /** Items for the owner, or for everyone. */
  readonly messaging?: readonly unknown[];
  /** Items for the others. */
  readonly standby?: readonly unknown[];
  /** Items of the form `{ field, value }`. */
  readonly changes?: readonly unknown[];
}

/** A webhook body with one entry; for several, put the entries of several together. */
export function delivery({
  object = 'page',
  pageId = SAMPLE_IDS.pageId,
  time = SAMPLE_TIME,
  messaging,
  standby,
  changes,
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
      },
    ],
  };
}
