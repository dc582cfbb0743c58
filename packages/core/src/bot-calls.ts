import { within } from './clock.ts';
import type { Claims } from './delivery/claims.ts';
import type { Deliveries } from './delivery/deliveries.ts';
import type { Sweeper } from './delivery/sweeper.ts';
import { asError, HandlerTimeoutError, HandoverError, OptionError } from './errors.ts';
import type { ThreadReference } from './events.ts';
import { errorFields } from './logger.ts';
import { DEFAULT_PLATFORM, PLATFORMS } from './platform/platforms.ts';
import type { TickCounts } from './plugin.ts';
import type { Extensions } from './plugins/extensions.ts';
import type { Clock, Logger, Scheduler, Store } from './ports.ts';
import type { Lanes } from './thread/lanes.ts';
import type { ThreadContext } from './thread/thread-core.ts';
import { threadKey } from './thread-key.ts';
import { referenceOf } from './wire/reference-of.ts';

/** Parts of a bot that {@link tick} runs. */
interface TickedParts {
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  readonly sweeper: Sweeper;
}

/** Parts of a bot that keep something of a person. */
interface KeepingParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly appId: string;
  readonly lanes: Lanes;
  readonly threads: Pick<ThreadContext, 'links'>;
}

/** Parts of a bot that {@link close} ends. */
interface ClosedParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly scheduler: Scheduler;
  readonly claims: Claims;
  readonly deliveries: Deliveries;
  readonly sweeper: Sweeper;
  readonly extensions: Extensions;
  /** What looks at something by a timer. */
  readonly announcements: { stop(): void };
  readonly diagnosis: { stop(): void };
  readonly notes: { stop(): void };
}

/** Timers that one tick runs at most. */
const MOST_TIMERS = 1_000;
/** The timers of Node count no further. */
const LONGEST_MS = 2 ** 31 - 1;

/** Runs what is due. */
export async function tick({ scheduler, clock, sweeper }: TickedParts): Promise<TickCounts> {
  const timers = (await scheduler.runDue?.(clock.now(), MOST_TIMERS)) ?? 0;
  return { timers, ...(await sweeper.sweepNow()) };
}

export async function forget(
  { store, clock, appId, lanes, threads: { links } }: KeepingParts,
  reference: ThreadReference,
): Promise<void> {
  const { platform = DEFAULT_PLATFORM, pageId, userId } = referenceOf(reference);
  const key = threadKey(appId, { platform, pageId, userId });
  const keys = links === undefined ? [key] : [key, ...(await links.keysOf(key))];
  for (const each of keys) for (const run of lanes.of(each)?.runs ?? []) run.forget();
  await store.forget(key, { doneForMs: PLATFORMS[platform].redeliversForMs, now: clock.now() });
}

export async function close(parts: ClosedParts, withinMs: number): Promise<void> {
  checkPatience(withinMs);
  const { clock, logger, scheduler, claims } = parts;
  function warn(error: unknown): void {
    logger.warn({ error: errorFields(asError(error)) }, 'The scheduler or a plugin failed to close');
  }
  parts.sweeper.stop();
  parts.announcements.stop();
  parts.diagnosis.stop();
  parts.notes.stop();
  const patience = clock.setTimeout(() => claims.abort(closed()), withinMs);
  await parts.deliveries.close();
  clock.clearTimeout(patience);
  const late = (): Error => new HandlerTimeoutError(withinMs);
  await within(clock, scheduler.close(), withinMs, late).catch(warn);
  await parts.extensions.dispose(warn);
}

function closed(): HandoverError {
  return new HandoverError('closed', 'The bot is closed, and has waited for its handlers for long enough');
}

function checkPatience(withinMs: unknown): void {
  if (typeof withinMs === 'number' && withinMs >= 0 && withinMs <= LONGEST_MS) return;
  throw new OptionError('withinMs', `withinMs must be a number of milliseconds from 0 to ${LONGEST_MS}`);
}
