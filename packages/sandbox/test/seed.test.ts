import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWebhook } from '@handover/test-support/webhook';
import { rejects } from '@handover/testkit';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSandbox, type SandboxOptions } from '../src/index.ts';
import { startCommand } from './support/command.ts';
import { BOT, DESK, INBOX, startScene } from './support/setup.ts';

const seed = suite('seed');
const START = 1_764_590_400_000;
const schema = JSON.parse(await readFile(new URL('../handover-sandbox.schema.json', import.meta.url), 'utf8'));
const fitsSchema = new Ajv2020({ strict: false }).compile(schema);

/** Has everything that a seed can have. */
const WHOLE: SandboxOptions = {
  $schema: './node_modules/@handover/sandbox/handover-sandbox.schema.json',
  host: '127.0.0.1',
  apps: [
    {
      id: BOT,
      name: 'Bot',
      secret: 'a secret',
      webhookUrl: 'http://127.0.0.1:9/webhook',
      verifyToken: 'verify-me',
      humanAgent: true,
      requireAppSecretProof: false,
      subscribedFields: ['messages', 'standby'],
      canTake: false,
      standby: true,
    },
    { id: DESK },
  ],
  pages: [
    {
      id: '100',
      name: 'Berlin',
      instagramId: '200',
      platform: 'messenger',
      routing: 'off',
      defaultApp: null,
      apps: [{ id: DESK, accessToken: 'a token' }, { id: BOT }],
      links: { spring: DESK },
      ads: { '777': { appId: BOT, days: 3 } },
      quirks: { appIds: 'number' },
      people: [{ name: 'Ana', id: '4711', locale: 'es_ES', messages: ['hi', 'anyone there?'] }, { name: 'Ben' }],
    },
    { name: 'Paris', platform: 'instagram', people: [{ name: 'Ana', messages: ['salut'] }] },
  ],
  quirks: { tokenStatus: 401 },
  faults: { calls: [{ do: 'fail', error: { code: 613 } }], deliveries: [{ do: 'delay', ms: 60_000, appId: BOT }] },
  clock: 'manual',
  startAt: START,
  limits: { people: 10 },
  delivery: { timeoutMs: 1000, retryAfterMs: [1000] },
};

seed('describes apps, pages, people and faults of a sandbox, and again after a reset', async () => {
  const sandbox = await createSandbox(JSON.parse(JSON.stringify(WHOLE)));
  const check = (): void => {
    assert.equal(
      sandbox.pages.map(({ name, people }) => [name, people.map((person) => person.name)]),
      [
        ['Berlin', ['Ana', 'Ben']],
        ['Paris', ['Ana']],
      ],
    );
    assert.is(sandbox.person('Ana').id, '4711');
    assert.is(sandbox.exportSession().pages[0]?.people[0]?.locale, 'es_ES');
    assert.equal(sandbox.faults.list().calls, [{ do: 'fail', error: { code: 613 }, times: 1 }]);
    assert.is(sandbox.faults.list().deliveries.length, 1);
    assert.is(sandbox.clock.now(), START);
    assert.equal(
      sandbox.timeline.map((entry) => entry.kind),
      ['action', 'action', 'action', 'transition'],
    );
  };
  check();
  const paris = sandbox.getPage('Paris').person('Ana');
  await sandbox.person('Cleo').say('hi');
  sandbox.faults.clear();
  await sandbox.clock.advance(1000);
  await sandbox.reset();
  check();
  assert.is(sandbox.getPage('Paris').person('Ana').id, paris.id);
  await sandbox.close();
});

seed('first messages open the thread and its window, and no app gets them', async () => {
  const { sandbox, bot, call, close } = await startScene({
    people: [{ name: 'Ana', id: '7312004455667001', messages: ['hi', 'anyone there?'] }],
  });
  await sandbox.settled();
  assert.equal(bot.news(), []);
  assert.is(sandbox.owner('7312004455667001'), BOT);
  assert.is.not(sandbox.person('Ben').id, '7312004455667001', 'an invented id is not one of the seed');
  const sent = await call(BOT, 'POST', 'me/messages', {
    recipient: { id: '7312004455667001' },
    message: { text: 'hello' },
  });
  assert.is(sent.result, 'ok');
  await sandbox.person('Ana').say('oh, hello');
  await sandbox.settled();
  assert.ok(bot.news().includes('messaging message oh, hello'));
  await close();
});

seed('a page that is added at run time can have people', async () => {
  const sandbox = await createSandbox({ people: [{ name: 'Ana', id: '4711' }] });
  const rome = sandbox.addPage({ name: 'Rome', people: [{ name: 'Ana', messages: ['ciao'] }] });
  assert.is(rome.owner(rome.person('Ana').id), BOT);
  assert.throws(
    () => sandbox.addPage({ people: [{ name: 'Ben', id: '4711' }] }),
    /another person of the run has the same id/,
  );
  assert.is(sandbox.pages.length, 2);
  await sandbox.close();
});

