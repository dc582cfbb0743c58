import { createSandbox, type Sandbox, type SandboxOptions } from '@handover/sandbox';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startExample } from '../../support/start-example.ts';

const FOLDER = new URL('../', import.meta.url);
const BOT = { id: '1450077300221199', name: 'Bot' };
const DESK = { id: '1450077300221207', name: 'Help desk' };
const WRONG_TOKEN = 'EAAG-not-the-token-of-this-page';

const thread = suite('client-only');

/** Runs the script to its end. */
async function run(args: readonly string[], env: Record<string, string | undefined>): Promise<[number | null, string]> {
  const example = await startExample(FOLDER, { args, env });
  const code = await example.ended;
  return [code, example.output().trimEnd()];
}

async function withSandbox(options: SandboxOptions, play: (sandbox: Sandbox) => Promise<void>): Promise<void> {
  const sandbox = await createSandbox({ apps: [BOT, DESK], ...options });
  try {
    await play(sandbox);
  } finally {
    await sandbox.close();
  }
}

function envOf({ url, apps }: Sandbox): Record<string, string | undefined> {
  return { GRAPH_URL: url, PAGE_TOKEN: apps[0]?.accessToken };
}

thread('prints who owns a thread and passes it, to the inbox or to an app', () =>
  withSandbox({ routing: 'on' }, async (sandbox) => {
    const env = envOf(sandbox);
    const ana = sandbox.person('Ana');
    const ben = sandbox.person('Ben');
    await ana.say('Hi');
    await ben.say('Hi');

    assert.match(
      (await run(['owner', ana.id], env)).join(' '),
      /^0 App 1450077300221199 owns the thread until 20\S+Z\.$/,
    );
    assert.match((await run(['pass', ana.id], env)).join(' '), /^0 Passed to 263902037430900 at 20\S+Z\.$/);
    assert.is(sandbox.owner(ana.id), sandbox.inbox.appId);
    assert.match((await run(['owner', ana.id], env)).join(' '), /^0 The Page Inbox owns the thread until 20\S+Z\.$/);
    assert.match((await run(['pass', ben.id, DESK.id], env)).join(' '), /^0 Passed to 1450077300221207 at /);
    assert.is(sandbox.owner(ben.id), DESK.id);
    await sandbox.inbox.done(ana);
    assert.equal(await run(['owner', ana.id], env), [0, 'No app owns the thread.']);
    assert.equal(await run(['routing'], env), [0, 'Conversation Routing: on']);
  }),
);

thread('lists the receivers of a page with the old roles', () =>
  withSandbox({ routing: 'primary' }, async (sandbox) => {
    const env = envOf(sandbox);
    const [code, output] = await run(['receivers'], env);
    assert.is(code, 0, output);
    assert.match(output, /^1450077300221207 Help desk$/m);
    assert.equal(await run(['routing'], env), [0, 'Conversation Routing: off']);
  }),
);

thread('prints in one line what is wrong with the token, the id or the connection, and fails', () =>
  withSandbox({ routing: 'on' }, async (sandbox) => {
    const env = envOf(sandbox);
    const { id } = sandbox.person('Ana');
    const gone = await createSandbox();
    await gone.close();
    const attempts: [args: string[], env: Record<string, string | undefined>, expected: RegExp][] = [
      [['owner', id], { ...env, PAGE_TOKEN: WRONG_TOKEN }, /refused as token .*create a new page token/],
      [['pass', id], { ...env, PAGE_TOKEN: WRONG_TOKEN }, /refused as token .*create a new page token/],
      [['routing'], { ...env, PAGE_TOKEN: WRONG_TOKEN }, /refused as token /],
      [['owner', 'ana'], env, /^userId must be an id of decimal digits/],
      [['pass', id, '1'], env, /refused as bad_target .*check targetAppId/],
      [['receivers'], env, /refused as no_role .*do not use it with Conversation Routing/],
      [['routing'], { ...env, GRAPH_URL: gone.url }, /did not reach Graph: nothing listens at baseUrl/],
      [['routing'], { ...env, GRAPH_URL: 'graph' }, /^baseUrl must be/],
    ];
    for (const [args, environment, expected] of attempts) {
      const [code, output] = await run(args, environment);
      assert.is(code, 1, output);
      assert.match(output, expected);
      assert.is(output.split('\n').length, 1, output);
      for (const token of [WRONG_TOKEN, env['PAGE_TOKEN'] ?? '']) assert.not.ok(output.includes(token), output);
    }
  }),
);

thread('prints its usage, and what it needs', async () => {
  for (const args of [[], ['own'], ['toString']]) {
    const [code, output] = await run(args, { PAGE_TOKEN: WRONG_TOKEN });
    assert.is(code, 2);
    assert.match(output, /^Usage: npm start -- COMMAND/);
  }
  const [lacking, usage] = await run(['owner'], { PAGE_TOKEN: WRONG_TOKEN });
  assert.is(lacking, 2);
  assert.match(usage, /^owner needs the PSID of the person\.\s+Usage:/);
  const [code, output] = await run(['routing'], { PAGE_TOKEN: undefined });
  assert.is(code, 2);
  assert.match(output, /^Set PAGE_TOKEN first/);
});

thread.run();
