import { systemClock } from './clock.ts';
import { deliveries as createDeliveries } from './delivery/deliveries.ts';
import { dispatcher as createDispatcher } from './delivery/dispatcher.ts';
import { handleFetch } from './delivery/fetch.ts';
import { readNodeBody } from './delivery/node-body.ts';
import { threadQueues } from './delivery/thread-queues.ts';
import { webhook } from './delivery/webhook.ts';
import { asError, HandoverError } from './errors.ts';
import type { HandoverEvent, ThreadReference, WireItem } from './events.ts';
import { consoleLogger, errorFields } from './logger.ts';
import { memoryScheduler } from './memory/memory-scheduler.ts';
import { memoryStore } from './memory/memory-store.ts';
import { checkOptions, type HandoverOptions } from './options.ts';
import { announcer as createAnnouncer, isPending } from './ownership/announcer.ts';
import { type Ownership, ownerOf } from './ownership/owner.ts';
import type { ThreadRecord } from './ownership/registers.ts';
import { type PageReference, routingModes } from './ownership/routing-modes.ts';
import type { Handover, HoldHook, Middleware, Plugin, PluginHost, SendHook } from './plugin.ts';
import type { Awaitable, HandoverClient } from './ports.ts';
import { createThread, type ThreadContext, threadKey } from './thread/create-thread.ts';
import type { Thread } from './thread/thread.ts';
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
  const { appId, client, answerWithinMs = 4_000, leaseMs = 30_000, handlerTimeoutMs = 60_000 } = options;
  const { clock = systemClock, logger = consoleLogger, maxBodyBytes = 1_048_576, bodyTimeoutMs = 10_000 } = options;
  const secrets = typeof options.appSecret === 'string' ? [options.appSecret] : options.appSecret;
  const store = options.store ?? memoryStore();
  const scheduler = options.scheduler ?? memoryScheduler();
  scheduler.start({ clock, logger });

  const sendHooks: SendHook[] = [];
  const holdHooks: HoldHook[] = [];
  const decorations: ((context: { event: HandoverEvent; thread: Thread }) => unknown)[] = [];
  const disposers: (() => Awaitable<void>)[] = [];

  const dispatcher = createDispatcher({ clock, logger, handlerTimeoutMs });
  const modes = routingModes(options.routing ?? 'auto', clientFor, { clock, logger });
  const waiters = createWaiters(clock);
  const queues = threadQueues();
  const announcer = createAnnouncer({ store, now: () => clock.now(), leaseMs });

  const threads: ThreadContext = {
    appId,
    clientFor,
    store,
    modes,
    clock,
    waiters,
    sendHooks,
    whenNotOwner: options.whenNotOwner ?? 'throw',
    ownershipOf,
    announce: async (thread, key, record) => {
      queues.update(key, record);
      await announce(thread, key, record);
    },
  };

  /** The client of a page; refuses to act on a page with the token of another. */
  function clientFor(page: PageReference): HandoverClient {
    const found = typeof client === 'function' ? client(page) : client;
    // On Instagram the calls go to the page that the account is linked to: its id is not the thread's.
    const namesPage = page.platform === 'messenger' && found.pageId !== undefined && found.pageId !== 'me';
    const foreign =
      (namesPage && found.pageId !== page.pageId) || (found.platform !== undefined && found.platform !== page.platform);
    if (!foreign) return found;
    throw new HandoverError(
      'wrong_client',
      `The client is for page ${found.pageId ?? 'me'} on ${found.platform ?? 'messenger'}, the thread is on page ${page.pageId} on ${page.platform}: pass createHandover a function as client, ({ platform, pageId }) => the client of that page`,
    );
  }

  function ownershipOf(record: ThreadRecord, page: PageReference): Ownership {
    const routing = modes.known(page);
    return ownerOf(record.registers, { appId, routing, now: clock.now() });
  }

  async function announce(thread: Thread, key: string, record: ThreadRecord): Promise<void> {
    try {
      await announcer.announce(
        key,
        record,
        (latest) => ownershipOf(latest, thread),
        (change) => dispatcher.emit('owner_changed', { thread, ...change }),
      );
    } catch (error) {
      // The change stays unannounced: the next event of the thread meets it.
      await dispatcher.report({ error: asError(error), thread });
    }
  }

  function keyOf(event: HandoverEvent): string | undefined {
    const { platform, pageId, userId } = event;
    return userId === undefined ? undefined : threadKey(appId, { platform, pageId, userId });
  }

  function threadOf(event: HandoverEvent): Thread {
    const { platform, pageId, userId = '' } = event;
    return createThread(threads, { platform, pageId, userId });
  }

  /** `standby` is true where the event came on standby or another app is known to own its thread. */
  function settle(event: HandoverEvent, record: ThreadRecord | undefined): void {
    if (event.standby || record === undefined) return;
    if (ownershipOf(record, event).owner.kind === 'app') setStandby(event);
  }

  async function run(
    event: HandoverEvent,
    record: ThreadRecord | undefined,
    started: () => void,
  ): Promise<readonly Error[]> {
    const thread = threadOf(event);
    try {
      const key = keyOf(event);
      if (key !== undefined && record !== undefined) {
        let { owner } = ownershipOf(record, event);
        if (isPending(record, owner)) {
          await announce(thread, key, record);
          // Its handlers may have moved the thread on.
          owner = ownershipOf(queues.record(key) ?? record, event).owner;
        }
        if (owner.kind === 'app') setStandby(event);
      }
      if (!event.standby && event.userId !== undefined) {
        for (const hold of holdHooks) if (await hold({ event, thread })) setStandby(event);
      }
      const context = { event, thread };
      for (const decorate of decorations) Object.assign(context, decorate({ event, thread }));
      const running = dispatcher.run(context);
      started();
      return await running;
    } catch (thrown) {
      const error = asError(thrown);
      await dispatcher.report({ error, event, thread });
      return [error];
    }
  }

  const engine = createDeliveries({
    appId,
    store,
    clock,
    logger,
    queues,
    answerWithinMs,
    attempts: options.attempts ?? 3,
    retryForMs: options.retryForMs ?? 600_000,
    leaseMs,
    keyOf,
    notify: (thread, event) => waiters.notify(thread, event),
    run,
    settle,
    preview: (event, record) =>
      !event.standby && ownershipOf(record, event).owner.kind === 'app' ? { ...event, standby: true } : event,
    giveUp: async (event, error, attempts) => {
      logger.error({ kind: event.kind, attempts, error: errorFields(error) }, 'An event was given up');
      await dispatcher.emit('dead_letter', { event, error, attempts });
    },
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
      const dispose = added.setup(bot);
      if (dispose !== undefined) disposers.push(dispose);
      return bot;
    },
    onSend(hook) {
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
    emit: (name, payload) => dispatcher.emit(name, payload as object),

    handle: async (request) => (await receive(request, true)).answer,
    fetch: (request, { waitUntil } = {}) =>
      handleFetch(request, receive, { maxBodyBytes, bodyTimeoutMs, clock, waitUntil }),
    readBody: (request, kept) => readNodeBody(request, kept, { maxBodyBytes, bodyTimeoutMs, clock, logger }),
    forward: (bytes, events, mode) => forwardedBody(bytes, events, mode, secrets[0] ?? ''),
    thread: (of: ThreadReference | HandoverEvent | WireItem) => createThread(threads, referenceOf(of)),

    async close() {
      await engine.close();
      await scheduler.close();
      for (const dispose of disposers.splice(0).reverse()) await dispose();
    },
  };
  return bot;
}

/** An event is made by the reader; whether it may be answered is known when its turn comes. */
function setStandby(event: HandoverEvent): void {
  (event as { standby: boolean }).standby = true;
}
