import { systemClock, within } from './clock.ts';
import { announcements as createAnnouncements } from './delivery/announcements.ts';
import { attempts as createAttempts } from './delivery/attempts.ts';
import { boundedStore } from './delivery/bounded-store.ts';
import { deadlines } from './delivery/deadlines.ts';
import { deliveries as createDeliveries } from './delivery/deliveries.ts';
import { dispatcher as createDispatcher } from './delivery/dispatcher.ts';
import { eventRunner } from './delivery/event-runner.ts';
import { handleFetch } from './delivery/fetch.ts';
import { readNodeBody } from './delivery/node-body.ts';
import { threadQueues } from './delivery/thread-queues.ts';
import { webhook } from './delivery/webhook.ts';
import { asError, HandlerTimeoutError, HandoverError, invalidArgument } from './errors.ts';
import type { HandoverEvent, ThreadReference, WireItem } from './events.ts';
import { consoleLogger, errorFields, quietly } from './logger.ts';
import { memoryScheduler } from './memory/memory-scheduler.ts';
import { memoryStore } from './memory/memory-store.ts';
import { checkOptions, type HandoverOptions } from './options.ts';
import { isPending } from './ownership/announcer.ts';
import { type Ownership, ownerOf } from './ownership/owner.ts';
import type { ThreadRecord } from './ownership/registers.ts';
import { type PageReference, routingModes } from './ownership/routing-modes.ts';
import { sweeper } from './ownership/sweeper.ts';
import type { Handover, HoldHook, Middleware, Plugin, PluginHost, SendHook } from './plugin.ts';
import { grantInboxRequest } from './plugins/grant-requests.ts';
import type { Awaitable } from './ports.ts';
import { createThread, valuesOf } from './thread/create-thread.ts';
import { lateNotes } from './thread/late-notes.ts';
import { pageClients } from './thread/page-clients.ts';
import type { Thread } from './thread/thread.ts';
import { type ThreadContext, threadKey, threadOfKey } from './thread/thread-core.ts';
import { UnreadableOwners } from './thread/unreadable-owners.ts';
import { waiters as createWaiters } from './thread/waiters.ts';
import { forwardedBody } from './wire/forward.ts';
import { referenceOf } from './wire/reference-of.ts';

/**
 * Makes a bot that shares its threads: give it deliveries (`handle`, `fetch`, or one of the framework packages), and it
 * emits typed events, knows who owns each thread, and stays silent while somebody else answers.
 *
 * @throws {OptionError} `appId`, `appSecret` or `client` is missing (checked in this order), or an option has the wrong kind.
 */
