// What happens on one page is in no other page's timeline, threads, settings or deliveries.
import { propertyRuns } from '@handover/test-support/property-runs';
import { startWebhook, type Webhook } from '@handover/test-support/webhook';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSandbox, type Sandbox, type SandboxPage } from '../src/index.ts';
import { BOT, DESK, graphCall, SECRETS, to } from './support/setup.ts';

const isolation = suite('pages apart');

const APPS = [BOT, DESK];
const hooks: Webhook[] = [];

isolation.before(async () => {
  hooks.push(...(await Promise.all(APPS.map((id) => startWebhook(SECRETS[id] ?? '')))));
});

isolation.after(async () => {
  await Promise.all(hooks.map((hook) => hook.close()));
});

/** A Page with its Instagram account, another Page, another account: all with the same two apps. */
function startSandbox(): Promise<Sandbox> {
  return createSandbox({
    clock: 'manual',
    startAt: 1_764_590_400_000,
    apps: APPS.map((id, at) => ({ id, secret: SECRETS[id] ?? '', webhookUrl: hooks[at]?.url ?? '' })),
    pages: [
      { id: '1000' },
      { id: '1000', platform: 'instagram', instagramId: '2000', defaultApp: DESK },
      { id: '3000', routing: 'off' },
      { id: '4000', platform: 'instagram', routing: 'primary' },
    ],
  });
}

const DEEDS = {
  'a person writes': (page) => page.person('Ana').say('hi'),
  'a person taps': (page) => page.person('Ana').tap('P'),
  'an agent replies': (page) => page.inbox.reply(page.person('Ana'), 'Nora'),
  'an agent is done': (page) => page.inbox.done(page.person('Ana')),
  'an agent moves to Main': (page) => page.inbox.moveToMain(page.person('Ana')),
  'the AI takes': (page) => page.ai.take(page.person('Ana'), { times: 1 }),
  'the bot sends': (page, url) => call(page, url, BOT, 'messages', { message: { text: 'hello' } }),
  'the bot passes': (page, url) => call(page, url, BOT, 'pass_thread_control', { target_app_id: DESK }),
  'the desk takes': (page, url) => call(page, url, DESK, 'take_thread_control'),
  'the desk releases': (page, url) => call(page, url, DESK, 'release_thread_control'),
  'the bot unsubscribes': (page, url) => call(page, url, BOT, 'subscribed_apps', undefined, 'DELETE'),
  'the bot subscribes': async (page) => page.setFields(BOT, ['messages', 'standby']),
  'routing goes on': async (page) => page.setRouting('on'),
  'routing goes off': async (page) => page.setRouting('off'),
  'the default app is the desk': async (page) => page.setDefaultApp(DESK),
  'the desk may not take': async (page) => page.setApp(DESK, { canTake: false, standby: false }),
  'a quirk changes': async (page) => page.setQuirks({ appIds: 'number' }),
} satisfies Record<string, (page: SandboxPage, url: string) => Promise<unknown>>;

/** A call on the page's own id, with the token that the page shares with its account. */
function call(
  page: SandboxPage,
  url: string,
  appId: string,
  edge: string,
  params?: Record<string, unknown>,
  method = 'POST',
): Promise<unknown> {
  const node = page.platform === 'instagram' ? page.instagramId : page.id;
  const whole = method === 'POST' ? { ...to(page.person('Ana')), ...params } : {};
  return graphCall(url, page.accessToken(appId), method, `${node}/${edge}`, whole);
}

/** All that can be seen of a page. */
function viewOf(page: SandboxPage, sandbox: Sandbox): unknown {
  const saved = sandbox.exportSession().pages.find((one) => one.page.id === page.id && one.platform === page.platform);
  return {
    saved,
    timeline: page.timeline,
    inbox: page.inbox.folders,
    owners: page.people.map(({ id }) => page.owner(id)),
  };
}

isolation('what happens on one page changes no other one, and comes only from its own id', async () => {
  const aDeed = fc.record({
    at: fc.integer({ min: 0, max: 3 }),
    what: fc.constantFrom(...(Object.keys(DEEDS) as (keyof typeof DEEDS)[])),
  });
  const story = fc.asyncProperty(fc.array(aDeed, { minLength: 1, maxLength: 20 }), async (deeds) => {
    await using sandbox = await startSandbox();
    for (const { at, what } of deeds) {
      const page = sandbox.pages[at] as SandboxPage;
      const others = sandbox.pages.filter((one) => one !== page);
      // A page's person joins with a notice, not with an entry: so that deeds find one, they exist on every page.
      for (const one of sandbox.pages) one.person('Ana');
      const before = others.map((one) => viewOf(one, sandbox));
      const received = hooks.map((hook) => hook.received.length);
      const { length } = page.timeline;
      const total = sandbox.timeline.length;
      await DEEDS[what](page, sandbox.url);
      await sandbox.settled();
      assert.equal(
        others.map((one) => viewOf(one, sandbox)),
        before,
        what,
      );
      assert.is(
        page.timeline.length - length,
        sandbox.timeline.length - total,
        `each entry of "${what}" names its page`,
      );
      for (const [hookAt, hook] of hooks.entries()) {
        for (const { body } of hook.received.slice(received[hookAt])) {
          assert.is(body.object, page.platform === 'instagram' ? 'instagram' : 'page');
          const ids = body.entry.map(({ id }) => id);
          assert.equal(ids, [page.platform === 'instagram' ? page.instagramId : page.id]);
        }
      }
    }
  });
  await fc.assert(story, propertyRuns(25));
});

isolation.run();
