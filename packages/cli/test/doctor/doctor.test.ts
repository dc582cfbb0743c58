import { createHmac } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { nodeHandler } from '@handover/core';
import { PAGE_INBOX_ID } from '@handover/sandbox';
import { localhostCertificate } from '@handover/test-support/localhost-certificate';
import { freePort } from '@handover/test-support/redis-server';
import Database from 'libsql';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { examine } from '../../src/doctor/examine.ts';
import { subjectOf } from '../../src/doctor/subject.ts';
import { readSettings } from '../../src/settings/settings.ts';
import { runCommand } from '../support/run-command.ts';
import { BOT, DESK, type Diagnosis, type SetUp, type SetUpOptions, withSetUp } from './set-up.ts';

const doctor = suite('handover doctor');

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with it
const ESCAPE = /\u001b\[\d+m/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const ESCAPE_SIGN = /\u001b/;
const FIELDS = ['messages', 'messaging_postbacks', 'messaging_handovers', 'standby', 'message_echoes'];
const WHATSAPP = { platform: 'whatsapp', page: { accountId: '330000000000001' } } as const;
const WRONG_SECRET = 'f'.repeat(32);

/** Asserts that this is the one finding. */
function only(
  code: string,
  severity: 'error' | 'warning',
  { findings, code: exit }: Diagnosis,
): Readonly<Record<string, string>> {
  assert.equal(
    findings.map((one) => `${one['severity']} ${one['code']}`),
    [`${severity} ${code}`],
  );
  assert.is(exit, severity === 'error' ? 1 : 0);
  const [found = {}] = findings;
  for (const name of ['message', 'why', 'cure', 'where']) assert.ok(found[name], name);
  return found;
}

/** What `debug_token` says, with changes. */
function tokenSays({ sandbox }: SetUp, changes: object): void {
  const body = JSON.stringify({
    data: {
      app_id: BOT.id,
      type: 'PAGE',
      application: BOT.name,
      expires_at: 0,
      data_access_expires_at: 0,
      is_valid: true,
      scopes: ['pages_messaging', 'pages_manage_metadata'],
      ...changes,
    },
  });
  sandbox.faults.calls({ do: 'fail', edge: 'debug_token', times: 5, status: 200, body });
}

function answering(answer: (request: IncomingMessage, response: ServerResponse, body: string) => void) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => answer(request, response, body));
  };
}

/** A webhook with its own rules: what a careless bot does. */
function careless({ checksToken = true, checksSignature = true, prefix = '' }) {
  return answering((request, response, body) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (request.method === 'GET') {
      const isRight = !checksToken || searchParams.get('hub.verify_token') === 'sandbox-verify-token';
      response.writeHead(isRight ? 200 : 403).end(isRight ? `${prefix}${searchParams.get('hub.challenge')}` : 'no');
      return;
    }
    const secret = sandboxSecret;
    const expected = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
    response.writeHead(!checksSignature || request.headers['x-hub-signature-256'] === expected ? 200 : 401).end();
  });
}
let sandboxSecret = '';

async function withRules(rules: Parameters<typeof careless>[0], work: (given: SetUp) => Promise<void>): Promise<void> {
  await withSetUp({ listener: careless(rules) }, async (given) => {
    sandboxSecret = given.env['APP_SECRET'] ?? '';
    await work(given);
  });
}

// A right set-up.

const right: Readonly<Record<string, SetUpOptions>> = {
  'a Messenger page with routing on': { sandbox: { apps: [BOT, DESK] } },
  'a Messenger page with routing off': { sandbox: { routing: 'off' } },
  'an Instagram account with routing on': { sandbox: { platform: 'instagram' } },
  'an Instagram account with routing off': { sandbox: { platform: 'instagram', routing: 'off' } },
  'a WhatsApp number': { sandbox: WHATSAPP },
};
for (const [name, options] of Object.entries(right)) {
  doctor(`has no finding for ${name} that is set up right`, () =>
    withSetUp(options, async (given) => {
      const said = await given.doctor();
      assert.equal(said.findings, []);
      assert.equal(said.skipped, []);
      assert.is(said.code, 0);
    }),
  );
}

