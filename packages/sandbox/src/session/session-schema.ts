import { PLATFORM_NAMES, PLATFORMS } from '../platform/platforms.ts';
import { LOCALE, PROFILE_FIELDS } from '../state/profile.ts';
import { MEDIA_TYPES } from '../state/uploads.ts';
import { SESSION_FORMAT, SESSION_VERSION } from './session.ts';

type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: 'string' };
const filled: Schema = { type: 'string', minLength: 1 };
const id: Schema = { type: 'string', pattern: '^[0-9]{1,30}$' };
const flag: Schema = { type: 'boolean' };
const count: Schema = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
/** A time before the year 10000, like the clock's. */
const time: Schema = { type: 'number', minimum: 0, exclusiveMaximum: 253_402_300_800_000 };
const BASE64 = '^[A-Za-z0-9+/]*={0,2}$';
const anything: Schema = { type: 'object' };
const named: Schema = object({ id: filled, name: text });

/** An object with these properties and no others; a name with a question mark may be absent. */
function object(properties: Record<string, Schema>): Schema {
  const names = Object.keys(properties);
  return {
    type: 'object',
    additionalProperties: false,
    required: names.filter((name) => !name.endsWith('?')),
    properties: Object.fromEntries(names.map((name) => [name.replace('?', ''), properties[name]])),
  };
}

function list(items: Schema): Schema {
  return { type: 'array', items };
}

function map(values: Schema): Schema {
  return { type: 'object', additionalProperties: values };
}

function orNull(schema: Schema): Schema {
  return { anyOf: [schema, { type: 'null' }] };
}

function oneOf(...values: readonly unknown[]): Schema {
  return { enum: values };
}

const face = object({ id, name: text, profilePictureUrl: text });
const attachments = list(anything);
const lane = oneOf('messaging', 'standby', 'changes', 'entry');

const storedMessage = object({
  mid: filled,
  at: time,
  from: orNull(id),
  edits: count,
  'text?': text,
  'attachments?': attachments,
  'replyTo?': text,
  'pageReaction?': text,
  'quickReplyPayload?': text,
  'payload?': text,
  'ai?': flag,
  'deleted?': flag,
  'sending?': object({ 'callbackData?': text, byUserId: flag, isTemplate: flag }),
  'failed?': flag,
});

const receivedMessage = object({
  mid: filled,
  at: time,
  appId: id,
  'text?': text,
  'attachments?': attachments,
  'quickReplies?': list(anything),
  'persona?': face,
  'replyTo?': text,
  'reaction?': text,
});

const personProfile = object({
  'timezone?': { type: 'number' },
  'gender?': oneOf('female', 'male'),
  'username?': text,
  'followerCount?': count,
  'isVerifiedUser?': flag,
  'isUserFollowBusiness?': flag,
  'isBusinessFollowUser?': flag,
});

/** `checkSession` checks the value. */
const setting = object({ value: {}, appId: id });

const person = object({
  id,
  name: filled,
  locale: { type: 'string', pattern: LOCALE.source },
  profile: personProfile,
  contact: orNull(object({ waId: id, userId: filled, hidesPhone: flag })),
  control: object({ owner: orNull(id), expiresAt: orNull(time) }),
  lastSignAt: orNull(time),
  folder: oneOf('main', 'done', 'spam'),
  blocked: flag,
  messages: list(storedMessage),
  received: list(receivedMessage),
  buttons: list({ type: 'array', prefixItems: [text, id], minItems: 2, maxItems: 2 }),
  userMenu: orNull(setting),
  referral: orNull(anything),
  leadAd: orNull(object({ 'appId?': id })),
  typing: orNull(object({ appId: id, 'persona?': face, 'until?': time })),
  composing: flag,
  deliveredAt: orNull(time),
  readAt: orNull(time),
  seenAt: orNull(time),
  agentReadAt: orNull(time),
});

const fieldNames = Object.values(PLATFORMS).flatMap(({ fields }) => fields);

const app = object({
  id,
  name: filled,
  secret: filled,
  webhookUrl: orNull(text),
  verifyToken: filled,
  subscriptions: map(
    orNull(object({ callbackUrl: filled, verifyToken: filled, fields: list(filled), includeValues: flag })),
  ),
  humanAgent: flag,
  requireAppSecretProof: flag,
});

const appOnPage = object({
  id,
  accessToken: filled,
  subscribedFields: list({ type: 'string', maxLength: Math.max(...fieldNames.map((name) => name.length)) }),
  canTake: flag,
  standby: flag,
  subscribed: flag,
  callback: orNull(object({ url: filled, verifyToken: filled })),
});

const pageRef = object({ id, name: filled, platform: oneOf(...PLATFORM_NAMES) });

