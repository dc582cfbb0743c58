import type { IncomingMessage } from 'node:http';
import type { GatherOptions } from './delivery/bursts.ts';
import type { Finding } from './diagnosis/check.ts';
import type { EventKind, EventOf, HandoverEvent, PageReference, ThreadReference, WireItem } from './events.ts';
import type { HoldHook, ReceiveHook, RunHook, SendHook } from './hooks.ts';
import type { KeptBody, NodeBody } from './http/node-body.ts';
import type { Owner, OwnerSource } from './ownership/owner.ts';
import type { Awaitable, Clock, Logger, Page, PageClient, Scheduler } from './ports.ts';
import type { DeadLetters } from './records/letters.ts';
import type { HandoverAnswer, HandoverRequest } from './request.ts';
import type { Thread, ThreadValues } from './thread/thread.ts';
import type { WaitingOptions, WaitingThread } from './thread/waiting-list.ts';
import type { ForwardedBody, ForwardMode } from './wire/forward.ts';

export type * from './hooks.ts';
export type { HandoverAnswer, HandoverRequest } from './request.ts';

/** What a handler of an event gets; plugins add to it. */
export type Context<Event extends HandoverEvent = HandoverEvent, Added = unknown> = {
  readonly event: Event;
  /** The thread of the event. If the event names no person, its `userId` is empty and its calls reject. */
  readonly thread: Thread;
  /**
   * Aborted when another app gets the thread, a hold begins, the handler takes longer than `handlerTimeoutMs`, another
   * process takes the event over, or `close()` waits no longer. `signal.reason` is the typed error. From then on calls
   * of `thread` reject with it; a request already sent is not cancelled. Pass the signal to your model and your
   * database. It is made when it is first read: `{ signal }` works, and a copy by `{ ...context }` has none.
   */
  readonly signal: AbortSignal;
  /**
   * Does `work` once per event: when the event is retried, the step resolves to the recorded result. Use it for work
   * whose result differs each time, such as the words of a model. The result is kept as JSON, at most 64 kB.
   *
   * @param name Names the step in the event.
   * @throws The error that `work` throws; then nothing is kept.
   * @example
   * bot.on('message', async ({ event, thread, signal, step }) => {
   *   const reply = await step('answer', () => model.answer(event.text ?? '', { signal }));
   *   await thread.send(reply);
   * });
   */
  readonly step: <Result>(name: string, work: () => Awaitable<Result>) => Promise<Result>;
  /** True if later events may have run before this one, since its retry took longer than `orderWaitMs`. */
  readonly late?: true;
} & Added;

/** The owner of a thread changed. Its handlers end before those of the event that caused it start. */
export interface OwnerChanged {
  /** The thread that changed hands. */
  readonly thread: Thread;
  /** `{ kind: 'unknown' }` at first sight. */
  readonly previous: Owner;
  /** Who owns it now. */
  readonly current: Owner;
  /** The evidence of the change. */
  readonly cause: OwnerSource;
  /** Metadata of the control event that caused it. */
  readonly metadata?: string;
  /** Since when the present owner owns, where it is known. */
  readonly since?: Date;
  /** What in this app caused it, if it named itself (option `by` of `regain`): `takeback`. */
  readonly by?: string;
}

/** A handler, a middleware or a plugin failed. */
export interface HandoverFailure {
  /** What was thrown. */
  readonly error: Error;
  /** The event that was handled, if one was. */
  readonly event?: HandoverEvent;
  /** Its thread, where it names a person. */
  readonly thread?: Thread;
}

/** An event was given up after `attempts` runs: keep it, since neither Meta nor this bot will deliver it again. */
export interface DeadLetter {
  /** The event, whole. */
  readonly event: HandoverEvent;
  /** The last failure. */
  readonly error: Error;
  /** How often its handlers ran. */
  readonly attempts: number;
}

type EventNames<Added> = {
  [Kind in EventKind]: Context<EventOf<Kind>, Added>;
} & {
  [Kind in EventKind as `standby:${Kind}`]: Context<EventOf<Kind>, Added>;
};

/**
 * Maps event names to the payloads of their handlers. Kinds that ask for an answer (`message`, `postback`, …) fire by
 * their bare name only while this app may answer, else as `standby:<kind>`; all other kinds always fire by their bare
 * name. `standby` fires for every event that this app may not answer, `*` for everything.
 */
