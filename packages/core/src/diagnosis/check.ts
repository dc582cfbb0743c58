import { asError, kindOf } from '../errors.ts';
import type { PageReference } from '../events.ts';
import { shownMessage } from '../logger.ts';
import { PLATFORMS } from '../platform/platforms.ts';
import type { PageClient, RoutingMode } from '../ports.ts';
import { WARNING_TEXTS, type WarningCode } from './warning-texts.ts';
import type { GivenWarning, Warnings } from './warnings.ts';

/** One result of `bot.check()`. */
export interface Finding {
  /** Stable name of the finding; warnings of the log have the same code. */
  readonly code: string;
  /** `error`: the bot does not work. `warning`: part of it does not. `info`: worth a look. */
  readonly severity: 'error' | 'warning' | 'info';
  /** What was found, one sentence. */
  readonly message: string;
  /** What to do. */
  readonly cure: string;
  /** The page it concerns, where it concerns one. */
  readonly page?: PageReference;
}

/** What {@link check} looks at. */
export interface CheckOptions {
  readonly appId: string;
  readonly warnings: Warnings;
  readonly clientOf: (page: PageReference) => PageClient;
  /** Pages to ask Meta about. */
  readonly pages: readonly PageReference[];
  /** The option `routing`. */
  readonly routing: RoutingMode | 'auto';
  readonly hasVerifyToken: boolean;
  /** The default store was left in place: it ends with the process. */
  readonly isStoreDefault: boolean;
  /** How far Meta's clock is ahead of ours, in ms; undefined while no call was answered. */
  readonly skewMs: number | undefined;
  /** Whether a name has handlers. */
  readonly isWanted: (name: string) => boolean;
}

/** Webhook fields by what the bot listens to. Source: Messenger Platform docs, Webhook Events reference. */
const FIELDS: readonly (readonly [name: string, field: string])[] = [
  ['message', 'messages'],
  ['postback', 'messaging_postbacks'],
  ['referral', 'messaging_referrals'],
  ['optin', 'messaging_optins'],
  ['reaction', 'message_reactions'],
  ['account_linking', 'messaging_account_linking'],
];
/** A clock that is further off makes evidence look old or new. */
const MOST_SKEW_MS = 60_000;

/**
 * Looks for what keeps a bot silent: asks Meta about each page, and adds the warnings that this process has seen. Changes
 * nothing and never rejects; the worst findings come first.
 */
export async function check(options: CheckOptions): Promise<readonly Finding[]> {
  const { warnings, hasVerifyToken, isStoreDefault, pages, skewMs = 0 } = options;
  const found: Finding[] = [];
  for (const page of pages) found.push(...(await checkPage(page, options)));
  const isFound = new Set(found.map(({ code, page }) => `${code} ${page?.pageId ?? ''}`));
  for (const warning of warnings.given()) {
    if (!isFound.has(`${warning.code} ${warning.page?.pageId ?? ''}`)) found.push(findingOf(warning));
  }
  if (Math.abs(skewMs) > MOST_SKEW_MS) {
    found.push({
      code: 'clock_skew',
      severity: 'warning',
      message: `The clock of this machine is ${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? 'behind' : 'ahead of'} Meta's`,
      cure: 'Set the clock of this machine by NTP: ownership compares its times with those of Meta.',
    });
  }
  if (!hasVerifyToken) {
    found.push({
      code: 'verify_token_not_set',
      severity: 'info',
      message: "verifyToken is not set, so Meta's verification request gets 403",
      cure: "Set verifyToken, unless another handler answers Meta's verification request.",
    });
  }
  if (isStoreDefault) {
    found.push({
      code: 'store_not_durable',
      severity: 'info',
      message: 'The memory store forgets owners and timers at each restart',
      cure: 'In production pass store and scheduler of @handover/sqlite (one machine) or @handover/redis (several).',
    });
  }
  const order = ['error', 'warning', 'info'];
  return found.sort((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity));
}

const ERRORS: ReadonlySet<WarningCode> = new Set<WarningCode>([
  'wrong_signature',
  'no_verify_token',
  'wrong_verify_token',
  'foreign_echo',
  'client_app_id',
  'not_subscribed',
  'webhook_failing',
]);

function findingOf({ code, page, fields }: GivenWarning): Finding {
  const { message, cure } = WARNING_TEXTS[code];
  const facts = Object.keys(fields).length === 0 ? '' : ` (${factsOf(fields)})`;
  return {
    code,
    severity: ERRORS.has(code) ? 'error' : 'warning',
    message: `${message}${facts}`,
    cure,
    ...(page === undefined ? {} : { page }),
  };
}

