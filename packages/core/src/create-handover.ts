import { BUSINESS_AI_APP_ID, BUSINESS_AI_CONTROL_APP_ID } from './app-ids.ts';
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
import { check } from './diagnosis/check.ts';
import { echoWatch } from './diagnosis/echo-watch.ts';
import { refusalWatch } from './diagnosis/refusal-watch.ts';
import { seenPages } from './diagnosis/seen-pages.ts';
import { standbyWatch } from './diagnosis/standby-watch.ts';
import { subscriptionWatch } from './diagnosis/subscription-watch.ts';
import { warnings as createWarnings, type Warnings } from './diagnosis/warnings.ts';
import { asError, HandlerTimeoutError, HandoverError, invalidArgument } from './errors.ts';
import { misspelt } from './event-names.ts';
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
import { isPluginFactory } from './plugin-factory.ts';
import { grantInboxRequest } from './plugins/grant-requests.ts';
import type { Awaitable } from './ports.ts';
import { createThread, valuesOf } from './thread/create-thread.ts';
import { lateNotes } from './thread/late-notes.ts';
import { pageClients } from './thread/page-clients.ts';
import type { Thread } from './thread/thread.ts';
import { type ThreadContext, threadKey, threadOfKey } from './thread/thread-core.ts';
import { UnreadableOwners } from './thread/unreadable-owners.ts';
import { waiters as createWaiters } from './thread/waiters.ts';
import { isDashboardTest } from './wire/dashboard-test.ts';
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
  /** Events that plugins emit. */
  const pluginEvents: string[] = [];
  const disposers: (() => Awaitable<void>)[] = [];

  const warnings = createWarnings({ clock, logger });
  warnOfOtherApp(options, warnings);
  const clients = pageClients(options.client, { clock, warnings });
  const dispatcher = createDispatcher({ clock, logger, warnings, handlerTimeoutMs });
  dispatcher.otherwise('request_thread_control', grantInboxRequest(logger));
  const isWanted = (name: string): boolean => dispatcher.count(name) > 0;
  const echoes = echoWatch({ appId, warnings });
  const standby = standbyWatch({ warnings, clientOf: clients.of, isWanted });
  const ownPage = pageOfClient(options.client);
  const pages = seenPages();
  const subscriptions = subscriptionWatch({
    appId,
    warnings,
    clock,
    logger,
    clientOf: clients.of,
    ownPage: canReadSubscriptions(options.client) ? ownPage : undefined,
    isWanted: () => isWanted('message'),
  });
  const modes = routingModes(options.routing ?? 'auto', { clientOf: clients.of, clock, warnings });
  const waiters = createWaiters(clock);
  const bodyOptions = { maxBodyBytes, limits: deadlines(clock, bodyTimeoutMs), logger };
  const queues = threadQueues();
  /** How far Meta's clock is known to be ahead of ours. */
  let aheadMs = 0;
  /** The same by the newest answer of Meta's, which may also be behind. */
  let skewMs: number | undefined;

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
    warnings,
    noteSent: echoes.sent,
    heardFromMeta: (at) => {
      skewMs = at - clock.now();
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
    // A test of the dashboard is about no real thread: it is not to change what is known of one, nor to wait for it.
    return userId === undefined || isDashboardTest(event) ? undefined : threadKey(appId, { platform, pageId, userId });
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
    notify: (thread, event, record) => {
      waiters.notify(thread, event);
      pages.add(event);
      echoes.seen(event);
      standby.seen(event, record === undefined ? undefined : ownershipOf(record, event));
    },
    aheadMs: () => aheadMs,
    isCalling: () => dispatcher.isCalling,
    runner,
    attempts,
  });

  const receive = webhook({
    appId,
    aiAppIds: new Set([BUSINESS_AI_APP_ID, BUSINESS_AI_CONTROL_APP_ID, ...(options.aiAppIds ?? [])]),
    secrets,
    allowSha1: options.allowSha1 ?? false,
    verifyToken: options.verifyToken,
    maxBodyBytes,
    clock,
    logger,
    deliveries: engine,
    warnings,
    refusals: refusalWatch(warnings),
    subscriptions,
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

    on(name: string, handler: (payload: never) => unknown) {
      const meant = misspelt(name, pluginEvents);
      if (meant !== undefined) throw invalidArgument(`There is no event '${name}': did you mean '${meant}'?`);
      return dispatcher.on(name, handler);
    },
    use(added: Plugin | Middleware) {
      if (typeof added === 'function') {
        if (isPluginFactory(added)) {
          throw new TypeError(
            `use takes a plugin or a middleware (context, next): call ${added.name}(), with its options if it has any`,
          );
        }
        dispatcher.use(added);
        return bot;
      }
      if (typeof added?.setup !== 'function')
        throw new TypeError('use takes a plugin ({ name, setup }) or a middleware');
      pluginEvents.push(...(added.events ?? []));
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

    check: () =>
      check({
        appId,
        warnings,
        clientOf: clients.of,
        pages: ownPage === undefined ? pages.all() : [ownPage],
        routing: options.routing ?? 'auto',
        hasVerifyToken: options.verifyToken !== undefined,
        isStoreDefault: options.store === undefined,
        skewMs,
        isWanted,
      }),
    [Symbol.asyncDispose]: async () => bot.close(),

    async close() {
      sweep?.stop();
      subscriptions.stop();
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

/** The page of a single client; of a function each call may name another one. */
function pageOfClient(client: HandoverOptions['client']): PageReference | undefined {
  if (typeof client === 'function') return undefined;
  const { platform, pageId } = client;
  return {
    platform: platform === 'instagram' ? platform : 'messenger',
    pageId: typeof pageId === 'string' ? pageId : 'me',
  };
}

/** A client of another app acts as that app, and its refusals say nothing about this one. */
function warnOfOtherApp({ appId, client }: HandoverOptions, warnings: Warnings): void {
  const clientAppId = typeof client === 'object' ? client.appId : undefined;
  if (typeof clientAppId !== 'string' || clientAppId === appId) return;
  warnings.warn('client_app_id', { fields: { appId, clientAppId } });
}

function canReadSubscriptions(client: HandoverOptions['client']): boolean {
  return typeof client === 'object' && typeof client.getSubscriptions === 'function';
}

/** A clock that is further away than this is wrong, not ahead. */
const MOST_AHEAD_MS = 3_600_000;
