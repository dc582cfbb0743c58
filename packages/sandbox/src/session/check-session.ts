import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { checkCallFault, checkDeliveryFault } from '../faults.ts';
import { GraphFault } from '../graph/graph-fault.ts';
import { checkProfile, checkUserMenu, requireGetStarted } from '../graph/profile/profile-checks.ts';
import { OptionError } from '../option-error.ts';
import { checkWebhookUrl } from '../options/option-checks.ts';
import type { SandboxOptions } from '../options/options.ts';
import type { AppIdentity } from '../options/resolve-app.ts';
import { type ResolvedOptions, resolveOptions } from '../options/resolve-options.ts';
import { plainCopy } from '../plain-copy.ts';
import { PLATFORMS } from '../platform/platforms.ts';
import { type SandboxSession, SESSION_FORMAT, SESSION_VERSION, type SessionPage } from './session.ts';
import { sessionSchema } from './session-schema.ts';

let compiled: ValidateFunction | undefined;

/**
 * Checks the form of a session and the settings in it, and returns a copy as plain data.
 *
 * @throws {OptionError} It is not a session, is of another version, or something in it is wrong; the message says where.
 */
export function readSession(given: unknown): SandboxSession {
  // Copied first: nesting deep enough to exhaust the stack fails here, before anything changes.
  const session = plainCopy('session', given) as SandboxSession;
  if (session?.format !== SESSION_FORMAT) throw wrong(`it is not a session of a sandbox (format ${SESSION_FORMAT})`);
  if (session.version !== SESSION_VERSION) {
    throw wrong(`this sandbox reads version ${SESSION_VERSION}; export it again with a sandbox of this release`);
  }
  compiled ??= new Ajv2020({ strict: false, logger: false }).compile(sessionSchema);
  if (!compiled(session)) throw wrong(complaint(compiled.errors?.[0]));
  asSession(() => {
    resolveOptions(settingsOf(session));
    session.apps.forEach(checkSubscriptions);
  });
  for (const [at, page] of session.pages.entries()) checkProfiles(page, `pages[${at}].`);
  refuseDoubles(
    'the ids of people',
    session.pages.flatMap(({ people, names }) => idsOf(people, names)),
  );
  checkFaults(session);
  checkTimeline(session);
  return session;
}

/**
 * Checks a session against the limits of the sandbox that imports it, and returns a copy as plain data.
 *
 * @throws {OptionError} As `readSession`, or the session exceeds a limit.
 */
export function checkSession(given: unknown, options: ResolvedOptions): SandboxSession {
  const session = readSession(given);
  for (const [at, page] of session.pages.entries()) checkPeople(page, `pages[${at}].`, options);
  return session;
}

/** The settings of a session as options. */
export function settingsOf({ apps, pages }: SandboxSession): Required<Pick<SandboxOptions, 'apps' | 'pages'>> {
  return {
    apps: apps.map(({ webhookUrl, subscriptions: _, ...app }) => ({
      ...app,
      ...(webhookUrl === null ? {} : { webhookUrl }),
    })),
    pages: pages.map(({ page: { number, ...page }, platform, routing, defaultApp, links, ads, quirks, apps: own }) => ({
      ...page,
      ...number,
      platform,
      routing,
      defaultApp,
      links,
      ads,
      quirks,
      apps: own.map(({ subscribed: _, callback: __, ...app }) => app),
    })),
  };
}

/** @throws {OptionError} The app's own subscription has something else than an address. */
function checkSubscriptions({ subscriptions }: AppIdentity, at: number): void {
  for (const [object, own] of Object.entries(subscriptions)) {
    if (own) checkWebhookUrl(`apps[${at}].subscriptions.${object}.callbackUrl`, own.callbackUrl);
  }
}

/** Runs a check of the options, and says in its error that the session is wrong. */
function asSession(check: () => void): void {
  try {
    check();
  } catch (error) {
    throw error instanceof OptionError ? wrong(error.message) : error;
  }
}

