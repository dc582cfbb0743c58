import { checkKnownKeys } from './known-keys.ts';
import { OptionError } from './option-error.ts';

/**
 * Behaviour on which Meta's documentation and the wire disagree or say nothing. The defaults are the safest reading.
 * Change a quirk to check that a bot copes with the other reading.
 */
export interface Quirks {
  /** Body of `GET thread_owner` on an idle thread: `{"data":[]}` or `{}`. @default 'data' */
  idleOwnerBody: 'data' | 'empty';
  /** JSON type of app ids in handover events and in `thread_owner`. @default 'string' */
  appIds: 'string' | 'number';
  /**
   * `app_id` in echoes: a number as in Meta's samples, a string, or absent from the echoes of both apps and agents, as
   * several projects report from Instagram. @default 'number'
   */
  echoAppId: 'string' | 'number' | 'absent';
  /** Whether pass events name the previous owner; events before 2021 did not. @default 'present' */
  previousOwner: 'present' | 'absent';
  /** Whether take events name the new owner. @default 'present' */
  newOwner: 'present' | 'absent';
  /** Who gets `take_thread_control`: the app that lost control, or every app but the taker. @default 'loser' */
  takeAudience: 'loser' | 'all';
  /** Answer to `take_thread_control` by the owner: error 27/1893035, or success without effect. @default 'error' */
  takeWhenOwner: 'error' | 'success';
  /** What `thread_owner` shows to apps that don't own: only the expiration, or the app id too. @default 'limited' */
  ownerVisibility: 'limited' | 'full';
  /** Whether `GET thread_owner` answers, or is refused with code 100 as on some pages. @default 'answer' */
  threadOwner: 'answer' | 'refuse';
  /**
   * `hop_v2` in `messaging_feature_status`: with `measured`, true unless routing is on, like the answer of a page
   * without a default app and Meta's sample with routing on; with `roles`, true only with primary and secondary
   * receivers; with `always`, true in every mode. @default 'measured'
   */
  hopV2: 'measured' | 'roles' | 'always';
  /**
   * Which entries carry `hop_context`, and in which form: only the end of a lead ad, as a list; or every entry of a
   * thread with an owner, naming the owner in a list or in an object. @default 'lead-ads'
   */
  hopContext: 'lead-ads' | 'list' | 'object';
  /**
   * Send Messenger's handover events and postbacks in lists named after their field, like
   * `entry[].messaging_handovers`, and not in `messaging`. @default false
   */
  namedLists: boolean;
  /** Answer of the handover calls: `{"success":true}`, or the owner in a `data` list as printed in 2022-24. @default 'success' */
  handoverAnswer: 'success' | 'data';
  /**
   * What "Done" does if the inbox owns the thread: release the thread, or pass it to the default app (the Primary).
   * @default 'release' with routing on or off, 'pass' in the primary/secondary mode
   */
  doneMeans: 'release' | 'pass' | 'by-routing';
  /** Whether the inbox grants `request_thread_control`; Meta's never does. @default false */
  inboxGrantsRequests: boolean;
  /** Refuse messages outside the 24 hour (human agent: 7 day) window. @default true */
  checkWindow: boolean;
  /** `typing_on`, `typing_off` and `mark_seen` by an app that may not send. @default 'refuse' */
  actionsByOthers: 'refuse' | 'accept';
  /** How Instagram refuses an app that does not own the thread: 10/2018300 (pass: 100/2018151), or 100/2534037. @default '2018300' */
  instagramNotOwner: '2018300' | '2534037';
  /** Send `pass_thread_control` to the app that gets an idle thread because the person wrote. @default false */
  passOnEntry: boolean;
  /** Status of token errors. @default 400 */
  tokenStatus: 400 | 401;
  /** Answer of `secondary_receivers` outside the primary/secondary mode. @default 'error' */
  secondaryReceivers: 'error' | 'empty';
  /** Where Instagram sends handover events: in `messaging`, or in `changes` with seconds. @default 'messaging' */
  instagramHandover: 'messaging' | 'changes';
  /**
   * Handover calls on the Instagram account's own id (Instagram Login): pass, release and thread_owner only,
   * or all of them. @default 'partial'
   */
  instagramLogin: 'partial' | 'all';
  /** Longest `metadata` of a handover call, in characters. @default 2000 */
  maxMetadataLength: number;
  /**
   * WhatsApp: how a message is refused that cannot reach the person, because the 24 hours are over or no person has that number:
   * accepted, with a `failed` status later, or by the call itself. Meta does both. @default 'status'
   */
  undelivered: 'status' | 'call';
  /**
   * WhatsApp: deliver an app's own messages as `smb_message_echoes` too. Meta documents that it does not; one project reported it.
   *
   * @default false
   */
  echoOwnSends: boolean;
  /** Switch a webhook off after this many failed attempts in a row, at any time; 0: only by time. @default 0 */
  disableAfterFailures: number;
}

