/**
 * What a value of the wire is, where its meaning is known:
 *
 * - `id`: of a page, an account, a number or an app; `person`: of a person, or of the page that stands in its place;
 *   `bsuid`: of a person on WhatsApp; `phone`: a phone number; `reference`: what a developer named a person by
 * - `mid`: id of a message; `wamid`: the same on WhatsApp, where it holds the person's phone number
 * - `time`, `count`, `flag`; `word`: a name out of a list of Meta's; `emoji`
 * - `constant`: what a developer wrote, such as a payload
 * - `token`: opens something
 */
export type Meaning =
  | 'id'
  | 'person'
  | 'bsuid'
  | 'phone'
  | 'reference'
  | 'mid'
  | 'wamid'
  | 'time'
  | 'count'
  | 'flag'
  | 'word'
  | 'emoji'
  | 'constant'
  | 'token';

/**
 * The known parts of a value: a meaning, or an object's keys. A list has the shape of its elements. `#` stands for keys
 * that are ids, and `*` for every other key. What has no shape here may be anything that a person wrote.
 */
export type Shape = Meaning | { readonly [key: string]: Shape };

const HOPS: Shape = { app_id: 'id', metadata: 'constant' };

const REFERRAL: Shape = {
  ref: 'constant',
  source: 'word',
  type: 'word',
  ad_id: 'id',
  is_guest_user: 'flag',
  ads_context_data: { post_id: 'id', product_id: 'id', flow_id: 'id' },
  product: { id: 'id' },
};

const ATTACHMENT: Shape = {
  type: 'word',
  payload: { template_type: 'word', sticker_id: 'id', elements: { media_type: 'word' } },
};

const CONTROL: Shape = {
  previous_owner_app_id: 'id',
  new_owner_app_id: 'id',
  requested_owner_app_id: 'id',
  metadata: 'constant',
};

const OPTIN: Shape = {
  type: 'word',
  payload: 'constant',
  ref: 'constant',
  user_ref: 'reference',
  notification_messages_token: 'token',
  one_time_notif_token: 'token',
  notification_messages_frequency: 'word',
  notification_messages_status: 'word',
  user_token_status: 'word',
  token_expiry_timestamp: 'time',
};

const END: Shape = { id: 'person', user_ref: 'reference' };

/** An item of `messaging`, under whichever key of the entry it stands. Source: Messenger Platform docs, Webhook Events. */
const ITEM: { readonly [key: string]: Shape } = {
  sender: END,
  recipient: END,
  timestamp: 'time',
  hop_context: HOPS,
  message: {
    mid: 'mid',
    seq: 'count',
    app_id: 'id',
    is_echo: 'flag',
    is_deleted: 'flag',
    is_unsupported: 'flag',
    is_self: 'flag',
    ai_generated: 'flag',
    metadata: 'constant',
    quick_reply: { payload: 'constant' },
    reply_to: { mid: 'mid', is_self_reply: 'flag' },
    attachments: ATTACHMENT,
    sticker_id: 'id',
    referral: REFERRAL,
  },
  message_edit: { mid: 'mid', num_edit: 'count' },
  postback: { mid: 'mid', payload: 'constant', referral: REFERRAL },
  reaction: { mid: 'mid', action: 'word', reaction: 'word', emoji: 'emoji' },
  read: { mid: 'mid', watermark: 'time', seq: 'count' },
  delivery: { mids: 'mid', watermark: 'time', seq: 'count' },
  referral: REFERRAL,
  optin: OPTIN,
  optout: OPTIN,
  account_linking: { status: 'word', authorization_code: 'token' },
  policy_enforcement: { action: 'word' },
  'policy-enforcement': { action: 'word' },
  pass_thread_control: CONTROL,
  take_thread_control: CONTROL,
  request_thread_control: CONTROL,
  app_roles: { '#': 'word' },
  response_feedback: { mid: 'mid' },
};

/** Content of a message under the key that `type` names. Source: WhatsApp docs, messages webhook reference. */
const CONTENT: { readonly [key: string]: Shape } = {
  type: 'word',
  button: { payload: 'constant' },
  interactive: {
    type: 'word',
    button_reply: { id: 'constant' },
    list_reply: { id: 'constant' },
    call_permission_reply: { response: 'word' },
  },
  reaction: { message_id: 'wamid', emoji: 'emoji' },
  image: { mime_type: 'word' },
};