/** One level below each object of a seed that has a fixed set of names: how to place an object there. */
const PLACES: readonly [place: (value: object) => object, schema: { properties: object }][] = [
  [(value) => value, schema],
  [(value) => ({ https: value }), schema.properties.https],
  [(value) => ({ page: value }), schema.properties.page],
  [(value) => ({ apps: [{ id: BOT, ...value }] }), schema.$defs.app],
  [(value) => ({ pages: [value] }), schema.$defs.page],
  [(value) => ({ pages: [{ apps: [{ id: BOT, ...value }] }] }), schema.$defs.pageApp],
  [(value) => ({ people: [{ name: 'Ana', ...value }] }), schema.$defs.person],
  [(value) => ({ ads: { '7': value } }), schema.properties.ads.additionalProperties],
  [(value) => ({ quirks: value }), schema.$defs.quirks],
  [(value) => ({ limits: value }), schema.properties.limits],
  [(value) => ({ delivery: { retryAfterMs: [1], ...value } }), schema.properties.delivery],
  [(value) => ({ faults: value }), schema.properties.faults],
  [(value) => ({ faults: { calls: [{ do: 'fail', ...value }] } }), schema.$defs.callFault],
  [
    (value) => ({ faults: { calls: [{ do: 'fail', error: { code: 1, ...value } }] } }),
    schema.$defs.callFault.properties.error,
  ],
  [(value) => ({ faults: { deliveries: [{ do: 'drop', ...value }] } }), schema.$defs.deliveryFault],
];

seed('the JSON Schema has exactly the names that the sandbox knows', async () => {
  for (const [place, { properties }] of PLACES) {
    const wrong = place({ unknownName: 1 });
    assert.not(fitsSchema(wrong), JSON.stringify(wrong));
    const message = await createSandbox(wrong).then(
      () => 'was accepted',
      (error: Error) => error.message,
    );
    const [, known = ''] = /unknownName is unknown; (?:did you mean \w+\? K|k)nown are (.*)$/.exec(message) ?? [];
    // A session has its own flag. The retries are checked apart from the other settings of deliveries.
    const names = known.split(', ').filter((name) => name !== 'session');
    const described = Object.keys(properties).filter((name) => name !== 'retryAfterMs');
    assert.equal(described.sort(), names.sort(), `${JSON.stringify(wrong)}: ${message}`);
  }
});

seed('the JSON Schema accepts and refuses the same seeds as the sandbox', async () => {
  const { sandbox, close } = await startScene();
  const quirks = schema.$defs.quirks.properties as Record<string, { enum?: unknown[]; default: unknown }>;
  const defaults = sandbox.exportSession().pages[0]?.quirks;
  await close();
  assert.equal(Object.fromEntries(Object.entries(quirks).map(([name, one]) => [name, one.default])), defaults);

  const good: object[] = [
    {},
    WHOLE,
    { https: { port: 0, proxyPort: 0 } },
    ...Object.entries(quirks).flatMap(([name, one]) =>
      (one.enum ?? [one.default]).map((value) => ({ quirks: { [name]: value } })),
    ),
    { defaultApp: INBOX },
    { routing: 'primary', defaultApp: null },
    {
      faults: {
        calls: [
          { do: 'delay', ms: 0 },
          { do: 'hangUp', applied: true, times: 2 },
        ],
      },
    },
  ];
  for (const one of good) {
    assert.ok(fitsSchema(one), `${JSON.stringify(one)} ${JSON.stringify(fitsSchema.errors)}`);
    await (await createSandbox(one)).close();
  }
  const bad: object[] = [
    null as never,
    ...Object.keys(quirks).map((name) => ({ quirks: { [name]: 'no such value' } })),
    [],
    { faults: [] },
    { links: [] },
    { ads: 'spring' },
    { quirks: [] },
    { port: 65_536 },
    { host: '' },
    { https: true },
    { https: { port: -1 } },
    { https: { proxyPort: '7444' } },
    { https: { caFile: '' } },
    { routing: 'sideways' },
    { platform: 'whatsapp-web' },
    { clock: 'broken' },
    { startAt: -1 },
    { defaultApp: 4711 },
    { page: { id: 'Acme' } },
    { page: { name: '' } },
    { apps: [] },
    { apps: [{ name: 'Bot' }] },
    { apps: [{ id: 1450077300221199 }] },
    { apps: [{ id: BOT, webhookUrl: 'file:///etc/passwd' }] },
    { apps: [{ id: BOT, canTake: 'yes' }] },
    { apps: [{ id: BOT, subscribedFields: 'messages' }] },
    { pages: [] },
    { pages: [{}], routing: 'on' },
    { pages: [{}], people: [] },
    { pages: [{ apps: [] }] },
    { ads: { spring: {} } },
    { people: [{}] },
    { people: [{ name: 'Ana', id: 'x' }] },
    { people: [{ name: 'Ana', locale: 'Spanish' }] },
    { people: [{ name: 'Ana', messages: 'hi' }] },
    { people: [{ name: 'Ana', messages: [''] }] },
    { limits: { people: 0 } },
    { delivery: { timeoutMs: -1 } },
    { delivery: { retryAfterMs: [0] } },
    { faults: { calls: [{ do: 'explode' }] } },
    { faults: { calls: [{ do: 'delay' }] } },
    { faults: { calls: [{ do: 'fail', error: {} }] } },
    { faults: { calls: [{ do: 'fail', status: 99 }] } },
    { faults: { deliveries: [{ do: 'drop', times: 0 }] } },
    { faults: { deliveries: [{ do: 'batch', size: 1001 }] } },
  ];
  for (const one of bad) {
    assert.not(fitsSchema(one), JSON.stringify(one));
    await rejects(createSandbox(one), (error) => error.name === 'OptionError');
  }
});

