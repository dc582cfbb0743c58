import { createSandbox } from '@handover/sandbox';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runCommand } from '../support/run-command.ts';

const BOT = { id: '1450077300221199', name: 'Bot' };
const DESK = { id: '880042117756310', name: 'Desk' };
const NEEDED = 'messages, messaging_postbacks, messaging_referrals, messaging_handovers, standby, message_echoes';

const subscribing = suite('subscribe');

subscribing('adds the fields that a bot needs, and shows those before and now', async () => {
  const sandbox = await createSandbox({ apps: [{ ...BOT, subscribedFields: ['message_reads'] }, DESK] });
  const env = { ...sandbox.environment() };
  const { code, stdout } = await runCommand(['subscribe'], { env });
  assert.is(code, 0);
  assert.is(stdout, `Before: message_reads\nNow:    message_reads, ${NEEDED}\n`);
  const { documents } = await runCommand(['subscribe', 'messages', 'standby', '--replace', '--json'], { env });
  assert.equal(documents[0]?.['now'], ['messages', 'standby']);
  const shown = await runCommand(['subscribe', '--show'], { env });
  assert.match(shown.stdout, new RegExp(`^${BOT.id} Bot \\(your app\\): messages, standby$`, 'm'));
  assert.match(shown.stdout, new RegExp(`^${DESK.id} Desk: `, 'm'));
  await sandbox.close();
});

subscribing('reports an unknown field in the words of Meta, and changes nothing', async () => {
  const sandbox = await createSandbox({ apps: [BOT] });
  const env = { ...sandbox.environment() };
  const before = (await runCommand(['subscribe', '--show'], { env })).stdout;
  const { code, stderr } = await runCommand(['subscribe', 'mesages'], { env });
  assert.is(code, 1);
  assert.match(stderr, /subscribed_fields/);
  assert.is((await runCommand(['subscribe', '--show'], { env })).stdout, before);
  assert.is((await runCommand(['subscribe', 'messages', '--show'], { env })).code, 2);
  await sandbox.close();
});

subscribing('subscribes to the account of a WhatsApp number, without fields', async () => {
  const sandbox = await createSandbox({ platform: 'whatsapp', apps: [BOT] });
  const env = { ...sandbox.environment(), PLATFORM: 'whatsapp', ACCOUNT_ID: sandbox.page.accountId ?? '' };
  const { stdout, stderr } = await runCommand(['subscribe'], { env });
  assert.match(stdout, new RegExp(`Now: {4}app ${BOT.id}\n$`), stderr);
  assert.is((await runCommand(['subscribe', 'messages'], { env })).code, 2);
  const missing = await runCommand(['subscribe'], { env: { ...env, ACCOUNT_ID: '' } });
  assert.match(missing.stderr, /ACCOUNT_ID \(or --account-id\) is missing/);
  await sandbox.close();
});

subscribing.run();
