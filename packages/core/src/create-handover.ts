import { randomUUID } from 'node:crypto';
import { BUSINESS_AI_APP_ID, BUSINESS_AI_CONTROL_APP_ID } from './app-ids.ts';
import { close, forget, tick } from './bot-calls.ts';
import { checkOptions } from './check-options.ts';
import { systemClock, unreffed } from './clock.ts';
import { Announcements } from './delivery/announcements.ts';
import { boundedStore } from './delivery/bounded-store.ts';
import { Bursts } from './delivery/bursts.ts';
import { HandlerCalls } from './delivery/call-handlers.ts';
import { Claims } from './delivery/claims.ts';
import { Deliveries } from './delivery/deliveries.ts';
import { Handlers } from './delivery/handlers.ts';
import { Parked } from './delivery/parked.ts';
import { Receipts } from './delivery/receipts.ts';
import { EventRunner } from './delivery/run-event.ts';
import { Sweeper } from './delivery/sweeper.ts';
import { Diagnosis } from './diagnosis/diagnosis.ts';
import { warnings as createWarnings } from './diagnosis/warnings.ts';
import { OptionError } from './errors.ts';
import { misspelt } from './event-names.ts';
import type { HandoverEvent, ThreadReference, WireItem } from './events.ts';
import { handleFetch } from './http/fetch.ts';
import { readNodeBody } from './http/node-body.ts';
import { Webhook } from './http/webhook.ts';
import { consoleLogger, quietly } from './logger.ts';
import { memoryScheduler } from './memory/memory-scheduler.ts';
import { memoryStore } from './memory/memory-store.ts';
import type { HandoverOptions } from './options.ts';
import { Owners } from './ownership/owner.ts';
import type { ThreadRecord } from './ownership/registers.ts';
import type { Handover, Middleware, Plugin, PluginHost } from './plugin.ts';
import { isPluginFactory } from './plugin-factory.ts';
import { Extensions } from './plugins/extensions.ts';
import { grantInboxRequest } from './plugins/grant-requests.ts';
import { deadLetters } from './records/letters.ts';
import { createThread, valuesOf } from './thread/create-thread.ts';
import { Holds } from './thread/holds.ts';
import { Lanes } from './thread/lanes.ts';
import { lateNotes } from './thread/late-notes.ts';
import { linkedStore } from './thread/linked-store.ts';
import { MetaClock } from './thread/meta-clock.ts';
import { OwnMessages } from './thread/own-messages.ts';
import { mayServe, pageClients } from './thread/page-clients.ts';
import { routingModes } from './thread/routing-modes.ts';
import type { Thread } from './thread/thread.ts';
import type { ThreadContext } from './thread/thread-core.ts';
import { UnreadableOwners } from './thread/unreadable-owners.ts';
import { UserLinks } from './thread/user-links.ts';
import { waitingThreads } from './thread/waiting-list.ts';
import { redeliversForMs, threadKey, threadOfKey } from './thread-key.ts';
import { forwardedBody } from './wire/forward.ts';
import { referenceOf } from './wire/reference-of.ts';

/**
 * Makes a bot that shares its threads: give it deliveries (`handle`, `fetch`, or one of the framework packages), and it
 * emits typed events, knows who owns each thread, and stays silent while a person or another app answers.
 *
 * @throws {OptionError} `appId`, `appSecret` or `client` is missing (checked in this order), or an option has the wrong kind.
 * @example
 * const bot = createHandover({ appId, appSecret, verifyToken, client: createClient({ accessToken, appId }) });
 * bot.on('message', ({ event, thread }) => thread.send(`You said: ${event.text ?? 'something without words'}`));
 * createServer(nodeHandler(bot, { path: '/webhook' })).listen(3000);
 */
export function createHandover(given: HandoverOptions): Handover {
  return botOf(buildParts(checkOptions(given)));
}

type Parts = ReturnType<typeof buildParts>;

