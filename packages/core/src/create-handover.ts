import { BUSINESS_AI_APP_ID, BUSINESS_AI_CONTROL_APP_ID } from './app-ids.ts';
import { systemClock, unreffed, within } from './clock.ts';
import { Announcements } from './delivery/announcements.ts';
import { boundedStore } from './delivery/bounded-store.ts';
import { Claims } from './delivery/claims.ts';
import { Deliveries } from './delivery/deliveries.ts';
import { Handlers } from './delivery/handlers.ts';
import { EventRunner } from './delivery/run-event.ts';
import { Sweeper } from './delivery/sweeper.ts';
import { Diagnosis } from './diagnosis/diagnosis.ts';
import { warnings as createWarnings } from './diagnosis/warnings.ts';
import { asError, HandlerTimeoutError, OptionError } from './errors.ts';
import { misspelt } from './event-names.ts';
import type { HandoverEvent, ThreadReference, WireItem } from './events.ts';
import { handleFetch } from './http/fetch.ts';
import { readNodeBody } from './http/node-body.ts';
import { Webhook } from './http/webhook.ts';
import { consoleLogger, errorFields, quietly } from './logger.ts';
import { memoryScheduler } from './memory/memory-scheduler.ts';
import { memoryStore } from './memory/memory-store.ts';
import { checkOptions, type HandoverOptions } from './options.ts';
import { Owners } from './ownership/owner.ts';
import type { Handover, Middleware, Plugin, PluginHost } from './plugin.ts';
import { isPluginFactory } from './plugin-factory.ts';
import { Extensions } from './plugins/extensions.ts';
import { grantInboxRequest } from './plugins/grant-requests.ts';
import { createThread, valuesOf } from './thread/create-thread.ts';
import { Lanes } from './thread/lanes.ts';
import { lateNotes } from './thread/late-notes.ts';
import { MetaClock } from './thread/meta-clock.ts';
import { pageClients } from './thread/page-clients.ts';
import { routingModes } from './thread/routing-modes.ts';
import type { ThreadContext } from './thread/thread-core.ts';
import { UnreadableOwners } from './thread/unreadable-owners.ts';
import { threadKey } from './thread-key.ts';
import { forwardedBody } from './wire/forward.ts';
import { referenceOf } from './wire/reference-of.ts';

/**
 * Makes a bot that shares its threads: give it deliveries (`handle`, `fetch`, or one of the framework packages), and it
 * emits typed events, knows who owns each thread, and stays silent while somebody else answers.
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
  const { appId, answerWithinMs = 4_000, leaseMs = 30_000, handlerTimeoutMs = 60_000 } = options;
  const { clock = systemClock, maxBodyBytes = 1_048_576, bodyTimeoutMs = 10_000 } = options;
  const logger = quietly(options.logger ?? consoleLogger);
  /** For what may end with the process. */
  const background = { clock: unreffed(clock) };
  const base = { appId, clock, logger, leaseMs, handlerTimeoutMs, maxBodyBytes, bodyTimeoutMs };
  const secrets = typeof options.appSecret === 'string' ? [options.appSecret] : options.appSecret;
  const aiAppIds = new Set([BUSINESS_AI_APP_ID, BUSINESS_AI_CONTROL_APP_ID, ...(options.aiAppIds ?? [])]);
  // The default store is in this process: it neither fails nor waits.
  const store = options.store === undefined ? memoryStore() : boundedStore(options.store, { clock, logger });
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
    warnings,
    announcements,
  };

  const runner = new EventRunner({
    ...base,
    store,
    lanes,
    owners,
    handlers,
    announcements,
    extensions,
    threads,
    attempts: options.attempts ?? 3,
    retryForMs: options.retryForMs ?? 600_000,
  });
  const claims = new Claims({ ...base, ...background, store });
  const deliveries = new Deliveries({ ...base, metaClock, lanes, claims, owners, runner, diagnosis, answerWithinMs });
  const webhook = new Webhook({
    ...base,
    aiAppIds,
    secrets,
    allowSha1: options.allowSha1 ?? false,
    verifyToken: options.verifyToken,
    deliveries,
    warnings,
    diagnosis,
  });
  // The default store ends with its process: no other one leaves anything there.
  const sweeper =
    options.store === undefined ? undefined : new Sweeper({ ...base, ...background, store, announcements, threads });

  return {
    ...base,
    options,
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
    deliveries,
    webhook,
    sweeper,
  };
}

/** The bot that users and plugins see. */
function botOf(parts: Parts): PluginHost {
  const { appId, clock, logger, clients, extensions, handlers, scheduler, threads, webhook } = parts;
  const bot: PluginHost = {
    appId,
    answersVerification: parts.options.verifyToken !== undefined,
    scheduler,
    clock,
    logger,

    on(name: string, handler: (payload: never) => unknown) {
      const meant = misspelt(name, extensions.events);
      if (meant !== undefined) throw new OptionError('name', `There is no event '${name}': did you mean '${meant}'?`);
      return handlers.on(name, handler);
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
    close: () => close(parts),
    [Symbol.asyncDispose]: async () => bot.close(),
  };
  return bot;
}

async function close(parts: Parts): Promise<void> {
  const { clock, logger, scheduler, handlerTimeoutMs } = parts;
  function warn(error: unknown): void {
    logger.warn({ error: errorFields(asError(error)) }, 'Closing, something did not end as it should');
  }
  parts.sweeper?.stop();
  parts.announcements.stop();
  parts.diagnosis.stop();
  parts.notes.stop();
  await parts.deliveries.close();
  const late = (): Error => new HandlerTimeoutError(handlerTimeoutMs);
  await within(clock, scheduler.close(), handlerTimeoutMs, late).catch(warn);
  await parts.extensions.dispose(warn);
}
