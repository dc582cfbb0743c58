import {
  asError,
  errorFields,
  HandoverError,
  hourly,
  markPluginFactory,
  type Plugin,
  type PluginHost,
  type Thread,
} from '@handover/core';
import { metrics, trace } from '@opentelemetry/api';
import { countMessages } from './counts.ts';
import { createInstruments } from './instruments.ts';
import { createJourneys, type Journeys } from './journeys.ts';
import { checkOptions, type OtelOptions } from './options.ts';
import { type Change, stepOf } from './owners.ts';
import { traceBot } from './spans.ts';
import { watchWaiting } from './waiting.ts';

export type { OtelOptions } from './options.ts';

/** Bots that are measured already: a second plugin would count each delivery again. */
const inUse = new WeakSet<object>();

const NAME = '@handover/otel';

/**
 * Makes spans and metrics of what a bot does, by the API of OpenTelemetry: deliveries, handlers, calls to Graph, handovers,
 * and how long people take. Start the SDK first. Without one, nothing is measured and nothing fails.
 *
 * Handovers are followed in the bot's store, so their times are right across processes and restarts, and each is counted by
 * one process. A failing store costs a measure, never an event.
 *
 * @throws {OptionError} An option is unknown, or of the wrong kind.
 * @example
 * bot.use(otel());
 */
export function otel(given: OtelOptions = {}): Plugin {
  const options = checkOptions(given);
  return {
    name: 'otel',
    setup(bot) {
      if (inUse.has(bot)) throw new HandoverError('bad_option', 'This bot uses otel already: use it once');
      inUse.add(bot);
      const { tracerProvider = trace, meterProvider = metrics, waiting } = options;
      const meter = meterProvider.getMeter(NAME);
      const instruments = createInstruments(meter);
      const stops = [
        traceBot(bot, tracerProvider.getTracer(NAME), options),
        countMessages(bot.id, instruments),
        followThreads(bot, createJourneys(instruments)),
        ...(waiting === undefined ? [] : [watchWaiting(bot, meter, instruments, waiting)]),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

markPluginFactory(otel);

/** Follows the threads that other apps have; returns the undo. */
function followThreads(bot: PluginHost, journeys: Journeys): () => void {
  const isDue = hourly(bot.clock);

  /** A measure is lost rather than an event repeated. */
  async function orLost(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (isDue('step'))
        bot.logger.warn({ error: errorFields(asError(error)) }, 'A step of a handover could not be measured');
    }
  }

  async function changed(thread: Thread, change: Change): Promise<void> {
    const step = stepOf(change);
    if (step !== undefined) await journeys.take(thread, step);
  }

  /** Another process may still be announcing the owner under whom a person writes. */
  async function catchUp(thread: Thread): Promise<void> {
    if (await journeys.isOn(thread)) return;
    const { owner, source, since } = await thread.state();
    if (owner.kind !== 'app') return;
    await changed(thread, { current: owner, cause: source, at: since?.getTime() ?? bot.clock.now() });
  }

  const stops = [
    // Awaited by the announcement: the next change, in whichever process, is announced after this one is counted.
    bot.on('owner_changed', ({ thread, current, cause, by, since }) =>
      orLost(() => changed(thread, { current, cause, by, at: since?.getTime() ?? bot.clock.now() })),
    ),
    bot.on('echo', ({ event: { sentBy, timestamp }, thread }) => {
      if (sentBy !== 'inbox' && sentBy !== 'app' && sentBy !== 'phone') return undefined;
      return orLost(async () => {
        await catchUp(thread);
        await journeys.take(thread, { kind: 'reply', at: timestamp });
      });
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