/** Builds what a bot is made of, each part from those above it. */
function buildParts(options: HandoverOptions) {
  const { appId, answerWithinMs = 4_000, leaseMs = 30_000, handlerTimeoutMs = 180_000 } = options;
  const { clock = systemClock, maxBodyBytes = 1_048_576, bodyTimeoutMs = 10_000 } = options;
  const logger = quietly(options.logger ?? consoleLogger);
  /** For what may end with the process. */
  const background = { clock: unreffed(clock) };
  const botId = randomUUID().slice(0, 8);
  const base = { botId, appId, clock, logger, leaseMs, handlerTimeoutMs, maxBodyBytes, bodyTimeoutMs };
  const secrets = typeof options.appSecret === 'string' ? [options.appSecret] : options.appSecret;
  const aiAppIds = new Set([BUSINESS_AI_APP_ID, BUSINESS_AI_CONTROL_APP_ID, ...(options.aiAppIds ?? [])]);
  // The default store is in this process: it neither fails nor waits.
  const ownStore = options.store === undefined ? memoryStore() : boundedStore(options.store, { clock, logger });
  const links = mayServe('whatsapp', options.client) ? new UserLinks({ appId, store: ownStore, clock }) : undefined;
  const store = links === undefined ? ownStore : linkedStore(ownStore, links);
  const scheduler = options.scheduler ?? memoryScheduler();
  scheduler.start({ clock, logger });

  const warnings = createWarnings({ clock, logger });
  const clients = pageClients(options.client, { clock, warnings });
  const extensions = new Extensions();
  const handlers = new Handlers({ ...base, ...background, warnings });
  handlers.otherwise('request_thread_control', grantInboxRequest(logger));
  const { routing = 'auto' } = options;
  const modes = routingModes(routing, { clientOf: clients.of, clock, warnings });
  const owners = new Owners(appId, routing, modes, clock);
  const diagnosis = new Diagnosis({
    ...base,
    ...background,
    options,
    warnings,
    clientOf: clients.of,
    owners,
    isWanted: (name) => handlers.count(name) > 0,
  });
  const holds = new Holds({
    ...base,
    hooks: extensions.holdHooks,
    report: (failure) => handlers.report(failure),
  });
  const ownMessages = new OwnMessages({ ...base, store });
  const lanes = new Lanes(clock);
  const metaClock = new MetaClock(clock);
  const announcements = new Announcements({ ...base, ...background, store, handlers, lanes, owners });
  const notes = lateNotes({ ...base, ...background, store, announcements });
  const threads: ThreadContext = {
    ...base,
    clients,
    store,
    modes,
    unreadable: new UnreadableOwners(clock),
    lanes,
    metaClock,
    diagnosis,
    sendHooks: extensions.sendHooks,
    lateNotes: notes,
    whenNotOwner: options.whenNotOwner ?? 'throw',
    owners,
    holds,
    ownMessages,
    warnings,
    announcements: links === undefined ? announcements : { afterCall: announcePresent },
    links,
  };
  /** Under the id that the person has now: what handlers keep of the thread is to outlast a number that is given up. */
  async function announcePresent(thread: Thread, key: string, record: ThreadRecord, by?: string): Promise<void> {
    const now = links === undefined ? key : await links.keyNow(await links.keyOf(key));
    const reference = now === key ? undefined : threadOfKey(now);
    if (reference === undefined) return announcements.afterCall(thread, key, record, by);
    return announcements.afterCall(createThread(threads, reference), now, record, by);
  }

  const {
    keepMs = 14 * 86_400_000,
    most = options.store === undefined ? 1_000 : 100_000,
    texts = true,
  } = options.deadLetters ?? {};
  const claims = new Claims({
    ...base,
    ...background,
    store,
    letters: { keepMs, most },
    doneForMsOf: links === undefined ? undefined : redeliversForMs,
  });
  const receipts = new Receipts({ ...threads, extensions, echoesWithoutAppId: options.echoesWithoutAppId });
  const calls = new HandlerCalls({ ...threads, handlers, announcements, extensions, receipts });
  const bursts = new Bursts(background.clock);
  const runner = new EventRunner({
    ...threads,
    handlers,
    calls,
    bursts,
    claims,
    runHooks: extensions.runHooks,
    limits: { attempts: options.attempts ?? 8, retryForMs: options.retryForMs ?? 1_800_000 },
    orderWaitMs: options.orderWaitMs ?? 30_000,
    keepsTexts: texts,
  });
  const parked = new Parked({ ...threads, bursts, claims, runner });
  const deliveries = new Deliveries({ ...threads, claims, runner, receipts, calls, bursts, parked, answerWithinMs });
  const webhook = new Webhook({
    ...base,
    aiAppIds,
    secrets,
    allowSha1: options.allowSha1 ?? false,
    verifyToken: options.verifyToken,
    deliveries,
    warnings,
    diagnosis,
    modes,
    links,
  });
  const sweeper = new Sweeper({ ...threads, ...background, leaseMs, announcements, parked, deliveries });
  // The default store ends with its process: no other one leaves anything there.
  if (options.store !== undefined) sweeper.start();

  return {
    ...base,
    options,
    store,
    secrets,
    scheduler,
    clients,
    extensions,
    handlers,
    diagnosis,
    metaClock,
    announcements,
    notes,
    threads,
    lanes,
    bursts,
    claims,
    parked,
    deliveries,
    webhook,
    sweeper,
  };
}

