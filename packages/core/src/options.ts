import { OptionError } from './errors.ts';
import type { PageReference } from './events.ts';
import { checkKnownKeys } from './known-keys.ts';
import {
  type Awaitable,
  CLIENT_CALLS,
  type Clock,
  type HandoverClient,
  type Logger,
  type RoutingMode,
  type Scheduler,
  type Store,
} from './ports.ts';

/** Options of `createHandover`. */
export interface HandoverOptions {
  /** Id of your app at Meta, a string of digits: who "self" is. */
  readonly appId: string;
  /** The app secret, which signs deliveries; several while one is being replaced, or with Instagram Login. */
  readonly appSecret: string | readonly string[];
  /**
   * Makes the calls: one client, or a function that returns the client of a page or a promise of it. The result is cached
   * for a minute per page. `undefined` means that the page is not served: calls for it reject with the code `unknown_page`,
   * which counts as handled, and the function is called again after ten seconds. If it throws or rejects, the event is
   * retried.
   */
  readonly client: HandoverClient | ((page: PageReference) => Awaitable<HandoverClient | null | undefined>);
  /**
   * More app ids that are an AI and no person, beside those of Meta's Business AI: their echoes are `sentBy: 'ai'`, which
   * pause nothing. Strings of digits. @default []
   */
  readonly aiAppIds?: readonly string[];
  /** The token you typed in the app's webhook settings. Without it verification requests are refused. */
  readonly verifyToken?: string;
  /** What is remembered, and where. @default memoryStore() */
  readonly store?: Store;
  /** Timers of plugins. @default memoryScheduler() */
  readonly scheduler?: Scheduler;
  /**
   * How the pages route; `auto` asks Meta in the background. With any other value, a refusal that shows another mode counts
   * for that call only, and a warning names this option. @default 'auto'
   */
  readonly routing?: RoutingMode | 'auto';
  /**
   * Meta expects its 200 within 5 s: it is given after this many ms while handlers go on, and a failure is then repeated
   * here. A process that is killed after such an early answer loses the event; `false` waits for the handlers instead.
   * @default 4_000
   */
  readonly answerWithinMs?: number | false;
  /** A failing event is run again until this many runs … @default 3 */
  readonly attempts?: number;
  /** … and this many ms are spent; then it is a `dead_letter`. @default 600_000 */
  readonly retryForMs?: number;
  /** A handler that has not ended by then is left behind with an `error`; the event counts as handled. @default 60_000 */
  readonly handlerTimeoutMs?: number;
  /** How long an event is this process's after it died; prolonged while handlers run. @default 30_000 */
  readonly leaseMs?: number;
  /**
   * What `thread.send`, `typing` and `handOver` do while another app owns the thread: throw, or resolve to `undefined`. The type
   * of a call's result shows `undefined` only where the call itself says `whenNotOwner: 'drop'`. @default 'throw'
   */
  readonly whenNotOwner?: 'throw' | 'drop';
  /** Larger deliveries are refused with 413. @default 1_048_576 */
  readonly maxBodyBytes?: number;
  /** A delivery whose bytes have not all come by then is refused with 408. @default 10_000 */
  readonly bodyTimeoutMs?: number;
  /** Accept the legacy SHA-1 signature where the SHA-256 one is missing. @default false */
  readonly allowSha1?: boolean;
  /** Where core writes; its fields never hold a secret or a text. @default warnings and errors to the console */
  readonly logger?: Logger;
  /** Time and timers. @default the system's clock */
  readonly clock?: Clock;
}

const OPTIONS = [
  'appId',
  'appSecret',
  'client',
  'aiAppIds',
  'verifyToken',
  'store',
  'scheduler',
  'routing',
  'answerWithinMs',
  'attempts',
  'retryForMs',
  'handlerTimeoutMs',
  'leaseMs',
  'whenNotOwner',
  'maxBodyBytes',
  'bodyTimeoutMs',
  'allowSha1',
  'logger',
  'clock',
] as const satisfies readonly (keyof HandoverOptions)[];
const DIGITS = /^\d+$/;
const LEAST = {
  retryForMs: 0,
  handlerTimeoutMs: 1,
  leaseMs: 3,
  bodyTimeoutMs: 1,
  attempts: 1,
  maxBodyBytes: 1,
} as const;
/** The timers of Node count no further; a longer one would be over at once. */
const MOST = 2 ** 31 - 1;
/** What is called of the parts that a user may bring. */
const PARTS = {
  store: [
    'begin',
    'end',
    'renew',
    'park',
    'claimParked',
    'recordStep',
    'letters',
    'retryLetter',
    'discardLetter',
    'observe',
    'read',
    'claimAnnouncement',
    'markAnnounced',
    'unsettled',
    'settle',
    'threads',
    'bodies',
    'replaceBody',
    'forget',
    'getValue',
    'setValue',
  ],
  scheduler: ['start', 'schedule', 'cancel', 'handle', 'close'],
  logger: ['debug', 'info', 'warn', 'error'],
  clock: ['now', 'setTimeout', 'clearTimeout'],
} as const;