doctor('has no finding for an app that requires proofs and hears of everything', () =>
  withSetUp({ sandbox: { apps: [{ ...BOT, requireAppSecretProof: true }] } }, async (given) => {
    const all = 'message,postback,referral,reaction';
    assert.equal((await given.doctor({}, '--listens', all)).findings, []);
  }),
);

doctor('leaves no trace: the bot handles, stores and logs nothing, and its file stays as it was', () =>
  withSetUp({}, async (given) => {
    const file = (): string => readFileSync(join(given.folder, 'bot.db')).toString('base64');
    const before = file();
    for (let times = 0; times < 3; times += 1) await given.doctor();
    assert.equal(given.handled, []);
    assert.equal(given.operations, []);
    assert.equal(given.logger.lines, []);
    assert.is(file(), before);
    const calls = given.sandbox.timeline.flatMap((entry) => (entry.kind === 'call' ? [entry.method] : []));
    assert.equal([...new Set(calls)], ['GET']);
  }),
);

// Token.

doctor('names a token that has expired', () =>
  withSetUp({}, async (given) => {
    const PAGE_TOKEN = given.sandbox.userToken(BOT.id, { lastsMs: 1 });
    given.sandbox.clock.advance(2_000);
    only('token_expired', 'error', await given.doctor({ PAGE_TOKEN }));
    tokenSays(given, {
      is_valid: false,
      expires_at: 1_700_000_000,
      error: { code: 190, subcode: 463, message: 'over' },
    });
    assert.match(only('token_expired', 'error', await given.doctor())['message'] ?? '', /2023-11-14/);
  }),
);

doctor('names a token that Graph does not know, without repeating it', () =>
  withSetUp({}, async (given) => {
    const said = await given.doctor({ PAGE_TOKEN: 'EAAwrongtoken123' });
    only('token_invalid', 'error', said);
    assert.not.match(JSON.stringify(said), /wrongtoken123/);
  }),
);

doctor('names a token of another app', () =>
  withSetUp({ sandbox: { apps: [BOT, DESK] } }, async (given) => {
    const PAGE_TOKEN = given.sandbox.environment(DESK.id).PAGE_TOKEN;
    const { message } = only('token_of_other_app', 'error', await given.doctor({ PAGE_TOKEN }));
    assert.is(message, `The access token belongs to app Desk (${DESK.id}), and APP_ID is ${BOT.id}`);
  }),
);

doctor('names a token of a person', () =>
  withSetUp({}, async (given) => {
    only('token_kind', 'error', await given.doctor({ PAGE_TOKEN: given.sandbox.userToken(BOT.id) }));
  }),
);

doctor('takes times that no calendar has for none', () =>
  withSetUp({}, async (given) => {
    tokenSays(given, { expires_at: 99_999_999_999_999, data_access_expires_at: 'soon' });
    assert.equal((await given.doctor()).findings, []);
  }),
);

doctor('names permissions that the token lacks, once, also if Graph refuses calls for them', () =>
  withSetUp({}, async (given) => {
    tokenSays(given, { scopes: ['pages_messaging', 'pages_show_list'] });
    const error = { code: 200, message: '(#200) Requires pages_manage_metadata permission' };
    given.sandbox.faults.calls({ do: 'fail', edge: 'subscribed_apps', times: 5, error });
    const { message } = only('scopes_missing', 'error', await given.doctor());
    assert.is(message, 'The access token lacks permissions: pages_manage_metadata');
  }),
);

doctor('names a token that expires within a week, and data access that ends', () =>
  withSetUp({}, async (given) => {
    const soon = Math.floor(given.sandbox.clock.now() / 1_000) + 3 * 86_400;
    tokenSays(given, { expires_at: soon });
    only('token_expires_soon', 'warning', await given.doctor());
    given.sandbox.faults.clear();
    tokenSays(given, { data_access_expires_at: soon });
    only('data_access_ends', 'warning', await given.doctor());
  }),
);

// App.

doctor('names a wrong APP_SECRET once, also where the app requires proofs', async () => {
  for (const requireAppSecretProof of [false, true]) {
    await withSetUp({ sandbox: { apps: [{ ...BOT, requireAppSecretProof }] } }, async (given) => {
      const said = await given.doctor({ APP_SECRET: WRONG_SECRET });
      only(requireAppSecretProof ? 'app_id_secret_mismatch' : 'wrong_app_secret', 'error', said);
      assert.equal(given.logger.loud, []);
    });
  }
});

