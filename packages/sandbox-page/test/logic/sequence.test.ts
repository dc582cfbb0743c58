import { createSandbox, type TimelineEntry } from '@handover/sandbox';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Parties } from '../../state/parties.ts';
import { describe } from '../../timeline/describe.ts';
import { filterEntries } from '../../timeline/filter.ts';
import { PAGE, PEOPLE, shapeOf, spanOf } from '../../timeline/lanes.ts';

const sequence = suite('sequence diagram');
const BOT = '1450077300221199';
const DESK = '880042117756310';
const parties = new Parties(
  [
    { id: BOT, name: 'Bot' },
    { id: DESK, name: 'Desk' },
  ],
  { id: '263902037430900', name: 'Page Inbox' },
);
const [BOT_LANE, DESK_LANE, INBOX] = [2, 3, 4];
const NO_FILTER = { hidden: [], app: '', person: '', text: '', allPages: false };
let story: TimelineEntry[] = [];

sequence.before(async () => {
  const sandbox = await createSandbox({
    apps: [
      { id: BOT, name: 'Bot' },
      { id: DESK, name: 'Desk', canTake: false },
    ],
  });
  const token = (id: string): string => sandbox.apps.find((app) => app.id === id)?.accessToken ?? '';
  const call = (id: string, edge: string, body: object): Promise<Response> =>
    fetch(`${sandbox.url}/v25.0/me/${edge}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token(id)}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  const ana = sandbox.person('Ana');
  const ben = sandbox.person('Ben');
  const recipient = { id: ana.id };
  await ana.say('Hi <b>there</b>');
  await call(DESK, 'take_thread_control', { recipient });
  await call(BOT, 'messages', {
    recipient,
    message: { text: 'One moment' },
    thread_control: { control_type: 'pass', app_id: DESK },
  });
  await sandbox.inbox.reply(ana, 'Nora here');
  await sandbox.inbox.done(ana);
  await ben.say('Hello');
  sandbox.setApp(DESK, { canTake: true });
  story = sandbox.timeline;
  await sandbox.close();
});

/** Entries of one kind as arrows `from>to tone`, or `dot lane`. */
function drawn(kind: TimelineEntry['kind']): string[] {
  return story
    .filter((entry) => entry.kind === kind)
    .map((entry) => {
      const { arrows, dot } = shapeOf(entry, parties.all);
      return dot === undefined ? arrows.map(({ from, to, tone }) => `${from}>${to} ${tone}`).join() : `dot ${dot}`;
    });
}

sequence('actions of people and agents are arrows from them; an action without a message is a dot', () => {
  assert.equal(drawn('action'), [
    `${PEOPLE}>${PAGE} plain`,
    `${INBOX}>${PEOPLE} plain`,
    `dot ${INBOX}`,
    `${PEOPLE}>${PAGE} plain`,
    `dot ${PAGE}`,
  ]);
});

sequence('a sent message is an arrow to the people, and a refused call ends at the page', () => {
  assert.equal(drawn('call'), [`${DESK_LANE}>${PAGE} failed`, `${BOT_LANE}>${PEOPLE} plain`]);
});

sequence('control moves from owner to owner, and between the page and an owner for an idle thread', () => {
  assert.equal(drawn('transition'), [
    `${PAGE}>${BOT_LANE} shift`,
    `${BOT_LANE}>${DESK_LANE} shift`,
    `${DESK_LANE}>${INBOX} shift`,
    `${INBOX}>${PAGE} shift`,
    `${PAGE}>${BOT_LANE} shift`,
  ]);
});

sequence('every entry has words and a position among the lifelines', () => {
  for (const entry of story) {
    const { left, right } = spanOf(shapeOf(entry, parties.all));
    assert.ok(left >= 0 && right <= INBOX && left <= right, entry.kind);
    assert.ok(describe(entry, (id) => parties.of(id).name).title.length > 0);
  }
});

sequence("actions of Meta's AI are on the page's lifeline, and a delivery that was not sent says why", async () => {
  const hook = 'http://127.0.0.1:9/';
  const sandbox = await createSandbox({ apps: [{ id: BOT, name: 'Bot', webhookUrl: hook, subscribedFields: [] }] });
  const ana = sandbox.person('Ana');
  await sandbox.ai.say(ana, 'We open at nine');
  await sandbox.ai.take(ana);
  const entries = sandbox.timeline;
  await sandbox.close();
  const shapes = entries.map((entry) => shapeOf(entry, parties.all));
  assert.equal(shapes[0]?.arrows, [{ from: PAGE, to: PEOPLE, tone: 'plain' }]);
  assert.is(shapes.at(-1)?.dot, PAGE);
  const words = entries.map((entry) => describe(entry, (id) => parties.of(id).name));
  assert.equal([words[0]?.title, words[0]?.detail], ['Meta’s AI: say', '“We open at nine”']);
  const missed = words.find(({ title }) => title === 'echo');
  assert.equal(missed, {
    title: 'echo',
    detail: 'not delivered: not subscribed to message_echoes',
    isReason: true,
    remarks: [],
  });
});

sequence('a refusal is described with its code, a pass with the name of its target', () => {
  const words = story
    .filter(({ kind }) => kind === 'call')
    .map((entry) => {
      const { title, detail, remarks } = describe(entry, (id) => parties.of(id).name);
      return [title, detail, ...remarks.map(({ text }) => text)].join(' ');
    });
  assert.match(words[0] ?? '', /^take_thread_control .*400 code 10$/);
  assert.match(words[1] ?? '', /^messages “One moment” then pass to Desk 200$/);
});

sequence('a filter hides kinds, and keeps the entries of an app, of a person, or with a text in any case', () => {
  assert.is(filterEntries(story, NO_FILTER), story);
  const kinds = new Set(filterEntries(story, { ...NO_FILTER, hidden: ['action'] }).map(({ kind }) => kind));
  assert.not.ok(kinds.has('action'));
  const ben = story.find(({ person }) => person?.name === 'Ben')?.person?.id ?? '';
  const ofBen = filterEntries(story, { ...NO_FILTER, person: ben });
  assert.ok(ofBen.length > 0 && ofBen.every(({ person }) => person?.id === ben));
  const ofDesk = filterEntries(story, { ...NO_FILTER, app: DESK }).map(({ kind }) => kind);
  assert.equal([...new Set(ofDesk)].sort(), ['action', 'call', 'transition']);
  assert.is(filterEntries(story, { ...NO_FILTER, text: 'ONE MOMENT' }).length, 1);
});

sequence('in a run with several pages, entries of one page or of all are drawn among their own lifelines', async () => {
  const sandbox = await createSandbox({
    apps: [
      { id: BOT, name: 'Bot' },
      { id: DESK, name: 'Desk' },
    ],
    pages: [
      { id: '1', name: 'Shop', apps: [{ id: DESK }] },
      { id: '1', platform: 'instagram', instagramId: '10' },
    ],
  });
  const [shop, account] = sandbox.pages;
  const ana = shop?.person('Ana');
  const mia = account?.person('Mia');
  if (!shop || !account || !ana || !mia) throw new Error('a page is missing');
  await ana.say('From the shop');
  await mia.say('From Instagram');
  await account.inbox.reply(mia, 'Hello Mia');
  await sandbox.settled();
  const { timeline } = sandbox;
  await sandbox.close();

  const ofShop = filterEntries(timeline, NO_FILTER, { ...shop, threads: [{ person: { ...ana, picture: '' } }] });
  assert.ok(ofShop.length > 0 && ofShop.every(({ page }) => page?.platform === 'messenger'));
  assert.is(filterEntries(timeline, { ...NO_FILTER, allPages: true }, { ...shop, threads: [] }), timeline);
  const inboxes = [
    { platform: 'messenger', inbox: { id: '263902037430900', name: 'Page Inbox' } },
    { platform: 'instagram', inbox: { id: '1217981644879628', name: 'Instagram Inbox' } },
  ] as const;
  const run = new Parties([{ id: DESK, name: 'Desk' }], inboxes[0].inbox, {
    apps: [
      { id: BOT, name: 'Bot' },
      { id: DESK, name: 'Desk' },
    ],
    pages: inboxes,
  });
  assert.equal(
    run.ofRun.map(({ name }) => name),
    ['Bot', 'Desk', 'Page Inbox', 'Instagram Inbox'],
  );
  assert.is(run.of(DESK).look, parties.of(DESK).look, 'the look is the same on every page');
  const reply = timeline.find((entry) => entry.kind === 'action' && entry.action === 'reply');
  assert.equal(reply && shapeOf(reply, run.ofRun).arrows, [{ from: 5, to: PEOPLE, tone: 'plain' }]);
});

sequence('the look of an app depends on its position and not on its name', () => {
  const again = new Parties([{ id: BOT, name: 'Renamed' }], { id: '263902037430900', name: 'Page Inbox' });
  assert.is(again.of(BOT).look, parties.of(BOT).look);
  assert.is.not(parties.of(BOT).look, parties.of(DESK).look);
  assert.equal(parties.of(null), { id: null, name: 'No app', look: 'none' });
  assert.equal(parties.of('413038776280800', 'Lead ads'), { id: '413038776280800', name: 'Lead ads', look: 'none' });
});

sequence.run();