/** The bot that users and plugins see. */
function botOf(parts: Parts): PluginHost {
  const { appId, clock, logger, clients, extensions, handlers, scheduler, threads, webhook } = parts;
  const bot: PluginHost = {
    id: parts.botId,
    appId,
    answersVerification: parts.options.verifyToken !== undefined,
    scheduler,
    clock,
    logger,

    on(name: string, handler: (payload: never) => unknown) {
      const meant = misspelt(name, extensions.events);
      if (meant !== undefined) throw new OptionError('name', `There is no event '${name}': did you mean '${meant}'?`);
      return handlers.on(name, handler, extensions.isSettingUp);
    },
    use(added: Plugin | Middleware) {
      if (typeof added !== 'function') extensions.setUp(added, bot);
      else if (!isPluginFactory(added)) handlers.use(added);
      else {
        throw new OptionError(
          'plugin',
          `use takes a plugin or a middleware (context, next): call ${added.name}(), with its options if it has any`,
        );
      }
      return bot;
    },
    onSend: (hook) => extensions.onSend(hook),
    decorate: (add) => void extensions.decorations.push(add),
    holdWhile: (hook) => void extensions.holdHooks.push(hook),
    gather: (options) => parts.bursts.gather(options),
    onReceive: (hook) => void extensions.receiveHooks.push(hook),
    onRun: (hook) => void extensions.runHooks.push(hook),
    client: (page) => clients.of(page),
    listenerCount: (name) => handlers.count(name),
    pageValues: ({ platform, pageId }) => valuesOf(threads, threadKey(appId, { platform, pageId, userId: '' })),
    emit: (name, payload) => handlers.emit(name, payload as object),

    handle: async (request) => (await webhook.answer(request, true)).answer,
    fetch: (request, { waitUntil } = {}) => handleFetch(request, webhook, { ...parts, waitUntil }),
    readBody: (request, kept) => readNodeBody(request, kept, parts),
    forward: (bytes, events, mode) => forwardedBody(bytes, events, mode, parts.secrets[0] ?? ''),
    thread: (of: ThreadReference | HandoverEvent | WireItem) => createThread(threads, referenceOf(of)),

    check: () => parts.diagnosis.check(parts.metaClock.skewMs),
    tick: () => tick(parts),
    deadLetters: deadLetters({
      ...parts,
      retry: (id) => parts.deliveries.atWork(() => parts.parked.retryLetter(id)),
    }),
    threads: (options) => waitingThreads(threads, options),
    forget: (reference) => forget(parts, reference),
    close: ({ withinMs = parts.handlerTimeoutMs } = {}) => close(parts, withinMs),
    [Symbol.asyncDispose]: async () => bot.close(),
  };
  return bot;
}