doctor('names a wrong APP_ID, and the right one where the token and the secret show it', () =>
  withSetUp({ sandbox: { apps: [BOT, DESK] } }, async (given) => {
    for (const APP_ID of ['4711', DESK.id]) {
      assert.is(only('wrong_app_id', 'error', await given.doctor({ APP_ID }))['cure'], `Set APP_ID to ${BOT.id}.`);
    }
    only('app_id_secret_mismatch', 'error', await given.doctor({ APP_ID: '4711', APP_SECRET: WRONG_SECRET }));
  }),
);

doctor('names white space around a setting, and checks the value without it', () =>
  withSetUp({}, async (given) => {
    const { env } = given;
    const said = await given.doctor({ APP_SECRET: `${env['APP_SECRET']}\n`, VERIFY_TOKEN: ` ${env['VERIFY_TOKEN']}` });
    assert.match(only('white_space', 'error', said)['message'] ?? '', /: APP_SECRET, VERIFY_TOKEN$/);
  }),
);

doctor('names the settings that are missing, and what is not checked without them', () =>
  withSetUp({}, async (given) => {
    const said = await given.doctor({ APP_SECRET: undefined });
    assert.match(only('setting_missing', 'error', said)['message'] ?? '', /: APP_SECRET$/);
    assert.equal(
      said.skipped.map(({ check }) => check),
      ['the expiry and the permissions of the access token', 'signatures at the webhook'],
    );
    const nothing = await given.doctor(Object.fromEntries(Object.keys(given.env).map((name) => [name, undefined])));
    assert.equal(
      nothing.findings.map(({ code }) => code),
      ['setting_missing', 'store_not_durable', 'verify_token_not_set'],
    );
  }),
);

doctor('names a missing APP_ID alone, and takes that of the token for the checks of the page', () =>
  withSetUp({}, async (given) => {
    const said = await given.doctor({ APP_ID: undefined });
    assert.match(only('setting_missing', 'error', said)['message'] ?? '', /: APP_ID$/);
    assert.ok(said.passed.includes('This app is subscribed'));
  }),
);

doctor('names a missing PAGE_TOKEN alone, also for Instagram Login', () =>
  withSetUp({}, async (given) => {
    for (const GRAPH_URL of [given.env['GRAPH_URL'], 'https://graph.instagram.com']) {
      const said = await given.doctor({ PAGE_TOKEN: undefined, GRAPH_URL });
      assert.match(only('setting_missing', 'error', said)['message'] ?? '', /: PAGE_TOKEN$/);
    }
  }),
);

doctor('names an app without a webhook at Meta, and one without the field messages', () =>
  withSetUp({ hasWebhook: false }, async (given) => {
    only('app_not_subscribed', 'error', await given.doctor());
    await subscribeApp(given, FIELDS.slice(1));
    only('app_not_subscribed', 'error', await given.doctor());
  }),
);

doctor('names fields that the page has and the app lacks', () =>
  withSetUp({ hasWebhook: false }, async (given) => {
    given.sandbox.setFields(BOT.id, [...FIELDS, 'message_reads']);
    await subscribeApp(given, FIELDS);
    assert.match(only('app_fields_missing', 'warning', await given.doctor())['message'] ?? '', /: message_reads$/);
  }),
);

async function subscribeApp({ env }: SetUp, fields: readonly string[], object = 'page'): Promise<void> {
  const response = await fetch(`${env['GRAPH_URL']}/${BOT.id}/subscriptions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${BOT.id}|${env['APP_SECRET']}` },
    body: JSON.stringify({
      object,
      callback_url: env['WEBHOOK_URL'],
      verify_token: env['VERIFY_TOKEN'],
      fields: fields.join(','),
    }),
  });
  assert.is(response.status, 200, await response.text());
}

