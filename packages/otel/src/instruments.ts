import type { Counter, Histogram, Meter, ObservableGauge } from '@opentelemetry/api';

/** The metrics. Durations are in seconds, as the conventions of OpenTelemetry have them. */
export interface Instruments {
  readonly deliveries: Counter;
  readonly handlerDuration: Histogram;
  readonly callDuration: Histogram;
  readonly handovers: Counter;
  readonly timeToClaim: Histogram;
  readonly timeToFirstHumanReply: Histogram;
  readonly timeInHumanHands: Histogram;
  readonly returns: Counter;
  readonly talkoversPrevented: Counter;
  readonly deadLetters: Counter;
  readonly waiting: ObservableGauge;
  readonly oldestWaiting: ObservableGauge;
}

/** For what machines do. */
const MACHINE_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 180];
/** For what people do: from ten seconds to a week. */
const PEOPLE_SECONDS = [
  10, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400, 259_200, 604_800,
];

/** Creates the metrics. */
export function createInstruments(meter: Meter): Instruments {
  const seconds = (name: string, description: string, explicitBucketBoundaries: number[]): Histogram =>
    meter.createHistogram(name, { unit: 's', description, advice: { explicitBucketBoundaries } });
  return {
    deliveries: meter.createCounter('handover.deliveries', {
      unit: '{delivery}',
      description: 'POSTs to the webhook that were answered.',
    }),
    handlerDuration: seconds(
      'handover.handler.duration',
      'Time that the middleware and the handlers of an event took in one run.',
      MACHINE_SECONDS,
    ),
    callDuration: seconds('handover.call.duration', 'Time of a request to Graph with its retries.', MACHINE_SECONDS),
    handovers: meter.createCounter('handover.handovers', {
      unit: '{handover}',
      description: 'Threads that went from this bot, or from no owner, to another app.',
    }),
    timeToClaim: seconds(
      'handover.time_to_claim',
      'Time from a handover to the first act of the side that received the thread.',
      PEOPLE_SECONDS,
    ),
    timeToFirstHumanReply: seconds(
      'handover.time_to_first_human_reply',
      'Time from a handover to the first message of a person.',
      PEOPLE_SECONDS,
    ),
    timeInHumanHands: seconds(
      'handover.time_in_human_hands',
      'Time from a handover to the return of the thread.',
      PEOPLE_SECONDS,
    ),
    returns: meter.createCounter('handover.returns', {
      unit: '{return}',
      description: 'Threads that came back from another app.',
    }),
    talkoversPrevented: meter.createCounter('handover.talkovers_prevented', {
      unit: '{message}',
      description: 'Messages of the bot that were refused or dropped, since another app or a person had the thread.',
    }),
    deadLetters: meter.createCounter('handover.dead_letters', {
      unit: '{event}',
      description: 'Events that were given up.',
    }),
    waiting: meter.createObservableGauge('handover.waiting', {
      unit: '{thread}',
      description: 'Threads that other apps own now.',
    }),
    oldestWaiting: meter.createObservableGauge('handover.oldest_waiting', {
      unit: 's',
      description: 'How long the thread has been with another app that has been there longest.',
    }),
  };
}
