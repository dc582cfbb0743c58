import { channel } from 'node:diagnostics_channel';
import type { EventKind, Platform } from './events.ts';
import type { Owner, OwnerSource } from './ownership/owner.ts';

/** What every message of a channel has. */
export interface ChannelMessage {
  /** Which bot of the process published it: `bot.id`. */
  readonly botId: string;
  /** App id of that bot. */
  readonly appId: string;
}

/** A thread, by ids alone. */
export interface ChannelThread {
  readonly platform: Platform;
  readonly pageId: string;
  /** Absent for an event that names no person. */
  readonly userId?: string;
}

/** A POST to the webhook has come; nothing of it has been checked. */
export interface DeliveryStarted extends ChannelMessage {
  readonly phase: 'start';
  /** The same in all messages about this delivery. */
  readonly deliveryId: string;
  /** When it came, in ms since 1970. */
  readonly startedAt: number;
}

/** A POST to the webhook has its answer. */
export interface DeliveryEnded extends Omit<DeliveryStarted, 'phase'> {
  readonly phase: 'end';
  /** Until the answer was known, in ms. */
  readonly durationMs: number;
  /** HTTP status of the answer. */
  readonly status: number;
  /** How many events it held; 0 if it was refused. */
  readonly events: number;
  /** Whether handlers go on behind the answer. */
  readonly isEarly: boolean;
}

/** What the messages about an event have in common. */
export interface ChannelEvent extends ChannelMessage, ChannelThread {
  /** `event.id`: the same in each redelivery. */
  readonly eventId: string;
  readonly kind: EventKind;
  /** The delivery that it runs for; absent if it runs later, from the store. */
  readonly deliveryId?: string;
}

/** This process has claimed an event, which now waits for its turn. */
export interface EventStarted extends ChannelEvent {
  readonly phase: 'start';
  /** In ms since 1970. */
  readonly startedAt: number;
}

/** The handlers of an event have run once. */
export interface EventRan extends ChannelEvent {
  readonly phase: 'run';
  /** When this run began, in ms since 1970. */
  readonly startedAt: number;
  /** How long middleware and handlers took, in ms; a burst's wait for further messages is not in it. */
  readonly handlerMs: number;
  /** Number of the run, from 1, over all processes. */
  readonly attempt: number;
  /** Whether this app might not answer. */
  readonly standby: boolean;
  /** `kind`, else `code`, else `name` of the first failure; absent if all handlers succeeded. */
  readonly failure?: string;
}

/**
 * How an event ended in this process. `handled`: never to run again. `failed`: Meta redelivers it. `dead_letter`: given
 * up. `parked`: left in the store for another process, since this bot closes. `lost`: another process has taken it over.
 * `duplicate`: it did not run here, since it had run before, or runs elsewhere.
 */
export type EventOutcome = 'handled' | 'failed' | 'dead_letter' | 'parked' | 'lost' | 'duplicate';

/** An event is over in this process. An event that is a duplicate has this message alone. */
export interface EventEnded extends ChannelEvent {
  readonly phase: 'end';
  /** When it was claimed, in ms since 1970; of a duplicate the time of this message. */
  readonly startedAt: number;
  /** Since then, in ms: waiting, all runs here, and the pauses between them. */
  readonly durationMs: number;
  readonly outcome: EventOutcome;
  /** Number of the last run, over all processes; 0 for an event that did not run. */
  readonly attempts: number;
  /** Whether this app might not answer. */
  readonly standby: boolean;
  /** For a message that ran as part of another one's burst: the `eventId` of that one. */
  readonly gatheredBy?: string;
}

/** The owner of a thread changed, and the handlers of `owner_changed` have run. */
export interface OwnerAnnounced extends ChannelMessage, ChannelThread {
  /** In ms since 1970. */
  readonly at: number;
  /** Since when the present owner owns, in ms since 1970, where it is known. */
  readonly since?: number;
  readonly previous: Owner;
  readonly current: Owner;
  /**
   * The evidence. `call` and `local`: this app did it (`local`: a hand-over to the phone, or its end). `message`: the
   * customer wrote, and the lane shows the owner. `expiry`: control ended by itself.
   */
  readonly cause: OwnerSource;
  /** What in this app did it, if that named itself: `takeback`. */
  readonly by?: string;
}

/** The bot meant to send to a person, or to hand a thread over. */
export interface SendTried extends ChannelMessage, ChannelThread {
  /** When the attempt began, in ms since 1970. */
  readonly startedAt: number;
  /** How long it took, in ms. */
  readonly durationMs: number;
  /** `pass`: a hand-over without a message; published only if the gate refused it. */
  readonly of: 'message' | 'typing' | 'pass';
  /**
   * `refused`: another app owns the thread, or a plugin holds it, and the caller got an error; `dropped`: the same without
   * an error, by `whenNotOwner: 'drop'`; `failed`: any other error.
   */
  readonly outcome: 'accepted' | 'refused' | 'dropped' | 'failed';
  /** Why it was refused or dropped. */
  readonly reason?: 'owner' | 'hold';
  /** `kind`, else `code`, else `name` of the error of a failed send. */
  readonly failure?: string;
  /** The event whose handlers sent it. */
  readonly eventId?: string;
}

/**
 * The channels of `node:diagnostics_channel` on which core publishes, and their messages. They hold ids, kinds, times and
 * outcomes, never a text, a name, a token or an error's message. A message is built only while a subscriber listens.
 *
 * @example
 * import { subscribe } from 'node:diagnostics_channel';
 * import type { HandoverChannels } from '@handover/core';
 *
 * subscribe('handover:send', (message) => {
 *   const { outcome, reason } = message as HandoverChannels['handover:send'];
 *   if (outcome === 'refused') console.log('kept silent:', reason);
 * });
 */
export interface HandoverChannels {
  'handover:delivery': DeliveryStarted | DeliveryEnded;
  'handover:event': EventStarted | EventRan | EventEnded;
  'handover:owner': OwnerAnnounced;
  'handover:send': SendTried;
}

/** A channel of which only messages of its type can be published. */
interface TypedChannel<Message> {
  /** Whether a message is to be built. */
  readonly hasSubscribers: boolean;
  publish(message: Message): void;
}

function typed<Name extends keyof HandoverChannels>(name: Name): TypedChannel<HandoverChannels[Name]> {
  return channel(name);
}

export const deliveryChannel: TypedChannel<HandoverChannels['handover:delivery']> = typed('handover:delivery');
export const eventChannel: TypedChannel<HandoverChannels['handover:event']> = typed('handover:event');
export const ownerChannel: TypedChannel<HandoverChannels['handover:owner']> = typed('handover:owner');
export const sendChannel: TypedChannel<HandoverChannels['handover:send']> = typed('handover:send');

/** What an error is known by in a message: its message may quote what people wrote. */
export function failureOf(error: unknown): string {
  const { kind, code, name } = (error ?? {}) as { kind?: unknown; code?: unknown; name?: unknown };
  for (const each of [kind, code, name]) if (typeof each === 'string' && /^\w{1,64}$/.test(each)) return each;
  return 'Error';
}