doctor('names a callback address at Meta that is not WEBHOOK_URL', () =>
  withSetUp({}, async (given) => {
    given.sandbox.setWebhook(BOT.id, { url: 'http://127.0.0.1:9999/hook?key=hidden' });
    const said = await given.doctor();
    assert.match(only('callback_differs', 'error', said)['message'] ?? '', /127\.0\.0\.1:9999\/hook,/);
    assert.not.match(JSON.stringify(said), /hidden/);
    const other = await given.doctor({ WEBHOOK_URL: 'http://127.0.0.1:9999/hook?key=other' });
    assert.match(
      other.findings.find(({ code }) => code === 'webhook_unreachable')?.['message'] ?? '',
      /Meta delivers to .*\/hook with another query$/,
    );
    const WEBHOOK_URL = `${given.env['WEBHOOK_URL']}?key=other`;
    given.sandbox.setWebhook(BOT.id, { url: given.env['WEBHOOK_URL'] ?? '' });
    const { message } = only('callback_differs', 'error', await given.doctor({ WEBHOOK_URL }));
    assert.match(message ?? '', /\/webhook with another query$/);
  }),
);

doctor('takes the names of this machine for one', () =>
  withSetUp({}, async (given) => {
    const url = given.env['WEBHOOK_URL']?.replace('127.0.0.1', 'localhost') ?? '';
    given.sandbox.setWebhook(BOT.id, { url });
    assert.equal((await given.doctor()).findings, []);
  }),
);

doctor('asks whether a public callback address leads to a bot on this machine', () =>
  withSetUp({}, async (given) => {
    given.sandbox.setWebhook(BOT.id, { url: 'https://bot.example/webhook' });
    const said = await given.doctor();
    assert.equal(said.findings, []);
    assert.ok(said.questions.some(({ code }) => code === 'callback_reaches_bot'));
  }),
);

// Page.

doctor('names another app that is subscribed while this one is not', () =>
  withSetUp({ sandbox: { apps: [BOT, DESK] } }, async (given) => {
    await unsubscribe(given);
    const { message } = only('not_subscribed', 'error', await given.doctor());
    assert.is(message, `This app gets no deliveries: it is not subscribed; Desk (${DESK.id}) is`);
  }),
);

async function unsubscribe({ env }: SetUp, node = env['PAGE_ID']): Promise<void> {
  const headers = { authorization: `Bearer ${env['PAGE_TOKEN']}` };
  const response = await fetch(`${env['GRAPH_URL']}/${node}/subscribed_apps`, { method: 'DELETE', headers });
  assert.is(response.status, 200);
}

doctor('names a subscription without the field messages once', () =>
  withSetUp({}, async (given) => {
    given.sandbox.setFields(BOT.id, ['messaging_postbacks']);
    only('not_subscribed', 'error', await given.doctor());
  }),
);

doctor('names fields that the bot listens to and is not subscribed to', () =>
  withSetUp({}, async (given) => {
    given.sandbox.setFields(BOT.id, FIELDS);
    assert.equal((await given.doctor()).findings, []);
    const said = await given.doctor({}, '--listens', 'message,reaction');
    assert.match(only('fields_missing', 'warning', said)['message'] ?? '', /message_reactions/);
    given.sandbox.setFields(BOT.id, ['messages', 'messaging_handovers', 'message_echoes']);
    const { message, cure } = only('fields_missing', 'warning', await given.doctor());
    assert.match(message ?? '', /standby/);
    assert.is(cure, 'Subscribe it: handover subscribe standby');
  }),
);

doctor('names PAGE_ID of another page', () =>
  withSetUp({}, async (given) => {
    only('page_of_token', 'error', await given.doctor({ PAGE_ID: '99' }));
  }),
);

doctor('names a page without an Instagram account', () =>
  withSetUp({}, async (given) => {
    only('no_instagram_account', 'error', await given.doctor({ PLATFORM: 'instagram' }));
  }),
);

doctor("names an option routing that is not the page's", () =>
  withSetUp({ sandbox: { routing: 'off' } }, async (given) => {
    only('routing_option', 'warning', await given.doctor({}, '--routing', 'on'));
  }),
);

doctor('names another default app once a thread shows it, and asks before', () =>
  withSetUp(
    { sandbox: { apps: [{ ...BOT, requireAppSecretProof: true }, DESK], defaultApp: PAGE_INBOX_ID } },
    async (given) => {
      const asked = await given.doctor();
      assert.equal(asked.findings, []);
      assert.equal(asked.questions.map(({ code }) => code).slice(0, 3), [
        'default_app',
        'take_toggle',
        'standby_toggle',
      ]);
      await given.sandbox.person('Ana').say('hi');
      await given.sandbox.settled();
      const said = await given.doctor();
      only('not_default_app', 'warning', said);
      assert.not.ok(said.questions.some(({ code }) => code === 'default_app'));
    },
  ),
);