seed('people and faults with errors are refused with the place of the error', async () => {
  for (const [options, message] of [
    [{ people: [{ name: 'Ana' }, { name: 'Ana' }] }, /^people: two of them have the same name/],
    [
      { pages: [{ people: [{ name: 'A', id: '7' }] }, { people: [{ name: 'B', id: '7' }] }] },
      /^pages\[1\]\.people: another person/,
    ],
    [{ people: [{ name: 'Ana', mesages: [] }] }, /^people\[0\]\.mesages is unknown; did you mean messages\?/],
    [{ people: [{ name: 'A' }, { name: 'B' }], limits: { people: 1 } }, /^people: Acme has 2; raise limits\.people/],
    [
      { faults: { calls: [{ do: 'fail' }, { do: 'fail', tmes: 2 }] } },
      /^faults\.calls\[1\]: tmes is unknown; did you mean times/,
    ],
  ] as const) {
    await rejects(createSandbox(options as object), message);
  }
});

seed('the command line reads handover-sandbox.json in its folder, and flags override it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'handover-seed-'));
  const show = `fetch(process.env.GRAPH_URL + '/_sandbox/state').then((answer) => answer.json()).then((state) =>
    console.log(JSON.stringify([state.routing, state.apps.map((app) => [app.name, app.webhookUrl]), state.threads[0].newest.text])))`;
  const run = async (...flags: string[]): Promise<[code: number | null, stdout: string, stderr: string]> => {
    const { ended, stdout, stderr } = startCommand(['exec', ...flags, '--', process.execPath, '-e', show], {
      cwd: folder,
    });
    return [await ended, stdout(), stderr()];
  };
  const found = join(folder, 'handover-sandbox.json');
  const apps = [
    { id: BOT, name: 'Bot' },
    { id: DESK, name: 'Desk' },
  ];
  await writeFile(found, JSON.stringify({ routing: 'off', apps, people: [{ name: 'Ana', messages: ['hi'] }] }));
  const [code, stdout, stderr] = await run('--routing', 'on', '--webhook', 'http://127.0.0.1:9/');
  assert.is(code, 0, stderr);
  assert.match(stderr, /^handover-sandbox: read handover-sandbox\.json\n/);
  assert.equal(JSON.parse(stdout), [
    'on',
    [
      ['Bot', 'http://127.0.0.1:9/'],
      ['Desk', null],
    ],
    'hi',
  ]);

  const other = join(folder, 'other.json');
  const hook = await startWebhook('unused');
  const desk = { id: DESK, name: 'Desk', webhookUrl: hook.url, verifyToken: 'verify-me' };
  await writeFile(other, JSON.stringify({ apps: [{ id: BOT }, desk], people: [{ name: 'Ben' }] }));
  const served = startCommand(['--port', '0', '--seed', other], { cwd: folder });
  await served.shows(/# Ben writes a message/);
  await served.shows(/-- Desk: verified/);
  served.child.kill('SIGTERM');
  assert.is(await served.ended, 0);
  await hook.close();

  await writeFile(found, JSON.stringify({ apps: [{ id: BOT, secrt: 'do not show' }] }));
  const [refused, nothing, complaint] = await run();
  assert.equal([refused, nothing], [2, '']);
  assert.match(complaint, 'handover-sandbox.json: apps[0].secrt is unknown; did you mean secret?');
  assert.not.match(complaint, 'do not show');
  await writeFile(found, JSON.stringify({ apps: [{ id: BOT, webhookUrl: 'localhost' }] }));
  assert.match((await run())[2], 'handover-sandbox.json: apps[0].webhookUrl must be an http or https address');
  assert.match((await run('--seed', join(folder, 'absent.json')))[2], 'absent.json: there is no such file');
  await rm(folder, { recursive: true });
});

seed.run();
