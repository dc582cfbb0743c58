import { rejects } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSandbox, type SandboxSession } from '../src/index.ts';
import { BOT, DESK, type Scene, startScene, THIRD, to } from './support/setup.ts';

const session = suite('session');
const START = 1_764_590_400_000;

/** A scene with an example of everything that a session holds. */
async function livedIn(): Promise<Scene> {
  const scene = await startScene({
    clock: 'manual',
    startAt: START,
    ads: { '777': { days: 3 } },
    links: { spring: DESK },
  });
  const { sandbox, bot, call } = scene;
  const ana = sandbox.person('Ana');
  const ben = sandbox.person('Ben');
  await ana.say('hi', { attachments: [{ type: 'image', payload: { url: 'https://acme.example/a/b.jpg' } }] });
  await ben.followLink('spring');
  const persona = await call(BOT, 'POST', 'me/personas', {
    name: 'Nora',
    profile_picture_url: 'https://acme.example/n.jpg',
  });
  const buttons = [{ type: 'postback', title: 'Yes', payload: 'YES' }];
  await call(BOT, 'POST', 'me/messages', {
    ...to(ana),
    message: { attachment: { type: 'template', payload: { template_type: 'button', text: '¿Sí?', buttons } } },
    persona_id: persona.body['id'],
  });
  await ana.react('love');
  await sandbox.settled();
  await call(BOT, 'POST', 'me/messages', { ...to(ana), sender_action: 'typing_on', persona_id: persona.body['id'] });
  await call(BOT, 'DELETE', String(persona.body['id']));
  await sandbox.inbox.reply(ben, 'Nora here');
  await sandbox.inbox.moveToSpam(ben);
  // From here on, pending deliveries wait on the clock or in a group: no delivery is in progress.
  sandbox.setWebhook(THIRD, null);
  bot.answer(500);
  await ana.tap('YES', 'Yes');
  await sandbox.settled();
  sandbox.faults.calls({ do: 'fail', appId: DESK, error: { code: 613 } });
  sandbox.faults.deliveries({ do: 'batch', size: 3, appId: DESK });
  sandbox.setQuirks({ appIds: 'number' });
  sandbox.setRouting('off');
  sandbox.setFields(DESK, ['messages', 'standby']);
  sandbox.faults.deliveries({ do: 'delay', ms: 60_000, appId: BOT });
  await ana.say('and more');
  return scene;
}

session('a session is the same after export, reset and import', async () => {
  const { sandbox, close } = await livedIn();
  const before = sandbox.exportSession();
  assert.ok(before.deliveries.waiting.length >= 2, 'a retry and a delayed delivery wait');
  assert.is(before.deliveries.groups.length, 1);
  await sandbox.reset();
  assert.equal(sandbox.people, []);
  await sandbox.importSession(before);
  assert.equal(sandbox.exportSession(), before);
  await close();
});

session('a session continues in another sandbox: with expiry, retries and buttons', async () => {
  const old = await livedIn();
  const file = old.sandbox.exportSession();
  await old.sandbox.close();
  const sandbox = await createSandbox({ clock: 'manual', startAt: 0 });
  await sandbox.importSession(file);
  assert.is(sandbox.clock.now(), START);
  const ana = sandbox.person('Ana');
  assert.is(ana.id, file.pages[0]?.people[0]?.id);
  assert.equal(ana.inbox, file.pages[0]?.people[0]?.received);
  assert.is(sandbox.owner(ana.id), BOT);
  old.bot.answer(200);
  const { length } = old.bot.received;
  await sandbox.clock.advance(60_000);
  await sandbox.settled();
  const again = old.bot.received[length]?.raw;
  assert.ok(again && old.bot.received.slice(0, length).some(({ raw }) => raw === again), 'the same bytes again');
  assert.is(sandbox.timeline.find((entry) => entry.seq > file.timeline.last)?.kind, 'delivery');
  await sandbox.clock.advance(86_400_000);
  assert.is(sandbox.owner(ana.id), null);
  await sandbox.reset();
  assert.is(sandbox.apps[0]?.name, 'Bot', 'a reset returns to the options of this sandbox');
  await sandbox.close();
  await old.close();
});

session(
  'a sandbox starts from a session and sends its pending deliveries; a reset returns to its settings',
  async () => {
    const old = await livedIn();
    const file = old.sandbox.exportSession();
    await old.sandbox.close();
    const sandbox = await createSandbox({ clock: 'manual', session: file });
    assert.equal({ ...sandbox.exportSession(), personas: [] }, { ...file, personas: [] });
    const { length } = old.bot.received;
    old.bot.answer(200);
    await sandbox.clock.advance(60_000);
    assert.ok(old.bot.received.length > length);
    await sandbox.reset();
    assert.equal([sandbox.people, sandbox.clock.now()], [[], START]);
    assert.equal(
      sandbox.apps.map(({ id, secret }) => [id, secret]),
      file.apps.map(({ id, secret }) => [id, secret]),
    );
    await sandbox.close();

    const message = (given: object): RegExp => new RegExp(`^${Object.keys(given)[0]} cannot be combined with session`);
    for (const option of [{ routing: 'on' }, { apps: file.apps }, { platform: 'messenger' }, { startAt: 0 }] as const) {
      await rejects(createSandbox({ session: file, ...(option as object) }), message(option));
    }
    await rejects(createSandbox({ session: { ...file, now: 'noon' } }), /^session: now must be number/);
    await rejects(
      createSandbox({ session: file, limits: { people: 1 } }),
      /^session: pages\[0\]\.names holds 2 people; raise limits/,
    );
    await old.close();
  },
);