doctor('sees that this app is the default app by a thread that another app owns', () =>
  withSetUp({ sandbox: { apps: [BOT, DESK] } }, async (given) => {
    await given.sandbox.person('Ana').say('hi');
    await given.sandbox.inbox.reply(given.sandbox.person('Ana'), 'Nora here');
    await given.sandbox.settled();
    const said = await given.doctor();
    assert.equal(said.findings, []);
    assert.not.ok(said.questions.some(({ code }) => code === 'default_app'));
  }),
);

doctor('asks about other apps that get messages while routing is off', () =>
  withSetUp({ sandbox: { apps: [BOT, DESK], routing: 'off' } }, async (given) => {
    const said = await given.doctor();
    assert.equal(said.findings, []);
    assert.is(said.questions[0]?.['code'], 'other_apps_answer');
  }),
);

doctor(
  'names a WhatsApp app that is not subscribed, a number that its token does not read, and fields that it lacks',
  () =>
    withSetUp({ sandbox: WHATSAPP }, async (given) => {
      only('page_unread', 'error', await given.doctor({ PAGE_ID: '550000000009999' }));
      await unsubscribe(given, '330000000000001');
      only('not_subscribed', 'error', await given.doctor());
      const { skipped } = await given.doctor({ ACCOUNT_ID: undefined });
      assert.match(JSON.stringify(skipped), /ACCOUNT_ID is missing/);
    }),
);

