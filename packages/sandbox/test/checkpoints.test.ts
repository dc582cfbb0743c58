import { rejects } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSandbox, type SandboxSession } from '../src/index.ts';
import { ask } from './support/ask.ts';
import { BOT, DESK, INBOX, startScene, to } from './support/setup.ts';

const checkpoints = suite('checkpoints');
const START = 1_764_590_400_000;

/** A session without what going back does not restore: where ids continue. */
function withoutIds({ counters: _, pages, ...session }: SandboxSession): object {
  return { ...session, pages: pages.map(({ names: __, ...page }) => page) };
}

checkpoints('going back restores people, owners, settings, faults, timeline and clock, each time', async () => {
  const { sandbox, bot, call, close } = await startScene({ clock: 'manual', startAt: START });
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  await sandbox.settled();
  sandbox.checkpoints.save('set up');
  const before = sandbox.exportSession();
  assert.equal(sandbox.checkpoints.list(), [{ name: 'set up', savedAt: START }]);
  assert.equal(sandbox.checkpoints.get('set up'), before);

  for (const time of ['first', 'second']) {
    await call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: `welcome, ${time}` } });
    await sandbox.inbox.reply(ana, 'Nora here');
    await sandbox.person(`Ben ${time}`).say('me too');
    sandbox.setRouting('off');
    sandbox.setApp(DESK, { canTake: false });
    sandbox.faults.calls({ do: 'fail' });
    await sandbox.clock.advance(3_600_000);
    await sandbox.settled();
    assert.is(sandbox.owner(ana.id), INBOX);
    await sandbox.checkpoints.restore('set up');
    assert.is(sandbox.owner(ana.id), BOT);
    assert.equal(ana.inbox, []);
    assert.equal(
      sandbox.people.map(({ name }) => name),
      ['Ana'],
    );
    assert.equal(withoutIds(sandbox.exportSession()), withoutIds(before));
  }
  bot.news();
  await ana.say('still there');
  await sandbox.settled();
  assert.equal(bot.news(), ['messaging message still there']);
  await close();
});

checkpoints('ids do not repeat after going back, so a running bot takes no message for a redelivery', async () => {
  const { sandbox, close } = await startScene();
  const ana = sandbox.person('Ana');
  sandbox.checkpoints.save('set up');
  const mids = new Set<string>();
  const ids = new Set([ana.id]);
  for (const name of ['Ben', 'Cleo', 'Dora']) {
    mids.add((await ana.say('hi')).mid);
    ids.add(sandbox.person(name).id);
    await sandbox.settled();
    await sandbox.checkpoints.restore('set up');
  }
  assert.is(mids.size, 3);
  assert.is(ids.size, 4);
  const ben = sandbox.person('Ben');
  assert.ok(ids.has(ben.id), 'a known name keeps its id, as after a reset');
  await ben.say('again');
  await sandbox.settled();
  const elsewhere = await createSandbox({ session: sandbox.exportSession() });
  assert.is(elsewhere.person('Ben').id, ben.id, 'the state after going back is a valid session');
  await elsewhere.close();
  await close();
});

checkpoints('going back restores every page, and the pages themselves', async () => {
  const sandbox = await createSandbox({ pages: [{ name: 'Berlin' }, { name: 'Paris', platform: 'instagram' }] });
  const paris = sandbox.getPage('Paris');
  await paris.person('Ana').say('salut');
  sandbox.checkpoints.save('set up');
  const ben = paris.person('Ben');
  paris.setRouting('off');
  sandbox.addPage({ name: 'Rome' });
  sandbox.removePage('Berlin');
  await sandbox.checkpoints.restore('set up');
  assert.equal(
    sandbox.pages.map(({ name, people }) => [name, people.map((person) => person.name)]),
    [
      ['Berlin', []],
      ['Paris', ['Ana']],
    ],
  );
  assert.is(paris.person('Ben').id, ben.id);
  assert.is.not(sandbox.person('Cleo').id, ben.id);
  await sandbox.close();
});