/** Each person's id once: all people have a name, but some names have no person yet. */
function idsOf(...lists: readonly (readonly { id: string }[])[]): string[] {
  return [...new Set(lists.flatMap((list) => list.map(({ id }) => id)))];
}

function checkPeople(
  { platform, people, names, personas, uploads, labels, comments }: SessionPage,
  where: string,
  { limits }: ResolvedOptions,
): void {
  const ids = (list: readonly { id: string }[]): string[] => list.map(({ id }) => id);
  refuseDoubles(`${where}people`, ids(people));
  refuseDoubles(`${where}personas`, ids(personas));
  refuseDoubles(`${where}labels`, ids(labels));
  refuseDoubles(`${where}comments`, ids(comments));
  refuseDoubles(`${where}uploads`, ids(uploads));
  refuseDoubles(
    `${where}names`,
    names.map(({ name }) => name),
  );
  refuseDoubles(`${where}names`, ids(names));
  const { hasNumbers } = PLATFORMS[platform];
  const odd = people.findIndex(({ contact }) => (contact !== null) !== hasNumbers);
  if (odd !== -1) throw wrong(`${where}people[${odd}].contact is for people on phone numbers, and only for them`);
  if (names.length > limits.people) throw wrong(`${where}names holds ${names.length} people; raise limits.people`);
  if (personas.length > limits.personas)
    throw wrong(`${where}personas holds ${personas.length} personas; raise limits.personas`);
  const named = new Map(names.map(({ id, name }) => [id, name]));
  const nameless = people.findIndex(({ id, name }) => named.get(id) !== name);
  if (nameless !== -1) throw wrong(`${where}people[${nameless}] is not in names`);
}

/** Checks the Messenger profile and the people's own menus by the rules of the calls that set them. */
function checkProfiles({ platform: name, profile, people }: SessionPage, page: string): void {
  const platform = PLATFORMS[name];
  let where = `${page}profile`;
  try {
    checkProfile(profile, platform);
    requireGetStarted(profile, platform);
    for (const [at, { userMenu }] of people.entries()) {
      where = `${page}people[${at}].userMenu`;
      if (userMenu) checkUserMenu(userMenu.value, platform);
    }
  } catch (error) {
    throw error instanceof GraphFault ? wrong(`${where}: ${error.message}`) : error;
  }
}

function checkFaults({ faults, deliveries }: SandboxSession): void {
  asSession(() => {
    faults.calls.forEach(checkCallFault);
    faults.deliveries.forEach(checkDeliveryFault);
  });
  const groupless = deliveries.groups.findIndex(
    ({ fault }) => !['batch', 'reorder'].includes(faults.deliveries[fault]?.do ?? ''),
  );
  if (groupless !== -1) throw wrong(`deliveries.groups[${groupless}] needs a batch or reorder fault`);
}

function checkTimeline({ timeline: { entries, last } }: SandboxSession): void {
  const gap = entries.findIndex(({ seq }, at) => seq !== last - entries.length + 1 + at);
  if (gap !== -1) throw wrong(`timeline.entries[${gap}] does not follow the previous entry, or does not lead to last`);
}

function refuseDoubles(where: string, values: readonly string[]): void {
  if (new Set(values).size < values.length) throw wrong(`two of ${where} are the same`);
}

/** The message of a schema error. It names the place and never the value, because a session contains secrets. */
function complaint(error: ErrorObject | undefined): string {
  const { instancePath = '', message = 'is wrong', params = {} } = error ?? {};
  const extra = params['additionalProperty'] ?? '';
  return `${instancePath.slice(1).replaceAll('/', '.') || 'it'} ${message}${extra === '' ? '' : ` (${String(extra)})`}`;
}

function wrong(problem: string): OptionError {
  return new OptionError(`session: ${problem}`);
}