doctor('takes the address that an account has for itself', () =>
  withSetUp({ sandbox: WHATSAPP, hasWebhook: false }, async (given) => {
    const { env } = given;
    await subscribeApp(given, ['messages', 'smb_message_echoes'], 'whatsapp_business_account');
    const override = `${env['WEBHOOK_URL']}?account=1`;
    const response = await fetch(`${env['GRAPH_URL']}/${env['ACCOUNT_ID']}/subscribed_apps`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${env['PAGE_TOKEN']}` },
      body: JSON.stringify({ override_callback_uri: override, verify_token: env['VERIFY_TOKEN'] }),
    });
    assert.is(response.status, 200, await response.text());
    only('callback_differs', 'error', await given.doctor());
    assert.equal((await given.doctor({ WEBHOOK_URL: override })).findings, []);
  }),
);

// Webhook.

doctor('names a webhook at which nothing listens as the view of this machine', () =>
  withSetUp({}, async (given) => {
    const WEBHOOK_URL = `http://127.0.0.1:${await freePort()}/webhook`;
    const { cure } = only('webhook_unreachable', 'error', await given.doctor({ WEBHOOK_URL }));
    assert.match(cure ?? '', /view of this machine/);
  }),
);

doctor('names a webhook at another path, one that fails and one that redirects', async () => {
  await withSetUp({}, async (given) => {
    const WEBHOOK_URL = `${given.env['WEBHOOK_URL']}s`;
    given.sandbox.setWebhook(BOT.id, { url: WEBHOOK_URL });
    only('webhook_status', 'error', await given.doctor({ WEBHOOK_URL }));
  });
  const failing = answering((_, response) => void response.writeHead(500).end());
  await withSetUp({ listener: failing }, async (given) => {
    only('webhook_status', 'error', await given.doctor());
  });
  const moved = answering((_, response) => void response.writeHead(301, { location: '/webhook/' }).end());
  await withSetUp({ listener: moved }, async (given) => {
    assert.match(
      only('webhook_redirects', 'error', await given.doctor())['message'] ?? '',
      /301 to http.*\/webhook\/$/,
    );
  });
});

doctor('names a bot behind a body parser that keeps no bytes', () => {
  let bot: ReturnType<typeof nodeHandler> | undefined;
  const parsed = answering((request, response, body) => {
    void bot?.(Object.assign(request, { body: body === '' ? undefined : (JSON.parse(body) as unknown) }), response);
  });
  return withSetUp({ listener: parsed }, async (given) => {
    bot = nodeHandler(given.bot, { path: '/webhook' });
    assert.match(only('webhook_status', 'error', await given.doctor())['cure'] ?? '', /ahead of any body parser/);
  });
});

doctor('names a certificate that Meta would not take', async () => {
  const server = createServer(localhostCertificate, (_, response) => void response.writeHead(200).end());
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  try {
    const WEBHOOK_URL = `https://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
    await withSetUp({}, async (given) => {
      const { message } = only('webhook_certificate', 'error', await given.doctor({ WEBHOOK_URL }));
      assert.match(message ?? '', /self-signed/);
    });
  } finally {
    server.close();
  }
});

doctor('names a wrong VERIFY_TOKEN', () =>
  withSetUp({}, async (given) => {
    only('wrong_verify_token', 'error', await given.doctor({ VERIFY_TOKEN: 'another' }));
  }),
);

doctor('names a webhook that accepts any verify token, and one that answers more than the challenge', async () => {
  await withRules({ checksToken: false }, async (given) => {
    only('verify_token_unchecked', 'warning', await given.doctor());
  });
  await withRules({ prefix: 'OK ' }, async (given) => {
    only('handshake_answer', 'error', await given.doctor());
  });
});

doctor('names a login in front of the webhook once', () =>
  withSetUp({ listener: answering((_, response) => void response.writeHead(401).end('log in')) }, async (given) => {
    const { message, cure } = only('webhook_status', 'error', await given.doctor());
    assert.match(message ?? '', /answers 401 to a verification request and to a signed delivery$/);
    assert.match(cure ?? '', /login/);
  }),
);

doctor('names a webhook that accepts forged deliveries', () =>
  withRules({ checksSignature: false }, async (given) => {
    only('forged_accepted', 'error', await given.doctor());
  }),
);

doctor('names a bot that has another secret', () =>
  withSetUp({ bot: { appSecret: WRONG_SECRET } }, async (given) => {
    only('wrong_signature', 'error', await given.doctor());
  }),
);

doctor('probes the address that Meta has if WEBHOOK_URL is missing', () =>
  withRules({ checksSignature: false }, async (given) => {
    only('forged_accepted', 'error', await given.doctor({ WEBHOOK_URL: undefined }));
  }),
);

doctor('names an address of the webhook that is not HTTPS', () =>
  withSetUp({ hasWebhook: false }, async (given) => {
    const said = await given.doctor({
      GRAPH_URL: `http://graph.invalid`,
      WEBHOOK_URL: given.env['WEBHOOK_URL']?.replace('127.0.0.1', 'bot.invalid'),
    });
    assert.ok(said.findings.some(({ code }) => code === 'webhook_not_https'));
  }),
);

doctor('does not wait longer for the webhook than Meta does', async () => {
  await withSetUp({ listener: () => undefined }, async ({ env, folder }) => {
    const subject = subjectOf(readSettings({}, { env, cwd: () => folder }, undefined), {}, { cwd: () => folder });
    assert.is(subject.webhookMs, 5_000);
    const { findings } = await examine({ ...subject, webhookMs: 50 });
    assert.equal(
      findings.map(({ code }) => code),
      ['webhook_unreachable'],
    );
    assert.match(findings[0]?.message ?? '', /did not answer within 0\.05 s/);
  });
});

// Clock.

doctor('names a clock that is ten minutes off', () =>
  withSetUp({}, async (given) => {
    for (const [ms, side] of [
      [-600_000, 'behind'],
      [600_000, 'ahead of'],
    ] as const) {
      const ran = await given.run(['--json'], {
        env: given.env,
        folder: given.folder,
        now: () => given.sandbox.clock.now() + ms,
      });
      const said = { code: ran.code, ...ran.documents[0] } as unknown as Diagnosis;
      const { message } = only('clock_skew', 'warning', said);
      assert.is(message, `The clock of this machine is 10 min ${side} Meta's`);
    }
  }),
);

// Store.

doctor('names a store in memory, given or not', () =>
  withSetUp({}, async (given) => {
    for (const STORE_URL of [undefined, 'sqlite::memory:', 'memory:']) {
      only('store_not_durable', 'warning', await given.doctor({ STORE_URL }));
    }
  }),
);

