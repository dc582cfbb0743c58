import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSandbox, formatTimelineEntry, type TimelineEntry } from '../src/index.ts';
import { BOT, DESK, SECRETS, startScene, TOKENS, to } from './support/setup.ts';

const format = suite('formatTimelineEntry');

format('each line shows an entry with the owner of its thread', async () => {
  const { sandbox, call, desk, close } = await startScene({
    routing: 'on',
    clock: 'manual',
    startAt: 1_764_590_400_000,
  });
  sandbox.setWebhook(BOT, null);
  desk.answer(500, 200);
  const lines: string[] = [];
  const stop = sandbox.on('entry', (entry) => lines.push(formatTimelineEntry(entry).replace(/in \d+ ms/, 'in N ms')));
  const ana = sandbox.person('Ana');
  await ana.say('hi\u001b[31m');
  await sandbox.settled();
  await call(BOT, 'POST', 'me/messages', {
    ...to(ana),
    message: { text: 'One moment' },
    thread_control: { control_type: 'pass', app_id: DESK },
  });
  await call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'x'.repeat(100) } });
  stop();
  await ana.read();
  const expected = [
    '12:00:00.000  Ana: say "hi [31m"  [owner: Acme Bot]',
    "12:00:00.000  ** Ana's thread: idle -> Acme Bot (entry)  [owner: Acme Bot]",
    '12:00:00.000  Webhook -> Acme Desk: message on standby "hi [31m" = 500 in N ms  [owner: Acme Bot]',
    '12:00:00.000  Webhook -> Acme Desk: message on standby "hi [31m" (attempt 2) = 200 in N ms  [owner: Acme Bot]',
    `12:00:00.000  Acme Bot -> Graph: POST /me/messages (Ana) "One moment" then pass to ${DESK} = 200  [owner: Acme Desk]`,
    "12:00:00.000  ** Ana's thread: Acme Bot -> Acme Desk (pass)  [owner: Acme Desk]",
  ];
  assert.equal(
    lines.filter((line) => expected.includes(line)),
    expected,
  );
  const refused = lines.find((line) => line.includes('xxx')) ?? '';
  assert.match(refused, /"x{59}…" = 400 error 10\/2018300 {2}\[owner: Acme Desk\]$/);
  await close();
});

format('no line shows a token, a secret or a control character', async () => {
  const { sandbox, call, close } = await startScene({ routing: 'primary' });
  const ana = sandbox.person('Ana\u0007');
  await ana.say('hi');
  sandbox.setDefaultApp(DESK);
  sandbox.faults.calls({ do: 'fail' });
  await call(BOT, 'POST', 'me/subscribed_apps', { subscribed_fields: 'messages' });
  await call(BOT, 'POST', 'me/subscribed_apps', { subscribed_fields: 'messages' });
  await sandbox.verifyWebhook(BOT);
  await sandbox.settled();
  const story = sandbox.timeline.map(formatTimelineEntry).join('\n');
  for (const secret of [...Object.values(SECRETS), ...Object.values(TOKENS), 'verify-me'])
    assert.not.match(story, secret);
  assert.not.match(story.replaceAll('\n', ''), '\u0007');
  assert.match(story, 'subscribed (messages)');
  assert.match(story, 'Page settings: default app');
  assert.match(story, '{fault: fail}');
  await close();
});

format('a call with any content gets a line', async () => {
  const sandbox = await createSandbox();
  const odd = { toString: 1 };
  for (const params of [
    { message: { attachment: { type: odd } } },
    { message: 'hi', thread_control: { control_type: odd, app_id: odd } },
    { message: null, thread_control: null, sender_action: odd, metadata: [odd] },
  ]) {
    await fetch(`${sandbox.url}/me/messages`, { method: 'POST', body: JSON.stringify(params) });
  }
  const lines = sandbox.timeline.map(formatTimelineEntry);
  assert.is(lines.length, 3);
  for (const line of lines) assert.match(line, 'POST /me/messages');
  await sandbox.close();
});

format('a text cannot change the direction of its line', async () => {
  const sandbox = await createSandbox();
  await sandbox.person('Ana').say('a\u202eb\u2066c\u200fd\u001b[2Je');
  const line = formatTimelineEntry(sandbox.timeline[0] as TimelineEntry);
  assert.match(line, '"a b c d [2Je"');
  await sandbox.close();
});

format.run();