const delivery = object({
  appId: id,
  page: orNull(pageRef),
  lane,
  field: text,
  event: text,
  'person?': named,
  object: text,
  entries: list(anything),
});

const job = object({
  delivery,
  number: count,
  body: { ...anything, required: ['object', 'entry'] },
  attempt: count,
  later: count,
  firstFailureAt: time,
  'fault?': text,
});

const common = { seq: { ...count, minimum: 1 }, at: time, 'page?': pageRef, 'person?': named, 'owner?': orNull(named) };

const entries: Readonly<Record<string, Schema>> = {
  action: object({
    ...common,
    kind: text,
    by: oneOf('person', 'agent', 'ai', 'settings'),
    action: text,
    detail: anything,
  }),
  call: object({
    ...common,
    kind: text,
    app: orNull(named),
    method: filled,
    path: { type: 'string', pattern: '^/' },
    version: { type: 'string', pattern: '^(v[0-9]+\\.[0-9]+)?$' },
    params: anything,
    status: orNull(count),
    'answer?': {},
    'error?': object({ code: { type: 'integer' }, 'subcode?': { type: 'integer' }, message: text }),
    'fault?': text,
  }),
  transition: object({
    ...common,
    kind: text,
    'person?': named,
    from: orNull(named),
    to: orNull(named),
    cause: text,
    expiresAt: orNull(time),
  }),
  delivery: object({
    ...common,
    kind: text,
    delivery: count,
    app: named,
    lane,
    field: text,
    event: text,
    body: { ...anything, required: ['object', 'entry'], properties: { entry: list(anything) } },
    signatures: list(text),
    attempt: count,
    status: orNull(count),
    'problem?': text,
    durationMs: { type: 'number', minimum: 0 },
    'nextAttemptAt?': time,
    'notSubscribed?': flag,
    'replayOf?': count,
    'fault?': text,
  }),
  subscription: object({
    ...common,
    kind: text,
    app: named,
    state: oneOf('subscribed', 'unsubscribed', 'switched_off', 'verified', 'not_verified'),
    'detail?': text,
  }),
};

const entry: Schema = {
  type: 'object',
  required: ['kind'],
  properties: { kind: oneOf(...Object.keys(entries)) },
  // One `if` per kind, so that an error is about the kind of this entry and not about all other kinds.
  allOf: Object.entries(entries).map(([kind, schema]) => ({
    if: { type: 'object', properties: { kind: { const: kind } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: schema,
  })),
};

const page = object({
  platform: oneOf(...PLATFORM_NAMES),
  page: object({
    id,
    name: filled,
    instagramId: id,
    'number?': object({ accountId: id, displayNumber: id, phoneApp: flag }),
  }),
  routing: oneOf('on', 'off', 'primary'),
  defaultApp: orNull(id),
  links: map(id),
  ads: map(object({ 'appId?': id, 'days?': { type: 'number' } })),
  quirks: anything,
  apps: { ...list(appOnPage), minItems: 1 },
  names: list(object({ name: filled, id })),
  people: list(person),
  personas: list(object({ id, name: text, profilePictureUrl: text, originalPictureUrl: text })),
  labels: list(object({ id, name: filled, people: list(id) })),
  comments: list(object({ id: { type: 'string', pattern: '^[0-9_]+$' }, personId: id, at: time, answered: flag })),
  uploads: list(
    object({
      id,
      type: oneOf(...MEDIA_TYPES),
      at: time,
      isReusable: flag,
      'onlyFor?': id,
      'sourceUrl?': text,
      'file?': object({ name: text, mimeType: text, size: count, 'base64?': { type: 'string', pattern: BASE64 } }),
    }),
  ),
  profile: object(Object.fromEntries(PROFILE_FIELDS.map((name) => [`${name}?`, setting]))),
});

/** JSON Schema (2020-12) of a session. `checkSession` checks how its parts fit together. */
export const sessionSchema: Schema = object({
  format: oneOf(SESSION_FORMAT),
  version: oneOf(SESSION_VERSION),
  now: time,
  apps: { ...list(app), minItems: 1 },
  pages: { ...list(page), minItems: 1 },
  counters: object({ run: { type: 'string', pattern: '^[0-9a-f]{10}$' }, ids: count, stamp: count, people: count }),
  faults: object({ calls: list(anything), deliveries: list(anything) }),
  deliveries: object({
    lastNumber: count,
    queued: list(job),
    waiting: list(object({ dueAt: time, job })),
    groups: list(object({ fault: count, deliveries: { ...list(delivery), minItems: 1 } })),
    illnesses: map(object({ failures: count, switchOffAt: time })),
  }),
  timeline: object({ last: count, entries: list(entry) }),
});