doctor('names a store that does not open: no folder, no database, no server', () =>
  withSetUp({}, async (given) => {
    writeFileSync(join(given.folder, 'junk.db'), 'no database'.repeat(500));
    const redis = `redis://:p4ssw0rd@127.0.0.1:${await freePort()}`;
    for (const STORE_URL of ['sqlite:missing/bot.db', 'sqlite:bot.db/bot.db', 'sqlite:junk.db', redis]) {
      const said = await given.doctor({ STORE_URL });
      only('store_unreachable', 'error', said);
      assert.not.match(JSON.stringify(said), /p4ssw0rd/);
    }
  }),
);

doctor('names a file that cannot be written', () =>
  withSetUp({}, async (given) => {
    const file = join(given.folder, 'other.db');
    writeFileSync(file, '');
    chmodSync(file, 0o444);
    only('store_read_only', 'error', await given.doctor({ STORE_URL: 'sqlite:other.db' }));
  }),
);

doctor('asks about a file that no bot has made yet, and does not make it', () =>
  withSetUp({}, async (given) => {
    const before = readdirSync(given.folder);
    const said = await given.doctor({ STORE_URL: 'sqlite:new.db' });
    assert.equal(said.findings, []);
    assert.ok(said.questions.some(({ code }) => code === 'store_not_used_yet'));
    assert.not.ok(existsSync(join(given.folder, 'new.db')));
    assert.equal(readdirSync(given.folder), before);
  }),
);

doctor('asks about a file with tables of an older version', () =>
  withSetUp({}, async (given) => {
    const old = new Database(join(given.folder, 'old.db'));
    const made = new Database(join(given.folder, 'bot.db'));
    const [{ user_version: version }] = made.prepare('PRAGMA user_version').all() as [{ user_version: number }];
    made.close();
    old.exec(`CREATE TABLE handover_threads (thread TEXT); PRAGMA user_version = ${version - 1}`);
    old.close();
    const said = await given.doctor({ STORE_URL: 'sqlite:old.db' });
    assert.equal(said.findings, []);
    const { question } = said.questions.find(({ code }) => code === 'store_of_older_version') ?? {};
    assert.match(question ?? '', /older version/);
  }),
);

// Graph.

doctor('names a Graph that does not answer once, and checks what does not need it', () =>
  withSetUp({}, async (given) => {
    const GRAPH_URL = `http://127.0.0.1:${await freePort()}`;
    const said = await given.doctor({ GRAPH_URL });
    only('graph_unreachable', 'error', said);
    assert.ok(said.passed.some((sentence) => sentence.startsWith('The webhook accepts signed deliveries')));
  }),
);

doctor('names a refusal of every call once', () =>
  withSetUp({}, async (given) => {
    const { faults } = given.sandbox;
    faults.calls({ do: 'fail', times: 50, error: { code: 4, message: '(#4) Application request limit reached' } });
    assert.match(only('graph_refused', 'error', await given.doctor())['message'] ?? '', /request limit reached/);
    faults.clear();
    faults.calls({ do: 'fail', times: 50, error: { code: 190, subcode: 463, message: 'Session has expired' } });
    only('token_expired', 'error', await given.doctor());
  }),
);

doctor('names a call that Graph refuses with the sentence of Meta', () =>
  withSetUp({}, async (given) => {
    const error = { code: 10, message: '(#10) This app lacks a permission' };
    given.sandbox.faults.calls({ do: 'fail', edge: 'subscribed_apps', times: 1, error });
    assert.match(only('subscriptions_unread', 'warning', await given.doctor())['message'] ?? '', /lacks a permission/);
  }),
);

doctor('says that subscriptions were not compared if Graph refuses the routing of the page', () =>
  withSetUp({}, async (given) => {
    const graph = createHttpServer(async ({ url = '', headers }, response) => {
      const refused = JSON.stringify({ error: { code: 100, message: '(#100) No such field' } });
      if (url.includes('messaging_feature_status')) return void response.writeHead(400).end(refused);
      const { authorization = '' } = headers;
      const answer = await fetch(`${given.env['GRAPH_URL']}${url}`, { headers: { authorization } });
      return void response.writeHead(answer.status).end(await answer.text());
    });
    await new Promise<void>((resolve) => void graph.listen(0, '127.0.0.1', resolve));
    try {
      const said = await given.doctor({ GRAPH_URL: `http://127.0.0.1:${(graph.address() as AddressInfo).port}` });
      assert.match(only('graph_refused', 'error', said)['message'] ?? '', /No such field/);
      assert.equal(
        said.skipped.map(({ check }) => check),
        ['the subscribed fields and the routing of the page'],
      );
    } finally {
      graph.closeAllConnections();
      graph.close();
    }
  }),
);

