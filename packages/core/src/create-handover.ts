import { systemClock, within } from './clock.ts';
import { boundedStore } from './delivery/bounded-store.ts';
import { deliveries as createDeliveries } from './delivery/deliveries.ts';
import { dispatcher as createDispatcher } from './delivery/dispatcher.ts';
import { handleFetch } from './delivery/fetch.ts';
import { type Item, setStandby } from './delivery/item.ts';
import { readNodeBody } from './delivery/node-body.ts';
import { threadQueues } from './delivery/thread-queues.ts';
import { Turn } from './delivery/turn.ts';
import { webhook } from './delivery/webhook.ts';
import { asError, HandlerTimeoutError, HandoverError } from './errors.ts';
import type { HandoverEvent, ThreadReference, WireItem } from './events.ts';
import { consoleLogger, errorFields, quietly } from './logger.ts';
import { memoryScheduler } from './memory/memory-scheduler.ts';
import { memoryStore } from './memory/memory-store.ts';
import { checkOptions, type HandoverOptions } from './options.ts';
import { announcer as createAnnouncer, isPending } from './ownership/announcer.ts';
import { type Owner, type Ownership, ownerOf } from './ownership/owner.ts';
import type { ThreadRecord } from './ownership/registers.ts';
import { type PageReference, routingModes } from './ownership/routing-modes.ts';
import { sweeper } from './ownership/sweeper.ts';
import type { Handover, HoldHook, Middleware, Plugin, PluginHost, SendHook } from './plugin.ts';
import type { Awaitable, HandoverClient } from './ports.ts';
import { createThread, valuesOf } from './thread/create-thread.ts';
import type { Thread } from './thread/thread.ts';
import { type ThreadContext, threadKey, threadOfKey } from './thread/thread-core.ts';
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

  const dispatcher = createDispatcher({ clock, logger, handlerTimeoutMs });
  const modes = routingModes(options.routing ?? 'auto', clientFor, { clock, logger });
  const waiters = createWaiters(clock);
  const queues = threadQueues();
  const announcer = createAnnouncer({
    store,
    now: () => clock.now(),
    leaseMs: tellWithinMs,
  });
  /** Announcements under way here: the events of their thread wait for them. */
  const telling = new Map<string, Promise<void>>();
  /** How far Meta's clock is known to be ahead of ours. */
  let aheadMs = 0;

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
      if (isPending(record, ownershipOf(record, thread).owner)) await announce(thread, key, record);
    },
    heardFromMeta: (at) => {
      aheadMs = Math.max(aheadMs, Math.min(at - clock.now(), MOST_AHEAD_MS));
    },
    logger,
  };

  /** The client of a page; refuses to act on a page with the token of another. */
  function clientFor(page: PageReference): HandoverClient {
    const found = typeof client === 'function' ? client(page) : client;
    if (typeof found !== 'object' || found === null) {
      throw new HandoverError('wrong_client', `The function client gave no client for page ${page.pageId}`);
    }
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

  /** While one tells, nobody else may: not before all its handlers had their time. */
  function tellWithinMs(): number {
    return leaseMs + handlerTimeoutMs * dispatcher.count('owner_changed');
  }

  function announce(thread: Thread, key: string, record: ThreadRecord): Promise<void> {
    const own = tell(thread, key, record);
    if (!telling.has(key)) {
      const told = own.finally(() => telling.delete(key));
      telling.set(key, told);
    }
    return own;
  }

  async function tell(thread: Thread, key: string, record: ThreadRecord): Promise<void> {
    try {
      const told = await announcer.announce(
        key,
        record,
        (latest) => ownershipOf(latest, thread),
        (change) => dispatcher.emit('owner_changed', { thread, ...change }),
      );
      // Another process tells of it, or died when it was about to.
      if (!told) sweep?.lookAt(key, tellWithinMs());
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

  function isStandby(event: HandoverEvent, record: ThreadRecord | undefined): Awaitable<boolean> {
    return isStandbyUnder(event, record === undefined ? undefined : ownershipOf(record, event).owner);
  }

  /** True where the event came on standby, another app owns its thread, or a plugin holds it. */
  function isStandbyUnder(event: HandoverEvent, owner: Owner | undefined): Awaitable<boolean> {
    if (event.lane === 'standby' || owner?.kind === 'app') return true;
    return event.userId !== undefined && holdHooks.length > 0 ? isHeld(event) : false;
  }

  async function isHeld(event: HandoverEvent): Promise<boolean> {
    const thread = threadOf(event);
    for (const hold of holdHooks) if (await hold({ event, thread })) return true;
    return false;
  }

  /** Announces a change of owner that this event meets, and gives the thread's record as it is after that. */
  function meet(
    { event, thread: key }: Item,
    record: ThreadRecord | undefined,
    started: Turn,
  ): Awaitable<ThreadRecord | undefined> {
    if (key === undefined || record === undefined) return record;
    const latest = queues.record(key) ?? record;
    const pending = telling.has(key) || isPending(latest, ownershipOf(latest, event).owner);
    return pending ? announced(event, key, latest, started) : latest;
  }

  async function announced(
    event: HandoverEvent,
    key: string,
    record: ThreadRecord,
    started: Turn,
  ): Promise<ThreadRecord> {
    await telling.get(key);
    const latest = queues.record(key) ?? record;
    if (!isPending(latest, ownershipOf(latest, event).owner)) return latest;
    // Who listens may take long, and the events of other threads need not wait for that.
    if (dispatcher.count('owner_changed') > 0) started.take();
    await announce(threadOf(event), key, latest);
    return queues.record(key) ?? latest;
  }

  function run(item: Item, record: ThreadRecord | undefined, started: Turn): Awaitable<readonly Error[]> {
    try {
      const { event, thread: key } = item;
      const latest = key === undefined ? record : (queues.record(key) ?? record);
      const owner = latest === undefined ? undefined : ownershipOf(latest, event).owner;
      if (key !== undefined && latest !== undefined && owner !== undefined) {
        if (telling.has(key) || isPending(latest, owner))
          return runLater(item, announced(event, key, latest, started), started);
      }
      const standby = isStandbyUnder(event, owner);
      return standby instanceof Promise ? runHeld(item, standby, started) : runHandlers(item.event, standby, started);
    } catch (thrown) {
      return runFailed(item, thrown);
    }
  }

  async function runLater(
    item: Item,
    meeting: Promise<ThreadRecord | undefined>,
    started: Turn,
  ): Promise<readonly Error[]> {
    try {
      const standby = isStandby(item.event, await meeting);
      return await runHandlers(item.event, standby instanceof Promise ? await standby : standby, started);
    } catch (thrown) {
      return runFailed(item, thrown);
    }
  }

  async function runHeld(item: Item, holding: Promise<boolean>, started: Turn): Promise<readonly Error[]> {
    try {
      return await runHandlers(item.event, await holding, started);
    } catch (thrown) {
      return runFailed(item, thrown);
    }
  }

  function runHandlers(event: HandoverEvent, standby: boolean, started: Turn): Awaitable<readonly Error[]> {
    setStandby(event, standby);
    const context = { event, thread: threadOf(event) };
    for (const decorate of decorations) Object.assign(context, decorate(context));
    const running = dispatcher.run(context);
    started.take();
    return running;
  }

  async function runFailed({ event }: Item, thrown: unknown): Promise<readonly Error[]> {
    const error = asError(thrown);
    await dispatcher.report({ error, event, thread: threadOf(event) });
    return [error];
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
    aheadMs: () => aheadMs,
    isStandby,
    meet: async (item, record) => {
      await meet(item, record, new Turn());
    },
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

  // A process that died between a change of owner and its announcement left it to whoever comes after. The default
  // store dies with its process.
  const sweep = options.store === undefined ? undefined : sweeper({ store, clock, appId, meet: meetLeftOver });

  async function meetLeftOver(key: string, record: ThreadRecord): Promise<boolean> {
    const reference = threadOfKey(key);
    if (reference === undefined || !isPending(record, ownershipOf(record, reference).owner)) return false;
    await announce(createThread(threads, reference), key, record);
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
        throw new HandoverError('bad_option', `The plugin ${added.name} could not be set up`, { cause });
      }
      return bot;
    },
    onSend(hook) {
      if (typeof hook !== 'function') throw new TypeError('onSend needs a function to call');
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
    client: clientFor,
    pageValues: ({ platform, pageId }) => valuesOf(threads, threadKey(appId, { platform, pageId, userId: '' })),
    emit: (name, payload) => dispatcher.emit(name, payload as object),

    async handle(request) {
      const received = receive(request, true);
      return (received instanceof Promise ? await received : received).answer;
    },
    fetch: (request, { waitUntil } = {}) =>
      handleFetch(request, receive, { maxBodyBytes, bodyTimeoutMs, clock, logger, waitUntil }),
    readBody: (request, kept) => readNodeBody(request, kept, { maxBodyBytes, bodyTimeoutMs, clock, logger }),
    forward: (bytes, events, mode) => forwardedBody(bytes, events, mode, secrets[0] ?? ''),
    thread: (of: ThreadReference | HandoverEvent | WireItem) => createThread(threads, referenceOf(of)),

    async close() {
      sweep?.stop();
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