export function createHandover(given: HandoverOptions): Handover {
  const options = checkOptions(given);
  const { appId, answerWithinMs = 4_000, leaseMs = 30_000, handlerTimeoutMs = 60_000 } = options;
  const logger = quietly(options.logger ?? consoleLogger);
  const { clock = systemClock, maxBodyBytes = 1_048_576, bodyTimeoutMs = 10_000 } = options;
  const secrets = typeof options.appSecret === 'string' ? [options.appSecret] : options.appSecret;
  const store = boundedStore(options.store ?? memoryStore(), { clock, logger });
  const scheduler = options.scheduler ?? memoryScheduler();
  scheduler.start({ clock, logger });

  const sendHooks: SendHook[] = [];
  const holdHooks: HoldHook[] = [];
  const decorations: ((context: { event: HandoverEvent; thread: Thread }) => unknown)[] = [];
  const disposers: (() => Awaitable<void>)[] = [];

  const clients = pageClients(options.client, { clock, logger });
  const dispatcher = createDispatcher({ clock, logger, handlerTimeoutMs });
  dispatcher.otherwise('request_thread_control', grantInboxRequest(logger));
  const modes = routingModes(options.routing ?? 'auto', { clientOf: clients.of, clock, logger });
  const waiters = createWaiters(clock);
  const bodyOptions = { maxBodyBytes, limits: deadlines(clock, bodyTimeoutMs), logger };
  const queues = threadQueues();
  /** How far Meta's clock is known to be ahead of ours. */
  let aheadMs = 0;

  const notes = lateNotes({ store, clock, logger, announce: announceCall });

  const threads: ThreadContext = {
    appId,
    clients,
    store,
    modes,
    unreadable: new UnreadableOwners(clock),
    clock,
    waiters,
    sendHooks,
    whenNotOwner: options.whenNotOwner ?? 'throw',
    ownershipOf,
    announce: announceCall,
    lateNotes: notes,
    heardFromMeta: (at) => {
      aheadMs = Math.max(aheadMs, Math.min(at - clock.now(), MOST_AHEAD_MS));
    },
    logger,
  };

  /** Tells of a change of owner that a call of ours told. */
  async function announceCall(thread: Thread, key: string, record: ThreadRecord): Promise<void> {
    queues.update(key, record);
    const ownership = ownershipOf(record, thread);
    if (isPending(record, ownership.owner)) await announcements.announce(thread, key, { record, ownership });
  }

  function ownershipOf(record: ThreadRecord, page: PageReference): Ownership {
    const routing = modes.known(page);
    return ownerOf(record.registers, { appId, routing, now: clock.now() });
  }

  /** While one tells, nobody else may: not before all its handlers had their time. */
  function tellWithinMs(): number {
    return leaseMs + handlerTimeoutMs * dispatcher.count('owner_changed');
  }

  function keyOf(event: HandoverEvent): string | undefined {
    const { platform, pageId, userId } = event;
    return userId === undefined ? undefined : threadKey(appId, { platform, pageId, userId });
  }

  function threadOf(event: HandoverEvent): Thread {
    const { platform, pageId, userId = '' } = event;
    return createThread(threads, { platform, pageId, userId });
  }

  const announcements = createAnnouncements({
    store,
    clock,
    dispatcher,
    queues,
    ownershipOf,
    withinMs: tellWithinMs,
    denied: (key, forMs) => sweep?.lookAt(key, forMs),
  });
  const runner = eventRunner({
    clock,
    handlerTimeoutMs,
    dispatcher,
    queues,
    announcements,
    ownershipOf,
    threadOf,
    holdHooks,
    decorations,
  });
  const attempts = createAttempts({
    store,
    clock,
    logger,
    queues,
    runner,
    attempts: options.attempts ?? 3,
    retryForMs: options.retryForMs ?? 600_000,
    giveUp: async (event, error, tries) => {
      logger.error({ kind: event.kind, attempts: tries, error: errorFields(error) }, 'An event was given up');
      await dispatcher.emit('dead_letter', { event, error, attempts: tries });
    },
  });
  const engine = createDeliveries({
    appId,
    store,
    clock,
    logger,
    queues,
    answerWithinMs,
    leaseMs,
    keyOf,
    notify: (thread, event) => waiters.notify(thread, event),
    aheadMs: () => aheadMs,
    isCalling: () => dispatcher.isCalling,
    runner,
    attempts,
  });

  const receive = webhook({
    appId,
    secrets,
    allowSha1: options.allowSha1 ?? false,
    verifyToken: options.verifyToken,
    maxBodyBytes,
    clock,
    logger,
    deliveries: engine,
  });

  // A process that died between a change of owner and its announcement left it to whoever comes after. The default
  // store dies with its process.
  const sweep = options.store === undefined ? undefined : sweeper({ store, clock, appId, meet: meetLeftOver });

  async function meetLeftOver(key: string, record: ThreadRecord): Promise<boolean> {
    const reference = threadOfKey(key);
    if (reference === undefined) return false;
    const ownership = ownershipOf(record, reference);
    if (!isPending(record, ownership.owner)) return false;
    await announcements.announce(createThread(threads, reference), key, { record, ownership });
    return true;
  }

  function warn(error: unknown): void {
    logger.warn({ error: errorFields(asError(error)) }, 'Closing, something did not end as it should');
  }

  const bot: PluginHost = {
    appId,
    answersVerification: options.verifyToken !== undefined,
    scheduler,
    clock,
    logger,

    on: (name: string, handler: (payload: never) => unknown) => dispatcher.on(name, handler),
    use(added: Plugin | Middleware) {
      if (typeof added === 'function') {
        dispatcher.use(added);
        return bot;
      }
      if (typeof added?.setup !== 'function')
        throw new TypeError('use takes a plugin ({ name, setup }) or a middleware');
      try {
        const dispose = added.setup(bot);
        if (dispose !== undefined) disposers.push(dispose);
      } catch (cause) {
        // Only messages of our own errors are known to hold no secret.
        const why = cause instanceof HandoverError ? `: ${cause.message}` : '';
        throw new HandoverError('bad_option', `The plugin ${added.name} could not be set up${why}`, { cause });
      }
      return bot;
    },
    onSend(hook) {
      if (typeof hook !== 'function') throw invalidArgument('onSend needs a function to call');
      sendHooks.push(hook);
      return () => {
        const index = sendHooks.indexOf(hook);
        if (index >= 0) sendHooks.splice(index, 1);
      };
    },
    decorate: (add) => {
      decorations.push(add);
    },
    holdWhile: (hook) => {
      holdHooks.push(hook);
    },
    client: (page) => clients.of(page),
    listenerCount: (name) => dispatcher.count(name),
    pageValues: ({ platform, pageId }) => valuesOf(threads, threadKey(appId, { platform, pageId, userId: '' })),
    emit: async (name, payload) => dispatcher.emit(name, payload as object),

    async handle(request) {
      const received = receive(request, true);
      return (received instanceof Promise ? await received : received).answer;
    },
    fetch: (request, { waitUntil } = {}) =>
      handleFetch(request, receive, { maxBodyBytes, bodyTimeoutMs, clock, logger, waitUntil }),
    readBody: async (request, kept) => readNodeBody(request, kept, bodyOptions),
    forward: (bytes, events, mode) => forwardedBody(bytes, events, mode, secrets[0] ?? ''),
    thread: (of: ThreadReference | HandoverEvent | WireItem) => createThread(threads, referenceOf(of)),

    async close() {
      sweep?.stop();
      notes.stop();
      await engine.close();
      const timers = scheduler.close();
      await within(clock, timers, handlerTimeoutMs, () => new HandlerTimeoutError(handlerTimeoutMs)).catch(warn);
      for (const dispose of disposers.splice(0).reverse()) {
        try {
          await dispose();
        } catch (error) {
          warn(error);
        }
      }
    },
  };
  return bot;
}

/** A clock that is further away than this is wrong, not ahead. */
const MOST_AHEAD_MS = 3_600_000;