// Output.

doctor('prints each finding with its reason, cure and place, and a count, in colour only on a terminal', () =>
  withSetUp({}, async (given) => {
    const env = { ...given.env, VERIFY_TOKEN: 'another' };
    const plain = await given.run([], { env, folder: given.folder });
    assert.is(plain.code, 1);
    assert.match(
      plain.stdout,
      /^✗ error {4}The webhook refuses VERIFY_TOKEN: it answers 403 \[wrong_verify_token\]\n {2}Why {6}Meta cannot/,
    );
    assert.match(plain.stdout, /\n {2}Cure {5}Give the bot.*\n/);
    assert.match(plain.stdout, /\n {2}Where {4}VERIFY_TOKEN; /);
    assert.match(plain.stdout, /\n1 error, 0 warnings, 4 questions\n$/);
    assert.ok(plain.stdout.split('\n').every((line) => line.length <= 80));
    assert.not.match(plain.stdout, ESCAPE);
    const coloured = await given.run([], { env, folder: given.folder, isTerminal: true });
    assert.match(coloured.stdout, ESCAPE);
    assert.is(coloured.stdout.replace(new RegExp(ESCAPE, 'g'), ''), plain.stdout);
    const asked = await given.run([], { env: { ...env, NO_COLOR: '1' }, folder: given.folder, isTerminal: true });
    assert.is(asked.stdout, plain.stdout);
  }),
);

doctor("prints Meta's sentences on one line, without what controls a terminal", () =>
  withSetUp({}, async (given) => {
    const error = { code: 190, message: 'one\n\u001b[2Jtwo' };
    given.sandbox.faults.calls({ do: 'fail', times: 50, error });
    const { stdout } = await given.run([], { env: given.env, folder: given.folder });
    assert.match(stdout, /one \[2Jtwo \[token_invalid\]/);
    assert.not.match(stdout, ESCAPE_SIGN);
  }),
);

doctor('shows no secret, token or verify token', () =>
  withSetUp({ sandbox: { apps: [BOT, DESK] } }, async (given) => {
    const { env, folder } = given;
    const secrets = ['APP_SECRET', 'PAGE_TOKEN', 'VERIFY_TOKEN'].map((name) => env[name] ?? '');
    for (const changes of [{}, { APP_ID: DESK.id }, { VERIFY_TOKEN: 'anothertoken' }, { APP_SECRET: WRONG_SECRET }]) {
      const { stdout, stderr } = await given.run([], { env: { ...env, ...changes }, folder });
      for (const secret of [...secrets, 'anothertoken', WRONG_SECRET])
        assert.not.ok(`${stdout}${stderr}`.includes(secret));
    }
  }),
);

doctor('refuses a setting that cannot be examined, ahead of any call', async () => {
  for (const [name, value] of [
    ['GRAPH_URL', 'graph.facebook.com'],
    ['GRAPH_URL', 'https://graph.facebook.com/v23.0'],
    ['WEBHOOK_URL', 'bot.example/webhook'],
    ['APP_ID', 'my-app'],
    ['PLATFORM', 'telegram'],
    ['PAGE_TOKEN', 'EAA…x'],
    ['APP_SECRET', 'two\nlines'],
    ['STORE_URL', 'mysql://db'],
  ] as const) {
    const { code, stderr, stdout } = await runCommand(['doctor'], { env: { [name]: value } });
    assert.is(code, 2);
    assert.is(stdout, '');
    assert.match(stderr, new RegExp(name));
  }
  for (const flags of [
    ['--listens', 'mesage'],
    ['--routing', 'maybe'],
  ]) {
    assert.is((await runCommand(['doctor', ...flags])).code, 2);
  }
});

doctor.run();