export type HandoverEvents<Added = unknown> = EventNames<Added> & {
  standby: Context<HandoverEvent, Added>;
  '*': Context<HandoverEvent, Added>;
  owner_changed: OwnerChanged;
  error: HandoverFailure;
  dead_letter: DeadLetter;
};

/** A koa-compose middleware around the handlers of every event. */
export type Middleware<Added = unknown> = (
  context: Context<HandoverEvent, Added>,
  next: () => Promise<void>,
) => Awaitable<void>;

/**
 * A part of a bot that `bot.use` adds.
 *
 * @typeParam Added What it adds to the context of every handler.
 * @typeParam Events What it emits: name to payload.
 */
export interface Plugin<Added = unknown, Events = unknown> {
  /** Its name in errors and logs. */
  readonly name: string;
  /** Names of the events that it emits, so that `bot.on` does not report them as typing mistakes. @default none */
  readonly events?: readonly (keyof Events & string)[];
  /** Registers handlers, middleware and hooks; what it returns undoes the rest when the bot closes. */
  setup(bot: PluginHost<Added, Events>): (() => Awaitable<void>) | undefined | void;
}

/** What `setup` gets: the bot, and what only plugins need. */
export interface PluginHost<Added = unknown, Events = unknown> extends Handover<Added, Events> {
  /** Adds to the context of every handler. Called once for each event, ahead of all middleware. */
  decorate(add: (context: { readonly event: HandoverEvent; readonly thread: Thread }) => Added): void;
  /** Keeps this app quiet in a thread while the hook says so. */
  holdWhile(hook: HoldHook): void;
  /** Calls the hook on the receipt of each event of a person, while handlers of earlier events may still run. */
  onReceive(hook: ReceiveHook): void;
  /** Calls the hook around each run of an event, also of one that is a burst: announcements, middleware and handlers. For tracers. */
  onRun(hook: RunHook): void;
  /** Gathers messages that a person writes in a row into one `burst` event, for the plugin `burst`. */
  gather(options: GatherOptions): void;
  /** Emits an event of the plugin's own and waits for its handlers; their failures go to `error`. */
  emit<Name extends keyof Events & string>(name: Name, payload: Events[Name]): Promise<void>;
  /** The client of a page, as core itself uses it: a {@link PageClient}. Its sends skip the gate and the hooks. */
  client(page: PageReference): PageClient;
  /** How many handlers are registered for a name, such as an event of the plugin's own. */
  listenerCount(name: (keyof HandoverEvents<Added> | keyof Events) & string): number;
  /** Values that plugins keep for a page, in the store. */
  pageValues(page: PageReference): ThreadValues;
  /** Timers, by name and key. */
  readonly scheduler: Scheduler;
  /** The bot's time. */
  readonly clock: Clock;
  /** The bot's log. */
  readonly logger: Logger;
}

/** What {@link Handover.tick} ran. */
export interface TickCounts {
  /** Timers. */
  readonly timers: number;
  /** Parked events. */
  readonly events: number;
  /** Changes of owner that were left unannounced. */
  readonly announcements: number;
}

/**
 * A bot that shares its threads: deliveries in, typed events out, and the threads' helpers.
 *
 * @typeParam Added What plugins added to the context of handlers.
 * @typeParam Events What plugins emit beside the events of core.
 */
export interface Handover<Added = unknown, Events = unknown> {
  /** A random id that distinguishes the bots of one process in the messages of the channels. */
  readonly id: string;
  /** Id of this app at Meta. */
  readonly appId: string;
  /** Whether Meta's verification request can be answered here. */
  readonly answersVerification: boolean;

  /**
   * Calls `handler` for every event of that name, after those registered before; returns its own undo. A handler that
   * throws or rejects makes Meta deliver the event again.
   *
   * @example
   * bot.on('message', ({ event, thread }) => thread.send(`You said: ${event.text ?? 'something without words'}`));
   * bot.on('owner_changed', ({ thread, previous, current }) => console.log(thread.userId, previous.kind, current.kind));
   */
  on<Name extends keyof HandoverEvents<Added> & string>(
    name: Name,
    handler: (payload: HandoverEvents<Added>[Name]) => unknown,
  ): () => void;
  on<Name extends keyof Events & string>(name: Name, handler: (payload: Events[Name]) => unknown): () => void;

