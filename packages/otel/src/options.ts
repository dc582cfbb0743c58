import { checkKnownKeys, OptionError } from '@handover/core';
import type { MeterProvider, TracerProvider } from '@opentelemetry/api';

/** How the waiting list is measured. */
export interface WaitingOptions {
  /** How old a reading of the list may be before it is read again, in ms. @default 30_000 */
  readonly everyMs?: number;
  /** Threads counted at most, from 1 to 1_000: each costs a read of the store. @default 1_000 */
  readonly most?: number;
}

/** Options of `otel`. */
export interface OtelOptions {
  /** Makes the spans. @default the global one, as it is when spans are made */
  readonly tracerProvider?: TracerProvider;
  /** Makes the metrics. @default the global one, as it is when the plugin is used */
  readonly meterProvider?: MeterProvider;
  /** Whether spans name the person and the event. @default true */
  readonly userIds?: boolean;
  /** How `handover.waiting` and `handover.oldest_waiting` are measured; `false`: not at all. @default {} */
  readonly waiting?: WaitingOptions | false;
}

/** The options with their defaults. */
export interface CheckedOptions extends Omit<OtelOptions, 'userIds' | 'waiting'> {
  readonly userIds: boolean;
  readonly waiting: Required<WaitingOptions> | undefined;
}

/** @throws {OptionError} An option is unknown, or of the wrong kind. */
export function checkOptions(given: OtelOptions): CheckedOptions {
  checkKnownKeys(given, ['tracerProvider', 'meterProvider', 'userIds', 'waiting'], 'otel');
  const { tracerProvider, meterProvider, userIds = true, waiting = {} } = given;
  checkProvider(tracerProvider, 'tracerProvider', 'getTracer');
  checkProvider(meterProvider, 'meterProvider', 'getMeter');
  if (typeof userIds !== 'boolean') throw new OptionError('userIds', 'userIds must be true or false');
  return {
    ...(tracerProvider === undefined ? {} : { tracerProvider }),
    ...(meterProvider === undefined ? {} : { meterProvider }),
    userIds,
    waiting: waiting === false ? undefined : checkWaiting(waiting),
  };
}

function checkProvider(given: unknown, option: string, method: string): void {
  if (given === undefined || typeof (given as Record<string, unknown> | null)?.[method] === 'function') return;
  throw new OptionError(option, `${option} must be a provider of OpenTelemetry, with a method ${method}`);
}

function checkWaiting(given: WaitingOptions): Required<WaitingOptions> {
  if (typeof given !== 'object' || given === null) {
    throw new OptionError('waiting', 'waiting must be false, or an object such as { everyMs: 30_000 }');
  }
  checkKnownKeys(given, ['everyMs', 'most'], 'waiting');
  const { everyMs = 30_000, most = 1_000 } = given;
  if (typeof everyMs !== 'number' || !(everyMs >= 0 && everyMs < Number.POSITIVE_INFINITY)) {
    throw new OptionError('everyMs', 'everyMs must be a number of milliseconds, at least 0: half a minute is 30_000');
  }
  if (!Number.isInteger(most) || most < 1 || most > 1_000) {
    throw new OptionError('most', 'most must be an integer from 1 to 1000');
  }
  return { everyMs, most };
}