const NUMBER_MESSAGE: Shape = {
  id: 'wamid',
  timestamp: 'time',
  from: 'phone',
  from_user_id: 'bsuid',
  from_parent_user_id: 'bsuid',
  to: 'phone',
  to_user_id: 'bsuid',
  to_parent_user_id: 'bsuid',
  message_creation_type: 'word',
  ...CONTENT,
  context: { id: 'wamid', from: 'phone', from_user_id: 'bsuid', forwarded: 'flag', frequently_forwarded: 'flag' },
  referral: { source_type: 'word', source_id: 'id' },
  system: {
    type: 'word',
    wa_id: 'phone',
    user_id: 'bsuid',
    previous_user_id: 'bsuid',
    parent_user_id: 'bsuid',
    previous_parent_user_id: 'bsuid',
  },
  edit: { original_message_id: 'wamid', message: CONTENT },
  revoke: { original_message_id: 'wamid' },
  errors: { code: 'count' },
  message: { messaging_product: 'word', recipient_type: 'word', to: 'phone', recipient: 'bsuid', ...CONTENT },
};

const STATUS: Shape = {
  id: 'wamid',
  status: 'word',
  timestamp: 'time',
  recipient_id: 'phone',
  recipient_user_id: 'bsuid',
  recipient_parent_user_id: 'bsuid',
  pricing: { billable: 'flag', pricing_model: 'word', category: 'word', type: 'word' },
  errors: { code: 'count' },
};

const NUMBER_LISTS: { readonly [key: string]: Shape } = {
  contacts: { wa_id: 'phone', user_id: 'bsuid', parent_user_id: 'bsuid' },
  messages: NUMBER_MESSAGE,
  message_echoes: NUMBER_MESSAGE,
  statuses: STATUS,
  errors: { code: 'count' },
};

const NUMBER: Shape = { phone_number_id: 'id', display_phone_number: 'phone' };

const NUMBER_CONTROL: Shape = {
  previous_owner_role: 'word',
  new_owner_role: 'word',
  previous_owner_app_role: 'word',
  new_owner_app_role: 'word',
  previous_owner_app_id: 'id',
  new_owner_app_id: 'id',
  previous_owner: { app_id: 'id', app_role: 'word' },
  new_owner: { app_id: 'id', app_role: 'word' },
  metadata: 'constant',
};

/** The value of a change of a number. Source: WhatsApp docs, Webhooks reference. */
const NUMBER_VALUE: Shape = {
  messaging_product: 'word',
  metadata: NUMBER,
  ...NUMBER_LISTS,
  standby: NUMBER_LISTS,
  type: 'word',
  event: 'word',
  timestamp: 'time',
  sender: { phone_number: 'phone', wa_id: 'phone', user_id: 'bsuid' },
  recipient: NUMBER,
  control_passed: NUMBER_CONTROL,
  control_taken: NUMBER_CONTROL,
  user_id_update: {
    wa_id: 'phone',
    user_id: { previous: 'bsuid', current: 'bsuid' },
    timestamp: 'time',
  },
};

function bodyOf(entry: { readonly [key: string]: Shape }, value: Shape): Shape {
  const about: Shape = {
    id: 'id',
    uid: 'id',
    time: 'time',
    timestamp: 'time',
    hop_context: HOPS,
    changed_fields: 'word',
    field: 'word',
  };
  return { object: 'word', entry: { ...about, value, changes: { field: 'word', value }, ...entry } };
}

const MESSAGING_BODY = bodyOf({ '*': ITEM, sender: END, recipient: END }, ITEM);
const NUMBER_BODY = bodyOf({}, NUMBER_VALUE);

/** The shape of a body, by its `object`. */
export function shapeOf(body: unknown): Shape {
  const { object } = (body ?? {}) as { object?: unknown };
  return object === 'whatsapp_business_account' ? NUMBER_BODY : MESSAGING_BODY;
}