  /**
   * Adds a plugin; the context of handlers registered on what it returns has what the plugin adds.
   *
   * @example
   * bot.use(takeback({ afterMs: 15 * 60_000 })).on('message', async ({ takeback }) => {
   *   console.log('comes back', await takeback.dueAt());
   * });
   */
  use<More, MoreEvents>(plugin: Plugin<More, MoreEvents>): Handover<Added & More, Events & MoreEvents>;
  /**
   * Adds a middleware around the handlers of every event.
   *
   * @example
   * bot.use(async ({ event }, next) => {
   *   const startedAt = Date.now();
   *   await next();
   *   console.log(event.kind, Date.now() - startedAt);
   * });
   */
  use(middleware: Middleware<Added>): Handover<Added, Events>;
  /** Calls `hook` for everything that is sent by `thread.send` and `thread.typing`; returns its own undo. */
  onSend(hook: SendHook): () => void;

  /**
   * Answers a webhook request. Never rejects: every request gets an answer within the bounds of the options.
   *
   * @example
   * const { status, body } = await bot.handle({ method: 'POST', headers, body: bytes });
   */
  handle(request: HandoverRequest): Promise<HandoverAnswer>;
  /**
   * Answers a Web `Request`. With `waitUntil` it answers as early as `handle` does, and passes the remaining work to
   * `waitUntil`; without it the answer waits for the handlers.
   *
   * @example
   * export const GET = (request: Request) => bot.fetch(request);
   * export const POST = (request: Request) => bot.fetch(request);
   */
  fetch(request: Request, options?: { readonly waitUntil?: (work: Promise<unknown>) => void }): Promise<Response>;
  /**
   * For adapters of frameworks on `node:http`: the bytes of a delivery as they came, or the refusal to answer.
   *
   * @param kept What a body parser ahead of us left on the request.
   */
  readBody(request: IncomingMessage, kept: KeptBody): Promise<NodeBody>;
  /**
   * For adapters: the delivery that an existing handler may see, or `undefined` where nothing is left for it.
   *
   * @param bytes The delivery that `events` came of.
   */
  forward(bytes: Uint8Array, events: readonly HandoverEvent[], mode: ForwardMode): ForwardedBody | undefined;
  /**
   * The helpers of a thread, from anywhere: an event, an item of a webhook body, or a reference. Of an item alone the
   * recipient counts as the page, and of a marked echo the sender; give the entry's id beside it (`{ ...item, pageId }`) to
   * have the ends read as in a delivery.
   *
   * @example
   * await bot.thread({ pageId, userId }).send('Your parcel has arrived.', { whenNotOwner: 'drop' });
   */
  thread(of: ThreadReference | HandoverEvent | WireItem): Thread;
  /**
   * Checks the setup: asks Meta about the page of the client (of a function: the pages seen so far), and adds what this
   * process has warned of. Changes nothing, sends nothing to customers and never rejects. Worst findings first; empty
   * where all is well.
   *
   * @example for (const { severity, message, cure } of await bot.check()) console.log(`${severity}: ${message} ${cure}`);
   */
  check(): Promise<readonly Finding[]>;
  /**
   * Runs all that is due now, and resolves to how much it ran: timers, parked events whose process is gone, changes of
   * owner left unannounced. For cron jobs and serverless functions; a long-running process does this by itself. A
   * scheduler whose timers run elsewhere (`bullScheduler`) has none to run.
   *
   * @throws {StoreError} The store failed.
   */
  tick(): Promise<TickCounts>;
  /** The events that were given up. */
  readonly deadLetters: DeadLetters;
  /**
   * The waiting list: threads by owner, those that wait longest first. By default those of other apps, where customers wait for a
   * person.
   *
   * @throws {StoreError} The store failed.
   */
  threads(options?: WaitingOptions): Promise<Page<WaitingThread>>;
  /**
   * Removes everything kept about a person: owner, values of plugins, parked events, dead letters.
   *
   * @throws {StoreError} The store failed.
   */
  forget(thread: ThreadReference): Promise<void>;
  /**
   * Refuses new deliveries (503), waits for running handlers, stops timers. After `withinMs` their signals abort, and
   * with a durable store their events stay parked for the next process.
   *
   * @param options `withinMs` is at least 0. @default the option `handlerTimeoutMs`
   * @throws {OptionError} `withinMs` is out of range.
   */
  close(options?: { readonly withinMs?: number }): Promise<void>;
  /** `close()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}
