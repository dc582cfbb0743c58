import { asError, errorFields, hourly, type PluginHost } from '@handover/core';
import type { BatchObservableResult, Meter } from '@opentelemetry/api';
import type { Instruments } from './instruments.ts';
import type { WaitingOptions } from './options.ts';

interface Reading {
  readonly threads: number;
  /** Since when the first of them waits, in ms since 1970; `undefined` if none does. */
  readonly oldestSince: number | undefined;
}

/** Measures the waiting list when metrics are collected; returns the undo. */
export function watchWaiting(
  bot: Pick<PluginHost, 'threads' | 'clock' | 'logger'>,
  meter: Meter,
  { waiting, oldestWaiting }: Instruments,
  { everyMs, most }: Required<WaitingOptions>,
): () => void {
  let reading: Promise<Reading> | undefined;
  const isDue = hourly(bot.clock);
  let readAt = Number.NEGATIVE_INFINITY;

  async function read(): Promise<Reading> {
    const { items } = await bot.threads({ owner: 'others', limit: most });
    return { threads: items.length, oldestSince: items[0]?.since.getTime() };
  }

  async function observe(result: BatchObservableResult): Promise<void> {
    const now = bot.clock.now();
    if (reading === undefined || now - readAt >= everyMs) {
      readAt = now;
      reading = read();
    }
    try {
      const { threads, oldestSince = now } = await reading;
      result.observe(waiting, threads);
      result.observe(oldestWaiting, Math.max(0, now - oldestSince) / 1_000);
    } catch (error) {
      // Collecting again asks the store again.
      reading = undefined;
      if (isDue('list'))
        bot.logger.warn({ error: errorFields(asError(error)) }, 'The waiting list could not be measured');
    }
  }

  const observables = [waiting, oldestWaiting];
  meter.addBatchObservableCallback(observe, observables);
  return () => meter.removeBatchObservableCallback(observe, observables);
}
