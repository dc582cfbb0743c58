import { OptionError } from './errors.ts';
import { checkKnownKeys } from './known-keys.ts';
import type { HandoverOptions } from './options.ts';
import { missingCalls } from './platform/client-calls.ts';
import { DEFAULT_PLATFORM, isPlatform } from './platform/platforms.ts';
import { STORE_OPERATIONS } from './store-operations.ts';

const OPTIONS = [
  'appId',
  'appSecret',
  'client',
  'aiAppIds',
  'echoesWithoutAppId',
  'verifyToken',
  'store',
  'scheduler',
  'routing',
  'answerWithinMs',
  'attempts',
  'retryForMs',
  'handlerTimeoutMs',
  'orderWaitMs',
  'leaseMs',
  'deadLetters',
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
  orderWaitMs: 0,
  leaseMs: 3,
  bodyTimeoutMs: 1,
  attempts: 1,
  maxBodyBytes: 1,
} as const;
/** The timers of Node count no further; a longer one would be over at once. */
const MOST = 2 ** 31 - 1;
/** What is called of the parts that a user may bring. */
const PARTS = {
  store: STORE_OPERATIONS,
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
      "appSecret is missing or empty: set it to your app's secret (App settings, Basic), without it the bot cannot detect forged deliveries",
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
  checkOneOf(given, 'echoesWithoutAppId', ['person']);
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
  if (given.answerWithinMs !== false) checkNumber(given, 'answerWithinMs', 0);
  if (given.allowSha1 !== undefined && typeof given.allowSha1 !== 'boolean') {
    throw new OptionError('allowSha1', 'allowSha1 must be true or false');
  }
  for (const [option, methods] of Object.entries(PARTS)) checkPart(given, option as keyof typeof PARTS, methods);
  if (given.answerWithinMs === 0 && given.store?.isDurable !== true) {
    throw new OptionError(
      'answerWithinMs',
      'answerWithinMs: 0 parks every event before it is run, so it needs a store that lasts: sqliteStore, redisStore or postgresStore',
    );
  }
  checkDeadLetters(given.deadLetters);
  return given;
}

function checkDeadLetters(deadLetters: unknown): void {
  if (deadLetters === undefined) return;
  if (typeof deadLetters !== 'object' || deadLetters === null) {
    throw new OptionError('deadLetters', 'deadLetters must be an object: { keepMs, most, texts }');
  }
  checkKnownKeys(deadLetters, ['keepMs', 'most', 'texts'], 'deadLetters');
  const { keepMs = 1, most = 1, texts = true } = deadLetters as Record<string, unknown>;
  if (typeof keepMs !== 'number' || !(keepMs >= 1) || !Number.isFinite(keepMs)) {
    throw new OptionError('deadLetters', 'deadLetters.keepMs must be a number of milliseconds, at least 1');
  }
  if (!Number.isSafeInteger(most) || (most as number) < 1) {
    throw new OptionError('deadLetters', 'deadLetters.most must be a positive integer');
  }
  if (typeof texts !== 'boolean') throw new OptionError('deadLetters', 'deadLetters.texts must be true or false');
}

function checkClient(client: object): void {
  const { platform } = client as { readonly platform?: unknown };
  const missing = missingCalls(client, isPlatform(platform) ? platform : DEFAULT_PLATFORM);
  if (missing.length === 0) return;
  const list = missing.map((call) => `${call}()`).join(', ');
  throw new OptionError('client', `client lacks ${list}: set it to createClient({ accessToken }) of @handover/client`);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function checkOneOf(
  options: HandoverOptions,
  option: 'routing' | 'whenNotOwner' | 'echoesWithoutAppId',
  allowed: readonly string[],
): void {
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
