import { type ChannelEvent, eventChannel, failureOf } from '../channels.ts';
import type { HandoverEvent } from '../events.ts';
import type { Clock, EndEvent } from '../ports.ts';
import type { Acceptance, Item } from './item.ts';

/** What messages on channels are made with. */
export interface ReportOptions {
  readonly botId: string;
  readonly appId: string;
  readonly clock: Pick<Clock, 'now'>;
}

/** The messages about one event that this process runs. Made only while something listens. */
export class EventReport {
  readonly #facts: ChannelEvent;
  readonly #startedAt: number;
  #runAt = 0;
  #handlerMs = 0;
  #attempts = 0;

  constructor(
    private readonly item: Item,
    private readonly options: ReportOptions,
  ) {
    this.#facts = factsOf(item.event, options, item.delivery);
    this.#startedAt = options.clock.now();
    eventChannel.publish({ phase: 'start', ...this.#facts, startedAt: this.#startedAt });
  }

  /** A run begins. */
  begin(): void {
    this.#runAt = this.options.clock.now();
    this.#handlerMs = 0;
  }

  /** Adds the time of `handlers` to that of the run. */
  async time<Result>(handlers: () => Promise<Result>): Promise<Result> {
    const { clock } = this.options;
    const begunAt = clock.now();
    try {
      return await handlers();
    } finally {
      this.#handlerMs += clock.now() - begunAt;
    }
  }

  /** The run is over. */
  ran(attempt: number, [failure]: readonly Error[]): void {
    this.#attempts = attempt;
    eventChannel.publish({
      phase: 'run',
      ...this.#facts,
      startedAt: this.#runAt,
      handlerMs: this.#handlerMs,
      attempt,
      standby: this.item.event.standby,
      ...(failure === undefined ? {} : { failure: failureOf(failure) }),
    });
  }

  /** The event is over. */
  end(outcome: EndEvent['outcome']): void {
    const { event, delivery, run, gatheredBy } = this.item;
    const failed = run?.isLost === true ? 'lost' : delivery.isAccepted || delivery.isParked ? 'parked' : 'failed';
    eventChannel.publish({
      phase: 'end',
      ...this.#facts,
      startedAt: this.#startedAt,
      durationMs: this.options.clock.now() - this.#startedAt,
      outcome: outcome === 'done' ? 'handled' : outcome === 'dead' ? 'dead_letter' : failed,
      attempts: this.#attempts,
      standby: event.standby,
      ...(gatheredBy === undefined ? {} : { gatheredBy: gatheredBy.event.id }),
    });
  }
}

/** Publishes that an event did not run here. */
export function reportDuplicate(
  event: HandoverEvent,
  options: ReportOptions,
  delivery: Pick<Acceptance, 'deliveryId'>,
): void {
  if (!eventChannel.hasSubscribers) return;
  const facts = factsOf(event, options, delivery);
  const { standby } = event;
  const startedAt = options.clock.now();
  eventChannel.publish({
    phase: 'end',
    ...facts,
    startedAt,
    durationMs: 0,
    outcome: 'duplicate',
    attempts: 0,
    standby,
  });
}

function factsOf(
  { id, kind, platform, pageId, userId }: HandoverEvent,
  { botId, appId }: ReportOptions,
  { deliveryId }: Pick<Acceptance, 'deliveryId'>,
): ChannelEvent {
  return {
    botId,
    appId,
    eventId: id,
    kind,
    platform,
    pageId,
    ...(userId === undefined ? {} : { userId }),
    ...(deliveryId === undefined ? {} : { deliveryId }),
  };
}