function factsOf(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(', ') || 'none' : String(value)}`)
    .join('; ');
}

async function checkPage(page: PageReference, options: CheckOptions): Promise<Finding[]> {
  const found: Finding[] = [];
  const add = (code: string, severity: Finding['severity'], message: string, cure: string): void => {
    found.push({ code, severity, message, cure, page });
  };
  let client: PageClient;
  if (!PLATFORMS[page.platform].hasThreadControl) {
    await checkNumber(options.clientOf(page), options, add);
    return found;
  }
  try {
    client = options.clientOf(page);
    const { mode } = await client.getRoutingStatus();
    checkRouting(mode, options.routing, add);
  } catch (thrown) {
    const error = asError(thrown);
    const kind = kindOf(error) ?? 'unknown';
    add('graph_refused', 'error', `Graph did not answer for this page (${kind}): ${shownMessage(error)}`, cureOf(kind));
    return found;
  }
  await checkSubscriptions(page, client, options, add);
  return found;
}

type Add = (code: string, severity: Finding['severity'], message: string, cure: string) => void;

function cureOf(kind: string): string {
  if (kind === 'token') return 'Make a new page access token of the app that appId names.';
  if (kind === 'network' || kind === 'timeout')
    return 'Check the network of this machine and the baseUrl of the client.';
  return 'Check that the client has a page access token of this page, with pages_messaging and pages_manage_metadata.';
}

function checkRouting(mode: RoutingMode, routing: RoutingMode | 'auto', add: Add): void {
  if (routing !== 'auto' && routing !== mode && !(routing === 'primary' && mode === 'off')) {
    add(
      'routing_option',
      'warning',
      `The option routing is '${routing}', but Meta reports '${mode}' for this page`,
      "Set routing to what Meta reports, or to 'auto'.",
    );
  }
  if (mode === 'off') {
    add(
      'routing_off',
      'info',
      'Conversation Routing is off for this page: each connected app may answer, and threads are asked for, not taken',
      'To switch it on, choose a default app in the page settings under Conversation Routing.',
    );
  }
}

/** A WhatsApp number: Graph says which apps its account has, and nothing of fields and routing. */
async function checkNumber(client: PageClient, { appId }: CheckOptions, add: Add): Promise<void> {
  try {
    const apps = await client.getSubscriptions();
    if (apps === undefined || apps.some(({ id }) => id === appId)) return;
    add(
      'not_subscribed',
      'error',
      "This app gets no deliveries of the number: it is not subscribed to the number's account",
      'Subscribe it: await client.subscribe(). The fields messages and smb_message_echoes are chosen in the app dashboard.',
    );
  } catch (thrown) {
    const error = asError(thrown);
    add(
      'subscriptions_unread',
      'warning',
      `The subscriptions of the number's account could not be read: ${shownMessage(error)}`,
      'Give createClient the option accountId, and an access token that may manage the account.',
    );
  }
}

async function checkSubscriptions(
  page: PageReference,
  client: PageClient,
  { appId, isWanted }: CheckOptions,
  add: Add,
): Promise<void> {
  let fields: readonly string[] | undefined;
  try {
    const apps = await client.getSubscriptions();
    fields = apps === undefined ? undefined : (apps.find(({ id }) => id === appId)?.subscribedFields ?? []);
  } catch (thrown) {
    const error = asError(thrown);
    const kind = kindOf(error) ?? 'unknown';
    add(
      'subscriptions_unread',
      'warning',
      `The subscriptions of this page could not be read: ${shownMessage(error)}`,
      cureOf(kind),
    );
  }
  if (fields === undefined) return;
  if (!fields.includes('messages')) {
    const { message, cure } = WARNING_TEXTS.not_subscribed;
    add('not_subscribed', 'error', message, cure);
  }
  const wanted = FIELDS.filter(([name]) => isWanted(name)).map(([, field]) => field);
  // Instagram has some names in the singular, and the page that it is linked to lists them in the plural.
  const has = new Set(fields.map(singular));
  const missing = [...new Set([...PLATFORMS[page.platform].ownershipFields, ...wanted])].filter(
    (field) => field !== 'messages' && !has.has(singular(field)),
  );
  if (missing.length > 0) {
    const list = missing.map((field) => `'${field}'`).join(', ');
    add(
      'fields_missing',
      'warning',
      `This app is not subscribed to ${missing.join(', ')}: it does not hear of all owners, replies or taps`,
      `Subscribe it: await client.subscribe([${list}]).`,
    );
  }
}

function singular(field: string): string {
  return field.replace(/s$/, '');
}