checkpoints('a delivery that was pending is pending again after going back', async () => {
  const { sandbox, bot, close } = await startScene({ clock: 'manual', startAt: START });
  const ana = sandbox.person('Ana');
  sandbox.faults.deliveries({ do: 'delay', ms: 60_000, appId: BOT });
  await ana.say('late');
  await sandbox.settled();
  sandbox.checkpoints.save('before it arrives');
  for (let time = 0; time < 2; time += 1) {
    await sandbox.clock.advance(60_000);
    await sandbox.settled();
    assert.equal(bot.news(), ['messaging message late']);
    await sandbox.checkpoints.restore('before it arrives');
  }
  assert.equal(bot.news(), []);
  await close();
});

checkpoints('a delivery in progress is sent again, and its answer no longer counts', async () => {
  const { sandbox, bot, close } = await startScene();
  const ana = sandbox.person('Ana');
  let answer = (): void => undefined;
  const arrived = new Promise<void>((resolve) => {
    bot.during = () => {
      bot.during = () => undefined;
      resolve();
      return new Promise((answered) => {
        answer = answered;
      });
    };
  });
  await ana.say('slow');
  await arrived;
  sandbox.checkpoints.save('in progress');
  const health = async (): Promise<unknown> => (await ask(sandbox.url, 'GET', '/health'))[1]['settled'];
  assert.is(await health(), false);
  await sandbox.checkpoints.restore('in progress');
  answer();
  await sandbox.settled();
  assert.is(await health(), true);
  assert.equal(bot.news(), ['messaging message slow', 'messaging message slow']);
  const toBot = sandbox.timeline.filter((entry) => entry.kind === 'delivery' && entry.app.id === BOT);
  assert.is(toBot.length, 1);
  await close();
});

checkpoints('the number of checkpoints is limited, and a wrong name is refused', async () => {
  const sandbox = await createSandbox({ limits: { checkpoints: 2 } });
  sandbox.checkpoints.save('one');
  sandbox.checkpoints.save('two');
  sandbox.checkpoints.save('one');
  assert.throws(
    () => sandbox.checkpoints.save('three'),
    /keeps 2 checkpoints; delete one or raise limits\.checkpoints/,
  );
  await rejects(sandbox.checkpoints.restore('three'), /no checkpoint of this name; saved are "one", "two"/);
  assert.throws(() => sandbox.checkpoints.delete('three'), /no checkpoint of this name/);
  for (const name of ['', 'x'.repeat(101), undefined as never]) {
    assert.throws(() => sandbox.checkpoints.save(name), /must be a string of 1 to 100 characters/);
  }
  sandbox.checkpoints.delete('one');
  await sandbox.reset();
  sandbox.checkpoints.save('three');
  assert.equal(
    sandbox.checkpoints.list().map(({ name }) => name),
    ['two', 'three'],
  );
  await sandbox.close();
});

checkpoints('code in any language saves, reads, restores and removes them over HTTP', async () => {
  const { sandbox, close } = await startScene({ clock: 'manual', startAt: START });
  const tell = (method: string, path: string): Promise<[number, Record<string, unknown>]> =>
    ask(sandbox.url, method, path);
  assert.equal(await tell('PUT', '/checkpoints/set%20up'), [200, { success: true }]);
  sandbox.person('Ana');
  assert.equal(await tell('GET', '/checkpoints'), [200, { checkpoints: [{ name: 'set up', savedAt: START }] }]);
  const [, session] = await tell('GET', '/checkpoints/set%20up');
  assert.equal(session, sandbox.checkpoints.get('set up'));
  assert.equal(await tell('POST', '/checkpoints/set%20up'), [200, { success: true }]);
  assert.equal(sandbox.people, []);
  assert.equal(await tell('DELETE', '/checkpoints/set%20up'), [200, { success: true }]);
  for (const method of ['GET', 'POST', 'DELETE']) {
    const [status, { error }] = await tell(method, '/checkpoints/set%20up');
    assert.equal(
      [status, error],
      [404, { message: 'there is no checkpoint of this name; GET /_sandbox/checkpoints lists them' }],
    );
  }
  await close();
});

checkpoints.run();
