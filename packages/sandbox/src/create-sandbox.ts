import { createServer } from 'node:http';
import Koa from 'koa';
import { createClock } from './clock.ts';
import { controlApi } from './control/control-api.ts';
import { environmentOf } from './environment.ts';
import { createFaults } from './faults.ts';
import { graphApi } from './graph/graph-api.ts';
import { guard } from './http/guard.ts';
import { type Listening, listen } from './http/listen.ts';
import { pageFiles } from './http/page-files.ts';
import { OptionError } from './option-error.ts';
import type { SandboxOptions } from './options.ts';
import { createCrowd } from './people/crowd.ts';
import { createInbox } from './people/inbox.ts';
import { createMetaAi } from './people/meta-ai.ts';
import { createSettings } from './people/settings.ts';
import { resolveOptions } from './resolve-options.ts';
import type { Sandbox } from './sandbox.ts';
import { checkSession } from './session/check-session.ts';
import { createCheckpoints } from './session/checkpoints.ts';
import { exportSession } from './session/export-session.ts';
import { importSession } from './session/import-session.ts';
import { keepIds } from './session/keep-ids.ts';
import type { SandboxSession } from './session/session.ts';
import { startFromSession } from './session/start-from-session.ts';
import { createCalls } from './state/calls.ts';
import { expire } from './state/effects.ts';
import { createNotices } from './state/notices.ts';
import { createWorld, type World } from './state/world.ts';
import { createTimeline } from './timeline.ts';
import { deliverByHand, pressTestButton } from './webhooks/by-hand.ts';
import { createDispatcher, type Dispatcher } from './webhooks/dispatcher.ts';
import { verifyWebhook } from './webhooks/verify.ts';

/**
 * Starts a sandbox. Starting does not call a webhook.
 *
 * @throws {OptionError} An option is wrong; the message names it.
 * @throws {Error} The port is taken.
 * @example
 * const sandbox = await createSandbox({ port: 0 });
 * const client = createClient({ accessToken, baseUrl: sandbox.url });
 * await sandbox.person('Ana').say('Hello');
 * await sandbox.settled();
 * await sandbox.close();
 */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { options: given, session } = startFromSession(options);
  const resolved = resolveOptions(given);
  const start = session && checkSession(session, resolved);
  const notices = createNotices();
  const faults = createFaults(() => notices.tell({ what: 'faults' }));
  const clock = createClock({
    mode: resolved.clock,
    afterStep: () => dispatcher.repeatsDoneOrLate(),
    beforeEnd: () => dispatcher.repeatsDone(),
    onMoved: () => notices.tell({ what: 'clock' }),
    ...(resolved.startAt === undefined ? {} : { startAt: resolved.startAt }),
  });
  const startedAt = clock.now();
  const timeline = createTimeline(() => Math.floor(clock.now()), {
    entries: resolved.limits.timeline,
    characters: resolved.limits.timelineCharacters,
  });
  const inFlight = new Set<() => void>();
  const dispatcher: Dispatcher = createDispatcher({
    objectName: resolved.platform.objectName,
    rules: resolved.delivery,
    limit: resolved.limits.waitingDeliveries,
    disableAfterFailures: () => world.quirks.disableAfterFailures,
    clock,
    timeline,
    faults,
    inFlight,
    target: (appId) => world.apps.get(appId),
    ownerOf: (personId) => {
      const person = world.people.get(personId);
      return person ? world.nameOwner(person) : null;
    },
  });
  const world: World = createWorld(resolved, {
    clock,
    timeline,
    dispatcher,
    calls: createCalls(clock, faults),
    faults,
    notices,
    onExpired: (person) => expire(world, person),
  });

  const crowd = createCrowd(world);
  const app = new Koa();
  let listening: Listening | undefined;

  /** Replaces everything with a checked session. */
  function continueFrom(session: SandboxSession): void {
    importSession(world, clock, session);
    crowd.restore(session.names, session.counters.people);
    world.beginEpoch();
    notices.tell({ what: 'everything' });
  }

  const sandbox: Sandbox = {
    ...createSettings(world),
    get url() {
      return world.url;
    },
    page: resolved.page,
    get apps() {
      return [...world.apps.values()].map(({ subscribed: _, ...one }) => structuredClone(one));
    },
    environment: (appId) => environmentOf(world, appId),
    get people() {
      return crowd.present();
    },
    person: crowd.person,
    inbox: createInbox(world),
    ai: createMetaAi(world),
    owner(personId) {
      const person = world.people.get(personId);
      return person ? world.control(person).owner : null;
    },
    clock,
    faults,
    get timeline() {
      return timeline.after(0);
    },
    on(event, fn) {
      if (event !== 'entry') throw new OptionError("on: the only event is 'entry'");
      return timeline.on(fn);
    },
    async settled() {
      do {
        await world.calls.settled();
        await dispatcher.settled();
        // An answered call queues its deliveries in the next turn of the event loop.
        await new Promise((resolve) => setImmediate(resolve));
      } while (world.calls.busy() || dispatcher.busy());
    },
    async verifyWebhook(appId) {
      const target = world.apps.get(appId);
      if (!target) throw new OptionError(`there is no app with this id; apps are ${[...world.apps.keys()].join(', ')}`);
      await verifyWebhook(target, resolved.delivery.timeoutMs, timeline, inFlight);
      dispatcher.forgive(appId);
      return true;
    },
    async deliver(appId, entry, options = {}) {
      deliverByHand(world, appId, entry, options);
    },
    testButton: (appId, field) => pressTestButton(world, appId, field),
    async replay(seq) {
      const entry = timeline.find(seq);
      if (entry?.kind !== 'delivery') throw new OptionError('replay: seq must be that of a delivery in the timeline');
      return dispatcher.replay(entry);
    },
    exportSession: () => exportSession(world, crowd.known()),
    async importSession(given) {
      continueFrom(checkSession(given, resolved));
    },
    checkpoints: createCheckpoints({
      limit: resolved.limits.checkpoints,
      take: () => sandbox.exportSession(),
      goBack: (session) => continueFrom(keepIds(session, world.counters, crowd.known())),
    }),
    async reset() {
      faults.clear();
      dispatcher.clear();
      clock.set(resolved.startAt ?? (resolved.clock === 'manual' ? startedAt : Date.now()));
      world.reset();
      timeline.clear();
      notices.tell({ what: 'everything' });
    },
    async close() {
      dispatcher.close();
      await listening?.close();
    },
    [Symbol.asyncDispose]: () => sandbox.close(),
  };

  app.on('error', (error: NodeJS.ErrnoException) => {
    // Not our errors: the caller hung up during a request, or sent something that is not HTTP. Node's error for the
    // latter contains the bytes, perhaps with a token.
    if (!/^(?:ECONNRESET$|ERR_STREAM_PREMATURE_CLOSE$|HPE_)/.test(error.code ?? '')) console.error(error);
  });
  app.use(guard(resolved.host));
  app.use(pageFiles());
  app.use(controlApi(world, sandbox));
  app.use(graphApi(world));
  listening = await listen(createServer(app.callback()), resolved.port, resolved.host);
  world.url = listening.url;
  if (start) continueFrom(start);
  return sandbox;
}