/**
 * The options, if all is well with them.
 *
 * @throws {OptionError} Names the option and says what to set.
 */
export function checkOptions(options: HandoverOptions): HandoverOptions {
  const given = (options ?? {}) as HandoverOptions;
  checkKnownKeys(given, OPTIONS, 'createHandover');
  if (typeof given.appId !== 'string' || !DIGITS.test(given.appId)) {
    throw new OptionError(
      'appId',
      "appId is missing or not a string of digits: set it to your app's id, from the app dashboard at Meta",
    );
  }
  const secrets: unknown = typeof given.appSecret === 'string' ? [given.appSecret] : given.appSecret;
  if (!Array.isArray(secrets) || secrets.length === 0 || !secrets.every(isText)) {
    throw new OptionError(
      'appSecret',
      "appSecret is missing or empty: set it to your app's secret (App settings, Basic), else no delivery can be told from a forged one",
    );
  }
  if (secrets.some((secret) => /\s/.test(secret as string))) {
    throw new OptionError(
      'appSecret',
      'appSecret holds white space: copy the secret alone, without the space or line end around it',
    );
  }
  const client: unknown = given.client;
  if (typeof client !== 'function' && (typeof client !== 'object' || client === null)) {
    throw new OptionError(
      'client',
      'client is missing: set it to createClient({ accessToken }) of @handover/client, or to a function that gives the client of a page',
    );
  }
  const aiAppIds: unknown = given.aiAppIds ?? [];
  if (!Array.isArray(aiAppIds) || !aiAppIds.every((id) => typeof id === 'string' && DIGITS.test(id))) {
    throw new OptionError('aiAppIds', 'aiAppIds must be a list of app ids, each a string of digits');
  }
  checkOneOf(given, 'routing', ['auto', 'on', 'off', 'primary']);
  checkOneOf(given, 'whenNotOwner', ['throw', 'drop']);
  if (typeof client === 'object') checkClient(client);
  if (typeof given.verifyToken === 'string' && given.verifyToken.trim() !== given.verifyToken) {
    throw new OptionError(
      'verifyToken',
      'verifyToken begins or ends with white space: pass the text of the webhook settings alone',
    );
  }
  if (given.verifyToken !== undefined && !isText(given.verifyToken)) {
    throw new OptionError(
      'verifyToken',
      'verifyToken must be the text you typed in the webhook settings, or be left out',
    );
  }
  for (const [option, least] of Object.entries(LEAST)) checkNumber(given, option as keyof typeof LEAST, least);
  if (given.answerWithinMs !== false) checkNumber(given, 'answerWithinMs', 1);
  if (given.allowSha1 !== undefined && typeof given.allowSha1 !== 'boolean') {
    throw new OptionError('allowSha1', 'allowSha1 must be true or false');
  }
  for (const [option, methods] of Object.entries(PARTS)) checkPart(given, option as keyof typeof PARTS, methods);
  return given;
}

function checkClient(client: object): void {
  const missing = CLIENT_CALLS.filter((call) => typeof (client as Record<string, unknown>)[call] !== 'function');
  if (missing.length === 0) return;
  const list = missing.map((call) => `${call}()`).join(', ');
  throw new OptionError('client', `client lacks ${list}: set it to createClient({ accessToken }) of @handover/client`);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function checkOneOf(options: HandoverOptions, option: 'routing' | 'whenNotOwner', allowed: readonly string[]): void {
  const value: unknown = options[option];
  if (value === undefined || (typeof value === 'string' && allowed.includes(value))) return;
  throw new OptionError(option, `${option} must be one of ${allowed.map((each) => `'${each}'`).join(', ')}`);
}

function checkNumber(options: HandoverOptions, option: keyof typeof LEAST | 'answerWithinMs', least: number): void {
  const value: unknown = options[option];
  if (value === undefined || (typeof value === 'number' && value >= least && value <= MOST)) return;
  throw new OptionError(option, `${option} must be a number from ${least} to ${MOST}`);
}

function checkPart(options: HandoverOptions, option: keyof typeof PARTS, methods: readonly string[]): void {
  const part: unknown = options[option];
  if (part === undefined) return;
  const missing = methods.filter((method) => typeof (part as Record<string, unknown> | null)?.[method] !== 'function');
  if (missing.length > 0)
    throw new OptionError(option, `${option} lacks ${missing.map((name) => `${name}()`).join(', ')}`);
}
