import { END_OF_TIME_MS } from '../clock.ts';
import { checkKnownKeys } from '../known-keys.ts';
import { OptionError } from '../option-error.ts';
import { type Quirks, resolveQuirks } from '../quirks.ts';
import { oneOf, portNumber, text, wholeNumbers } from './option-checks.ts';
import type { SandboxAppOptions, SandboxDelivery, SandboxLimits, SandboxOptions } from './options.ts';
import { type AppIdentity, resolveIdentity } from './resolve-app.ts';
import { type ResolvedFaults, resolveFaults } from './resolve-faults.ts';
import { type ResolvedHttps, resolveHttps } from './resolve-https.ts';
import type { ResolvedPage } from './resolve-page.ts';
import { resolvePages } from './resolve-pages.ts';

/** The options with every default filled in. */
export interface ResolvedOptions {
  port: number;
  host: string;
  https: ResolvedHttps | undefined;
  /** The run's apps, the same on all pages. */
  apps: AppIdentity[];
  /** The apps as given, without tokens: their settings on a page are defaults for pages that are added later. */
  givenApps: readonly SandboxAppOptions[];
  /** At least one. */
  pages: ResolvedPage[];
  faults: ResolvedFaults;
  /** Quirks of pages that are added later. */
  quirks: Quirks;
  limits: SandboxLimits;
  delivery: SandboxDelivery;
  clock: 'running' | 'manual';
  startAt: number | undefined;
}

const MINUTE_MS = 60_000;
/** Longest delay of a real timer; Node fires a longer one at once. */
const MAX_REAL_MS = 2_147_483_647;
const OPTIONS =
  'port host https routing platform page pages defaultApp apps links ads quirks limits delivery clock startAt people faults session $schema'.split(
    ' ',
  );

/**
 * Checks the options and fills in the defaults.
 *
 * @throws {OptionError} An option is wrong; the message names it and says what it takes.
 */
export function resolveOptions(options: SandboxOptions = {}): ResolvedOptions {
  checkKnownKeys('', options, OPTIONS);
  const { clock = 'running', port = 0, host = '127.0.0.1' } = options;
  oneOf('clock', clock, ['running', 'manual']);
  portNumber('port', port);
  if (typeof host !== 'string' || host === '') throw new OptionError('host must be a host name or an address');

  const https = resolveHttps(options.https);

  const givenApps = options.apps ?? [{ id: '1450077300221199', name: 'Bot' }];
  if (!Array.isArray(givenApps) || givenApps.length === 0)
    throw new OptionError('apps must be a list of at least one app');
  const apps = givenApps.map((app: SandboxAppOptions, at: number) => resolveIdentity(app, `apps[${at}]`));
  if (new Set(apps.map((app) => app.id)).size < apps.length)
    throw new OptionError('apps: two of them have the same id');
  const quirks = resolveQuirks(options.quirks);

  const startAt = options.startAt === undefined ? undefined : Number(options.startAt);
  if (startAt !== undefined && !(startAt >= 0 && startAt < END_OF_TIME_MS))
    throw new OptionError('startAt must be milliseconds since 1970 or a date, before the year 10000');

  const limits = wholeNumbers('limits', options.limits, {
    people: 1000,
    messagesPerThread: 200,
    timeline: 10_000,
    timelineCharacters: 33_554_432,
    waitingDeliveries: 1000,
    personas: 500,
    bodyBytes: 1_048_576,
    multipartBytes: 26_214_400,
    uploadBytes: 33_554_432,
    sessionBytes: 67_108_864,
    checkpoints: 50,
  });
  const pages = resolvePages(options, givenApps, quirks);
  const tooMany = pages.find(({ people }) => people.length > limits.people);
  if (tooMany) throw new OptionError(`people: ${tooMany.page.name} has ${tooMany.people.length}; raise limits.people`);
  if (options.$schema !== undefined) text('$schema', options.$schema);

  return {
    port,
    host,
    https,
    apps,
    givenApps: givenApps.map(({ accessToken: _, ...app }: SandboxAppOptions) => app),
    pages,
    faults: resolveFaults(options.faults),
    quirks,
    limits,
    delivery: resolveDelivery(options.delivery),
    clock,
    startAt,
  };
}

function resolveDelivery(given: Partial<SandboxDelivery> = {}): SandboxDelivery {
  const { retryAfterMs = [1, 5, 15, 30].map((minutes) => minutes * MINUTE_MS), ...rest } = given;
  if (!Array.isArray(retryAfterMs) || retryAfterMs.some((ms) => !(ms > 0))) {
    throw new OptionError('delivery.retryAfterMs must be a list of milliseconds above 0');
  }
  const defaults = { timeoutMs: 5000, patienceMs: 50, immediateRetries: 3, switchOffAfterMs: 60 * MINUTE_MS };
  for (const name of ['timeoutMs', 'patienceMs'] as const) {
    if ((rest[name] ?? 0) > MAX_REAL_MS)
      throw new OptionError(`delivery.${name} must be at most ${MAX_REAL_MS} ms of real time`);
  }
  return { ...wholeNumbers('delivery', rest, defaults, 0), retryAfterMs: [...retryAfterMs].sort((a, b) => a - b) };
}