const defaults: Quirks = {
  idleOwnerBody: 'data',
  appIds: 'string',
  echoAppId: 'number',
  previousOwner: 'present',
  newOwner: 'present',
  takeAudience: 'loser',
  takeWhenOwner: 'error',
  ownerVisibility: 'limited',
  threadOwner: 'answer',
  hopV2: 'measured',
  hopContext: 'lead-ads',
  namedLists: false,
  handoverAnswer: 'success',
  doneMeans: 'by-routing',
  inboxGrantsRequests: false,
  checkWindow: true,
  actionsByOthers: 'refuse',
  instagramNotOwner: '2018300',
  passOnEntry: false,
  tokenStatus: 400,
  secondaryReceivers: 'error',
  instagramHandover: 'messaging',
  instagramLogin: 'partial',
  maxMetadataLength: 2000,
  undelivered: 'status',
  echoOwnSends: false,
  disableAfterFailures: 0,
};

/** The values of quirks with a choice; the first is the default. Other quirks are true or false, or whole numbers. */
export const quirkChoices: { readonly [Name in keyof Quirks]?: readonly Quirks[Name][] } = {
  idleOwnerBody: ['data', 'empty'],
  appIds: ['string', 'number'],
  echoAppId: ['number', 'string', 'absent'],
  previousOwner: ['present', 'absent'],
  newOwner: ['present', 'absent'],
  takeAudience: ['loser', 'all'],
  takeWhenOwner: ['error', 'success'],
  ownerVisibility: ['limited', 'full'],
  threadOwner: ['answer', 'refuse'],
  hopV2: ['measured', 'roles', 'always'],
  hopContext: ['lead-ads', 'list', 'object'],
  handoverAnswer: ['success', 'data'],
  doneMeans: ['by-routing', 'release', 'pass'],
  actionsByOthers: ['refuse', 'accept'],
  instagramNotOwner: ['2018300', '2534037'],
  tokenStatus: [400, 401],
  secondaryReceivers: ['error', 'empty'],
  instagramHandover: ['messaging', 'changes'],
  instagramLogin: ['partial', 'all'],
  undelivered: ['status', 'call'],
};

/**
 * The defaults, with the values of `given`.
 *
 * @throws {OptionError} A name is unknown or a value is none of the allowed ones; the message lists them.
 */
export function resolveQuirks(given: Partial<Quirks> = {}, base: Quirks = defaults): Quirks {
  checkKnownKeys('quirks.', given, Object.keys(defaults));
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  for (const [name, value] of set) {
    const allowed = quirkChoices[name as keyof Quirks] as readonly unknown[] | undefined;
    const fits = allowed ? allowed.includes(value) : sameKind(value, defaults[name as keyof Quirks]);
    if (!fits) {
      const wanted = allowed ? allowed.map((choice) => JSON.stringify(choice)).join(' or ') : whatIs(name);
      throw new OptionError(`quirks.${name} must be ${wanted}`);
    }
  }
  return { ...base, ...Object.fromEntries(set) };
}

function sameKind(value: unknown, example: unknown): boolean {
  return typeof example === 'boolean' ? typeof value === 'boolean' : Number.isInteger(value) && (value as number) >= 0;
}

function whatIs(name: string): string {
  return typeof defaults[name as keyof Quirks] === 'boolean' ? 'true or false' : 'a whole number from 0';
}
