import * as fc from 'fast-check';
import { anId, anyJson, isList, isObject, type Json, keptDigits } from './json-text.ts';

/** The two ends that most items and entries have: they fit each other often. */
const somePage = fc.constantFrom('804155501230077', 804155501230077n, '0');
const anEndId = fc.oneof(anId, somePage);
const anEnd = fc.oneof(
  { weight: 4, arbitrary: fc.record({ id: anEndId, user_ref: fc.string() }, { requiredKeys: [] }) },
  { weight: 1, arbitrary: anyJson },
);
const control = fc.oneof(
  fc.record({
    previous_owner_app_id: fc.option(anId),
    new_owner_app_id: anId,
    metadata: fc.string(),
  }),
  anyJson,
);
const flag = fc.constantFrom<Json>(true, false, 'true', 'false');
const aReferral = fc.oneof(
  fc.record({ ref: fc.string(), ad_id: anId, ads_context_data: anyJson, is_guest_user: flag }, { requiredKeys: [] }),
  anyJson,
);
const hops = fc.oneof(
  fc.array(fc.record({ app_id: anId, metadata: fc.string() }, { requiredKeys: [] }), { maxLength: 2 }),
  fc.record({ app_id: anId, is_ai_thread_owner: flag }, { requiredKeys: [] }),
  anyJson,
);
const message = fc.oneof(
  fc.record(
    {
      mid: fc.string(),
      text: fc.string(),
      is_echo: flag,
      is_deleted: flag,
      is_unsupported: flag,
      ai_generated: flag,
      app_id: fc.oneof(anId, fc.constantFrom('622851382610562', 388207815496149n)),
      referral: aReferral,
    },
    { requiredKeys: [] },
  ),
  anyJson,
);
const optin = fc.oneof(
  fc.record(
    {
      notification_messages_token: anId,
      notification_messages_status: fc.constantFrom('STOP_NOTIFICATIONS', 'STOP', 'RESUME_NOTIFICATIONS', ''),
      token_expiry_timestamp: fc.oneof(fc.nat(), fc.nat().map(String), anyJson),
      user_ref: fc.string(),
    },
    { requiredKeys: [] },
  ),
  anyJson,
);

/** Mostly what Meta sends, each part now and then something else. */
const anItem: fc.Arbitrary<Json> = fc.oneof(
  { weight: 1, arbitrary: anyJson },
  {
    weight: 6,
    arbitrary: fc.record(
      {
        sender: anEnd,
        recipient: anEnd,
        timestamp: fc.oneof(fc.nat({ max: 4_000_000_000 }), fc.nat().map(String), anyJson),
        message,
        postback: fc.oneof(
          fc.record({ mid: fc.string(), payload: fc.string(), referral: aReferral }, { requiredKeys: [] }),
          anyJson,
        ),
        pass_thread_control: control,
        take_thread_control: control,
        request_thread_control: fc.oneof(fc.record({ requested_owner_app_id: anId }), anyJson),
        app_roles: fc.oneof(fc.dictionary(fc.nat().map(String), fc.array(fc.string())), anyJson),
        referral: aReferral,
        optin,
        reaction: anyJson,
        hop_context: hops,
        surprise: anyJson,
      },
      { requiredKeys: [] },
    ),
  },
);

const aChange = fc.oneof(
  fc.record({ field: fc.constantFrom('messages', 'messaging_handover', 'standby', 'feed'), value: anItem }),
  anyJson,
);

function listOf(item: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  return fc.oneof({ weight: 6, arbitrary: fc.array(item, { maxLength: 4 }) }, { weight: 1, arbitrary: anyJson });
}

/** An entry, mostly as Meta sends it: lists of ours and foreign ones, hop context, a change or an item of its own. */
export const anEntry: fc.Arbitrary<Json> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record(
      {
        id: fc.oneof(anId, somePage, anyJson),
        time: anyJson,
        messaging: listOf(anItem),
        standby: listOf(anItem),
        changes: listOf(aChange),
        messaging_handovers: listOf(anItem),
        calls: listOf(anyJson),
        call_permission_reply: anyJson,
        hop_context: hops,
        changed_fields: anyJson,
      },
      { requiredKeys: [] },
    ),
  },
  // An entry that is a change, and one that is an item.
  { weight: 1, arbitrary: fc.record({ id: anId, field: fc.constantFrom('messages', 'comments'), value: anItem }) },
  {
    weight: 1,
    arbitrary: fc.record({ sender: anEnd, recipient: anEnd, message, calls: anyJson }, { requiredKeys: [] }),
  },
  { weight: 1, arbitrary: anyJson },
);

/** An item, the key that it stood under, and the entry: empty where it stood under none. */
export interface Found {
  readonly key: string;
  readonly item: Json;
  readonly entry: { readonly [key: string]: Json };
}

const ABOUT = ['id', 'uid', 'time', 'hop_context', 'changed_fields', 'sender', 'recipient', 'timestamp'];

/** Every item, in wire order: a list holds several, an object that stands where a list could is one. */
export function itemsIn(entries: readonly Json[]): readonly Found[] {
  return entries.flatMap((entry): Found[] => {
    if (!isObject(entry)) return [{ key: '', item: { value: entry }, entry: {} }];
    const { field } = entry;
    const isChange = typeof field === 'string' || (typeof field === 'bigint' && typeof keptDigits(field) === 'string');
    const own: Found[] = isChange ? [{ key: '', item: ownChange(entry), entry }] : [];
    const rest = Object.entries(entry).flatMap(([key, value]): Found[] => {
      if (ABOUT.includes(key) || (isChange && (key === 'field' || key === 'value'))) return [];
      return (isList(value) ? value : isObject(value) ? [value] : []).map((item) => ({ key, item, entry }));
    });
    return [...own, ...rest];
  });
}

function ownChange({ field = null, value }: { readonly [key: string]: Json }): Json {
  return { field, ...(value === undefined ? {} : { value }) };
}