session('a session is downloaded and uploaded as one JSON file', async () => {
  const { sandbox, close } = await livedIn();
  const download = await fetch(`${sandbox.url}/_sandbox/session`);
  assert.match(download.headers.get('content-disposition') ?? '', 'attachment; filename="handover-session.json"');
  const text = await download.text();
  await sandbox.reset();
  const upload = await fetch(`${sandbox.url}/_sandbox/session`, { method: 'POST', body: text });
  assert.equal(await upload.json(), { success: true });
  assert.is(await (await fetch(`${sandbox.url}/_sandbox/session`)).text(), text);
  await close();
});

session('a session with any error is refused, and nothing changes', async () => {
  const { sandbox, close } = await livedIn();
  const before = sandbox.exportSession();
  const broken = (change: (file: SandboxSession) => unknown): unknown => {
    const file = structuredClone(before);
    return change(file) ?? file;
  };
  const brokenPage = (change: object): unknown => broken(({ pages: [page] }) => void Object.assign(page ?? {}, change));
  const cases: [unknown, RegExp][] = [
    [null, /it is not a session of a sandbox/],
    [[], /it is not a session/],
    [broken((file) => ({ ...file, version: 1 })), /reads version 3/],
    [broken((file) => ({ ...file, more: 1 })), /it must NOT have additional properties \(more\)/],
    [brokenPage({ routing: 'sideways' }), /pages\.0\.routing must be equal to one of/],
    [brokenPage({ platform: 'letters' }), /pages\.0\.platform must be equal to one of/],
    [brokenPage({ quirks: { appIds: 'letters' } }), /quirks\.appIds must be/],
    [brokenPage({ defaultApp: '1' }), /pages\[0\]\.defaultApp must be the id of one/],
    [broken(({ pages: [page] }) => void page?.apps.push(...page.apps)), /pages\[0\]\.apps: two of them/],
    [broken(({ pages }) => void pages.push(...pages)), /pages: two of them have the same id/],
    [
      broken(({ apps: [app] }) => {
        if (app) app.webhookUrl = 'file:///etc/passwd';
      }),
      /apps\[0\]\.webhookUrl must be an http or https address/,
    ],
    [
      broken(
        ({
          pages: [
            {
              people: [person],
            } = { people: [] },
          ],
        }) => {
          if (person) person.name = 'Zoe';
        },
      ),
      /pages\[0\]\.people\[0\] is not in names/,
    ],
    [broken(({ pages: [page] }) => void page?.people.push(...page.people)), /two of pages\[0\]\.people are the same/],
    [
      broken(
        ({
          pages: [
            {
              people: [person],
            } = { people: [] },
          ],
        }) => {
          Object.assign(person?.messages[0] ?? {}, { at: 'noon' });
        },
      ),
      /pages\.0\.people\.0\.messages\.0\.at must be number/,
    ],
    [broken(({ timeline }) => void timeline.entries.splice(1, 1)), /timeline\.entries\[0\] does not follow/],
    [
      broken(({ timeline: { entries } }) => void Object.assign(entries[0] ?? {}, { kind: 'rumour' })),
      /timeline\.entries\.0\.kind must be equal to one of/,
    ],
    [broken(({ faults }) => void Object.assign(faults.calls[0] ?? {}, { do: 'explode' })), /do must be one of/],
    [
      broken(({ deliveries }) => void Object.assign(deliveries.groups[0] ?? {}, { fault: 7 })),
      /groups\[0\] needs a batch or reorder fault/,
    ],
  ];
  for (const [file, message] of cases) {
    await rejects(sandbox.importSession(file), message);
  }
  for (const body of ['{', '', '[]']) {
    const answer = await fetch(`${sandbox.url}/_sandbox/session`, { method: 'POST', body });
    assert.is(answer.status, 400);
  }
  assert.equal(sandbox.exportSession(), before);
  await close();
});

session('a session larger than the limit is refused unread', async () => {
  const sandbox = await createSandbox({ limits: { sessionBytes: 100 } });
  const answer = await fetch(`${sandbox.url}/_sandbox/session`, { method: 'POST', body: 'x'.repeat(101) });
  assert.is(answer.status, 413);
  await sandbox.close();
});

session.run();
