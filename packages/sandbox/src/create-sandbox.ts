import { createServer } from 'node:http';
import Koa from 'koa';
import { createClock } from './clock.ts';
import { controlApi } from './control/control-api.ts';
import { createPage } from './create-page.ts';
import { environmentOfApp } from './environment.ts';
import { createFaults } from './faults.ts';
import { findWorld } from './find-world.ts';
import { graphApi } from './graph/graph-api.ts';
import { guard } from './http/guard.ts';
import { type Listening, listen } from './http/listen.ts';
import { pageFiles } from './http/page-files.ts';
import { type HttpsFront, startHttpsFront } from './https/https-front.ts';
import { OptionError } from './option-error.ts';
import type { SandboxOptions } from './options/options.ts';
import { resolveOptions } from './options/resolve-options.ts';
import type { SandboxPage } from './page.ts';
import { createAdmin } from './people/admin.ts';
import { populate } from './people/populate.ts';
import { createWebhookSetting } from './people/webhook-setting.ts';
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
import { addWorld, removeWorld } from './state/pages.ts';
import { createRun, type Run } from './state/run.ts';
import type { World } from './state/world.ts';
import { createTimeline } from './timeline/timeline.ts';
import type { PageRef } from './timeline/timeline-entry.ts';
import { createDispatcher, type Dispatcher } from './webhooks/dispatcher.ts';
import { verifyWebhook } from './webhooks/verify.ts';
import { webhookOf } from './webhooks/webhook-of.ts';

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
    rules: resolved.delivery,
    limit: resolved.limits.waitingDeliveries,
    clock,
    timeline,
    faults,
    inFlight,
    target(appId, { object, page }) {
      const app = run.apps.get(appId);
      const own = page && run.worldOf(page)?.apps.get(appId)?.callback;
      const webhookUrl = own?.url ?? (app && webhookOf(app, object)?.url) ?? null;
      return app && { id: app.id, name: app.name, secret: app.secret, webhookUrl };
    },
    nameOf: (appId) => run.nameApp(appId),
    isSubscribed: (appId, page) => worldsOf(page).some((world) => world.apps.get(appId)?.subscribed),
    switchOff(appId) {
      for (const world of run.worlds) {
        const app = world.apps.get(appId);
        if (app) app.subscribed = false;
      }
    },
    disableAfterFailures: (page) => worldsOf(page)[0]?.quirks.disableAfterFailures ?? 0,
    shown: (page) => run.shown(page),
    ownerOf(personId) {
      const found = run.findPerson(personId);
      return found ? found.world.nameOwner(found.person) : null;
    },
  });
  const run: Run = createRun(resolved, {
    clock,
    timeline,
    dispatcher,
    calls: createCalls(clock, faults),
    faults,
    notices,
    handshakes: { timeoutMs: resolved.delivery.timeoutMs, timeline, inFlight },
    onExpired: expire,
  });
  const handles = new WeakMap<World, SandboxPage>();
  const app = new Koa();
  let listening: Listening | undefined;
  let front: HttpsFront | undefined;

  /** Replaces everything with a checked session. */
  function continueFrom(session: SandboxSession): void {
    importSession(run, clock, session);
    run.beginEpoch();
    notices.tell({ what: 'everything' });
  }

  /** Adds what the options describe beside the settings. */
  async function begin(): Promise<void> {
    for (const fault of resolved.faults.calls) faults.calls(fault);
    for (const fault of resolved.faults.deliveries) faults.deliveries(fault);
    await Promise.all(run.worlds.map(populate));
  }

  function worldsOf(page: PageRef | null): World[] {
    if (page === null) return run.worlds;
    const world = run.worldOf(page);
    return world ? [world] : [];
  }

  function pageOf(world: World): SandboxPage {
    const page = handles.get(world) ?? createPage(world);
    handles.set(world, page);
    return page;
  }

  const first = (): SandboxPage => pageOf(run.first());

  const sandbox: Sandbox = {
    get url() {
      return run.url;
    },
    get https() {
      return front?.shown ?? null;
    },
    get pages() {
      return run.worlds.map(pageOf);
    },
    getPage: (idOrName, platform) => pageOf(findWorld(run, idOrName, platform)),
    addPage(settings = {}) {
      const world = addWorld(run, settings);
      void populate(world);
      return pageOf(world);
    },
    removePage: (idOrName, platform) => removeWorld(run, findWorld(run, idOrName, platform)),
    get page() {
      return first();
    },
    get apps() {
      return first().apps;
    },
    environment: (appId) => environmentOfApp(run, appId),
    ...createAdmin(run),
    get people() {
      return first().people;
    },
    person: (name) => first().person(name),
    get inbox() {
      return first().inbox;
    },
    get phone() {
      return first().phone;
    },
    get ai() {
      return first().ai;
    },
    owner: (personId) => first().owner(personId),
    setRouting: (routing) => first().setRouting(routing),
    setDefaultApp: (appId) => first().setDefaultApp(appId),
    setApp: (appId, switches) => first().setApp(appId, switches),
    setFields: (appId, fields) => first().setFields(appId, fields),
    setQuirks: (quirks) => first().setQuirks(quirks),
    setWebhook: createWebhookSetting(run),
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
        await run.calls.settled();
        await dispatcher.settled();
        // An answered call queues its deliveries in the next turn of the event loop.
        await new Promise((resolve) => setImmediate(resolve));
      } while (run.calls.busy() || dispatcher.busy());
    },
    async verifyWebhook(appId) {
      const target = run.apps.get(appId);
      if (!target) throw new OptionError(`there is no app with this id; apps are ${[...run.apps.keys()].join(', ')}`);
      const webhooks = run.worlds
        .map(({ options }) => webhookOf(target, options.platform.objectName))
        .filter((webhook) => webhook !== null);
      const distinct = new Map(webhooks.map((webhook) => [webhook.url, webhook]));
      for (const webhook of distinct.size === 0 ? [null] : distinct.values()) {
        await verifyWebhook(target, webhook, run.handshakes);
      }
      dispatcher.forgive(appId);
      return true;
    },
    deliver: (appId, entry, options) => first().deliver(appId, entry, options),
    testButton: (appId, field) => first().testButton(appId, field),
    async replay(seq) {
      const entry = timeline.find(seq);
      if (entry?.kind !== 'delivery') throw new OptionError('replay: seq must be that of a delivery in the timeline');
      return dispatcher.replay(entry);
    },
    exportSession: () => exportSession(run),
    async importSession(given) {
      continueFrom(checkSession(given, resolved));
    },
    checkpoints: createCheckpoints({
      limit: resolved.limits.checkpoints,
      take: () => sandbox.exportSession(),
      goBack: (session) => continueFrom(keepIds(session, run)),
    }),
    async reset() {
      faults.clear();
      dispatcher.clear();
      clock.set(resolved.startAt ?? (resolved.clock === 'manual' ? startedAt : Date.now()));
      run.reset();
      timeline.clear();
      await begin();
      notices.tell({ what: 'everything' });
    },
    async close() {
      dispatcher.close();
      await Promise.all([listening?.close(), front?.close()]);
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
  app.use(controlApi(run, sandbox, pageOf));
  app.use(graphApi(run));
  await begin();
  const answer = app.callback();
  listening = await listen(createServer(answer), resolved.port, resolved.host);
  run.url = listening.url;
  try {
    front = resolved.https && (await startHttpsFront(resolved.https, run.url, answer));
  } catch (error) {
    await sandbox.close();
    throw error;
  }
  if (start) continueFrom(start);
  return sandbox;
}
