import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { checkCallFault, checkDeliveryFault } from '../faults.ts';
import { GraphFault } from '../graph/graph-fault.ts';
import { checkProfile, checkUserMenu, requireGetStarted } from '../graph/profile-checks.ts';
import { OptionError } from '../option-error.ts';
import { plainCopy } from '../plain-copy.ts';
import type { PlatformFacts } from '../platform/platform.ts';
import { type ResolvedOptions, resolveOptions } from '../resolve-options.ts';
import { type SandboxSession, SESSION_FORMAT, SESSION_VERSION } from './session.ts';
import { sessionSchema } from './session-schema.ts';

let compiled: ValidateFunction | undefined;

/**
 * Checks a session and returns a copy as plain data.
 *
 * @throws {OptionError} It is none, is of another version or platform, or something in it does not hold; the message says
 *   where.
 */
export function checkSession(given: unknown, options: ResolvedOptions): SandboxSession {
  // Copied first: nesting deep enough to exhaust the stack fails here, before anything changes.
  const session = plainCopy('session', given) as SandboxSession;
  if (session?.format !== SESSION_FORMAT) throw wrong(`it is not a session of a sandbox (format ${SESSION_FORMAT})`);
  if (session.version !== SESSION_VERSION) {
    throw wrong(`this sandbox reads version ${SESSION_VERSION}; export it again with a sandbox of this release`);
  }
  compiled ??= new Ajv2020({ strict: false, logger: false }).compile(sessionSchema);
  if (!compiled(session)) throw wrong(complaint(compiled.errors?.[0]));
  if (session.platform !== options.platform.name) {
    throw wrong(
      `it was exported on ${session.platform}, and this sandbox plays ${options.platform.name}; start one with the platform ${session.platform}`,
    );
  }
  checkSettings(session);
  checkPeople(session, options);
  checkProfiles(session, options.platform);
  checkFaults(session);
  checkTimeline(session);
  return session;
}

/** Checks the values that are also options, by the same rules as the options. */
function checkSettings({ platform, page, routing, defaultApp, links, ads, quirks, apps }: SandboxSession): void {
  try {
    resolveOptions({
      platform,
      page,
      routing,
      defaultApp,
      links,
      ads,
      quirks,
      apps: apps.map(({ subscribed: _, webhookUrl, ...app }) => ({
        ...app,
        ...(webhookUrl === null ? {} : { webhookUrl }),
      })),
    });
  } catch (error) {
    throw error instanceof OptionError ? wrong(error.message) : error;
  }
}

function checkPeople({ people, names, personas, uploads }: SandboxSession, { limits }: ResolvedOptions): void {
  refuseDoubles(
    'people',
    people.map(({ id }) => id),
  );
  refuseDoubles(
    'personas',
    personas.map(({ id }) => id),
  );
  refuseDoubles(
    'uploads',
    uploads.map(({ id }) => id),
  );
  refuseDoubles(
    'names',
    names.map(({ name }) => name),
  );
  refuseDoubles(
    'names',
    names.map(({ id }) => id),
  );
  if (names.length > limits.people) throw wrong(`it holds ${names.length} people; raise limits.people`);
  if (personas.length > limits.personas) throw wrong(`it holds ${personas.length} personas; raise limits.personas`);
  const named = new Map(names.map(({ id, name }) => [id, name]));
  const nameless = people.findIndex(({ id, name }) => named.get(id) !== name);
  if (nameless !== -1) throw wrong(`people[${nameless}] is not in names`);
}

/** Checks the Messenger profile and the people's own menus by the rules of the calls that set them. */
function checkProfiles({ profile, people }: SandboxSession, platform: PlatformFacts): void {
  let where = 'profile';
  try {
    checkProfile(profile, platform);
    requireGetStarted(profile, platform);
    for (const [at, { userMenu }] of people.entries()) {
      where = `people[${at}].userMenu`;
      if (userMenu) checkUserMenu(userMenu.value, platform);
    }
  } catch (error) {
    throw error instanceof GraphFault ? wrong(`${where}: ${error.message}`) : error;
  }
}

function checkFaults({ faults, deliveries }: SandboxSession): void {
  try {
    faults.calls.forEach(checkCallFault);
    faults.deliveries.forEach(checkDeliveryFault);
  } catch (error) {
    throw error instanceof OptionError ? wrong(error.message) : error;
  }
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
