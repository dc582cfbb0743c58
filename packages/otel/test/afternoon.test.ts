// An afternoon of two processes on one store, one of which is killed. Each figure is worked out by hand from the script.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeHandler } from '@handover/core';
import { createSandbox, type Person, type Sandbox } from '@handover/sandbox';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BOT, DESK, type Process, type Setting, startBot } from './support/bot.ts';
import { added, by, type Figures } from './support/meters.ts';

const INBOX = '263902037430900';
const START_AT = Date.parse('2025-12-01T14:00:00Z');
const PAGE = '804155501230077';

const afternoon = suite('the metrics of an afternoon');

/** The two processes behind one address, and their common time. */
interface World {
  readonly sandbox: Sandbox;
  readonly second: Process;
  /** Deliveries go to this process; without one to both in turn. */
  route: 'first' | 'second' | undefined;
  /** Moves both clocks to a second of the afternoon, and waits until all is quiet. */
  at(second: number): Promise<void>;
  /** Moves on until `isTrue`. */
  until(isTrue: () => boolean, stepMs?: number): Promise<void>;
  quiet(): Promise<void>;
  /** The next message of the first process that has this key. */
  heard(key: string): Promise<Record<string, unknown>>;
  ask(message: object, key: string): Promise<Record<string, unknown>>;
  /** kill -9 of the first process. */
  kill(): Promise<void>;
}

async function inWorld(story: (world: World) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'handover-otel-'));
  const sandbox = await createSandbox({
    clock: 'manual',
    startAt: START_AT,
    page: { id: PAGE, name: 'Acme' },
    apps: [
      { id: BOT, name: 'Bot' },
      { id: DESK, name: 'Desk' },
    ],
    defaultApp: BOT,
  });
  const [app] = sandbox.apps;
  const setting: Setting = {
    file: join(folder, 'handover.db'),
    baseUrl: sandbox.url,
    accessToken: app?.accessToken ?? '',
    appSecret: app?.secret ?? '',
  };
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL('./support/first-process.ts', import.meta.url))],
    {
      env: { ...process.env, SETTING: JSON.stringify(setting), START_AT: String(START_AT) },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  );
  const exited = once(child, 'exit');
  const { port } = (await heardBy(child, 'port')) as { port: number };
  const second = startBot(setting, sandbox.clock, async () => undefined);
  let turn = 0;
  let isAlive = true;
  const answer = nodeHandler(second.bot);
  const server = createServer((incoming, response) => {
    turn += 1;
    const to = isAlive ? (world.route ?? (turn % 2 === 0 ? 'first' : 'second')) : 'second';
    if (to === 'second') return void answer(incoming, response);
    const { method, headers } = incoming;
    const passed = request({ port, host: '127.0.0.1', method, headers, agent: false }, (from) => {
      response.writeHead(from.statusCode ?? 502, from.headers);
      from.pipe(response);
    });
    passed.on('error', () => response.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  sandbox.setWebhook(BOT, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });

  async function moveTo(ms: number): Promise<void> {
    await sandbox.clock.advance(Math.max(0, ms - sandbox.clock.now()));
    if (isAlive) await world.ask({ until: sandbox.clock.now() }, 'now');
  }
  const world: World = {
    sandbox,
    second,
    route: undefined,
    async quiet() {
      // The sandbox dates what happens at one moment a millisecond apart, so timers may be due a moment later.
      for (let turns = 0; turns < 3; turns += 1) {
        await sandbox.settled();
        await moveTo(sandbox.clock.now() + 5);
      }
    },
    async at(seconds) {
      await moveTo(START_AT + seconds * 1_000);
      await world.quiet();
    },
    async until(isTrue, stepMs = 1_000) {
      for (let steps = 0; !isTrue(); steps += 1) {
        assert.ok(steps < 300, 'it has come true in time');
        await moveTo(sandbox.clock.now() + stepMs);
        await world.quiet();
      }
    },
    heard: (key) => heardBy(child, key),
    ask(message, key) {
      const answer = heardBy(child, key);
      child.send(message);
      return answer;
    },
    async kill() {
      isAlive = false;
      child.kill('SIGKILL');
      const [, signal] = await exited;
      assert.is(signal, 'SIGKILL');
    },
  };
  try {
    await story(world);
  } finally {
    if (isAlive) child.kill('SIGKILL');
    await exited;
    await sandbox.close();
    await second.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  }
}

function heardBy(child: ChildProcess, key: string): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const hear = (message: unknown): void => {
      if (!Object.hasOwn(message as object, key)) return;
      child.off('message', hear);
      child.off('exit', gone);
      resolve(message as Record<string, unknown>);
    };
    const gone = (): void => reject(new Error(`The first process ended before it sent ${key}`));
    child.on('message', hear);
    child.on('exit', gone);
  });
}

/** A POST of the help desk to Graph, past any client of this process. */
async function desk(sandbox: Sandbox, edge: string, person: Person, more: object = {}): Promise<void> {
  const { accessToken = '' } = sandbox.apps.find(({ id }) => id === DESK) ?? {};
  const answer = await fetch(`${sandbox.url}/v25.0/me/${edge}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ recipient: { id: person.id }, ...more }),
  });
  assert.is(answer.status, 200, await answer.text());
}

const deskSays = { messaging_type: 'RESPONSE', message: { text: 'Desk here' } };

/** Plays the afternoon. Resolves to the figures of both processes. */
async function play(world: World): Promise<Figures> {
  const { sandbox, second } = world;
  const { inbox } = sandbox;
  const [ana, ben, cleo, dan, eve, finn] = ['Ana', 'Ben', 'Cleo', 'Dan', 'Eve', 'Finn'].map((name) =>
    sandbox.person(name),
  ) as [Person, Person, Person, Person, Person, Person];
  const [gus, hana, ivo, jo, kim, lea, mia] = ['Gus', 'Hana', 'Ivo', 'Jo', 'Kim', 'Lea', 'Mia'].map((name) =>
    sandbox.person(name),
  ) as [Person, Person, Person, Person, Person, Person, Person];
  const regain = () => second.bot.thread({ pageId: PAGE, userId: finn.id }).regain();
  const talkOver = () =>
    second.bot
      .thread({ pageId: PAGE, userId: jo.id })
      .send('Still there?')
      .then(
        () => assert.unreachable('the send is refused'),
        (error) => assert.is(error.name, 'NotThreadOwnerError'),
      );

  const morning: readonly (readonly [number, () => unknown])[] = [
    [0, () => ana.say('a human')],
    [10, () => ben.say('a human')],
    [20, () => cleo.say('a human')],
    [30, () => dan.say('a human')],
    [40, () => eve.say('a human')],
    [50, () => inbox.reply(cleo.id, 'Nora here')],
    [60, () => inbox.reply(ana.id, 'Nora here')],
    [70, () => finn.say('a human')],
    [80, () => gus.say('the desk')],
    [90, () => hana.say('the desk')],
    [100, () => ivo.say('hello')],
    [110, () => desk(sandbox, 'take_thread_control', ivo)],
    [125, () => desk(sandbox, 'messages', gus, deskSays)],
    [130, () => inbox.reply(ben.id, 'Nora here')],
    [131, () => desk(sandbox, 'messages', ivo, deskSays)],
    [140, () => jo.say('a human')],
    [190, () => desk(sandbox, 'pass_thread_control', hana, { target_app_id: BOT })],
    [230, () => desk(sandbox, 'pass_thread_control', ivo, { target_app_id: BOT })],
    [231, () => inbox.reply(jo.id, 'Nora here')],
    [240, () => inbox.done(eve.id)],
    [250, talkOver],
    [300, () => inbox.done(ana.id)],
    [325, () => desk(sandbox, 'pass_thread_control', gus, { target_app_id: BOT })],
    [340, () => eve.say('hello?')],
    [400, () => ana.say('thank you')],
    [500, () => inbox.done(ben.id)],
    [570, regain],
    [610, () => ben.say('thank you')],
  ];
  for (const [seconds, act] of morning) {
    await world.at(seconds);
    await act();
    await world.quiet();
  }
  world.route = 'first';
  await world.at(620);
  await lea.say('a human');
  await world.quiet();
  await world.at(640);
  await inbox.done(jo.id);
  await world.at(650);
  const slow = world.heard('isSlow');
  await kim.say('slow human');
  await slow;
  // Its time is up: the first process writes Kim's message down, answers 200, and is killed.
  await world.at(654.3);
  const first = (await world.ask({}, 'figures'))['figures'] as Figures;
  await world.kill();
  world.route = undefined;

  await world.until(() => sandbox.owner(kim.id) === INBOX);
  const kims = await second.bot.thread({ pageId: PAGE, userId: kim.id }).state();
  const kimAt = Math.round(((kims.since?.getTime() ?? 0) - START_AT) / 1_000);
  const evening: readonly (readonly [number, () => unknown])[] = [
    [kimAt + 75, () => inbox.reply(kim.id, 'Nora here')],
    [kimAt + 200, () => inbox.done(kim.id)],
    [kimAt + 375, () => kim.say('thank you')],
    [840, () => jo.say('thank you')],
    [860, () => mia.say('broken')],
    [930, () => world.until(() => sandbox.owner(dan.id) === BOT, 5)],
    [1_220, () => inbox.reply(lea.id, 'Nora here')],
    [1_850, () => world.until(() => sandbox.owner(cleo.id) === BOT, 5)],
    [1_900, () => sandbox.replay(seqOfFirst(sandbox))],
    [2_020, () => undefined],
  ];
  for (const [seconds, act] of [...evening].sort(([one], [other]) => one - other)) {
    await world.at(seconds);
    await act();
    await world.quiet();
  }
  return added(first, await second.figures());
}

/** The delivery of Ana's first message. */
function seqOfFirst({ timeline }: Sandbox): number {
  return timeline.find((entry) => entry.kind === 'delivery')?.seq ?? 0;
}

/** To the second: the sandbox dates what happens at one moment a few milliseconds apart. */
function rounded(groups: Record<string, { count: number; sum: number }>): Record<string, [number, number]> {
  return Object.fromEntries(
    Object.entries(groups).map(([key, { count, sum }]) => [key, [Math.round(count), Math.round(sum)]]),
  );
}

afternoon(
  'the metrics of an afternoon are the figures of its script, though deliveries repeat and a process is killed in the middle',
  () =>
    inWorld(async (world) => {
      const figures = await play(world);
      const seen = (name: string, ...attributes: string[]) => rounded(by(figures, name, ...attributes));
      // The bot handed nine threads to the inbox (Ana, Ben, Cleo, Dan, Eve, Finn, Jo, Kim, Lea) and two to the desk (Gus,
      // Hana); the desk took one (Ivo).
      assert.equal(seen('handover.handovers', 'target', 'cause'), {
        'cause=bot target=page': [9, 9],
        [`cause=bot target=${DESK}`]: [2, 2],
        [`cause=take target=${DESK}`]: [1, 1],
      });
      // Ana 60, Ben 120, Cleo 30, Jo 91, Kim 75, Lea 600 seconds; Gus 45; Hana 100, by the pass; Ivo 0, by the take.
      assert.equal(seen('handover.time_to_claim', 'target'), {
        'target=page': [6, 60 + 120 + 30 + 91 + 75 + 600],
        [`target=${DESK}`]: [3, 45 + 100 + 0],
      });
      // The same without Hana, whom the desk never wrote to; Ivo after 21 seconds.
      assert.equal(seen('handover.time_to_first_human_reply', 'target'), {
        'target=page': [6, 60 + 120 + 30 + 91 + 75 + 600],
        [`target=${DESK}`]: [2, 45 + 21],
      });
      // Without Lea, who is still there. Ana, Ben, Eve, Jo and Kim wrote again after the agent was done; the desk passed
      // Gus, Hana and Ivo back; takeback took Cleo and Dan; the bot regained Finn.
      assert.equal(seen('handover.returns', 'by', 'claimed'), {
        'by=done claimed=true': [4, 4],
        'by=done claimed=false': [1, 1], // Eve
        'by=owner claimed=true': [3, 3],
        'by=takeback claimed=true': [1, 1], // Cleo
        'by=takeback claimed=false': [1, 1], // Dan
        'by=bot claimed=false': [1, 1], // Finn
      });
      // Ana 400, Ben 600, Jo 700, Kim 375; Eve 300; Gus 245, Hana 100, Ivo 120; Cleo 30 and half an hour; Dan a quarter; Finn 500.
      assert.equal(seen('handover.time_in_human_hands', 'by'), {
        'by=done': [5, 400 + 600 + 700 + 375 + 300],
        'by=owner': [3, 245 + 100 + 120],
        'by=takeback': [2, 1_830 + 900],
        'by=bot': [1, 500],
      });
      assert.equal(seen('handover.talkovers_prevented', 'reason'), { 'reason=owner': [1, 1] });
      assert.equal(seen('handover.dead_letters', 'event.kind'), { 'event.kind=message': [1, 1] });
      // Lea, for the 1,400 seconds since 620.
      assert.equal(seen('handover.waiting'), { '': [1, 1] });
      assert.equal(seen('handover.oldest_waiting'), { '': [1_400, 1_400] });
      // Eleven people asked, each with an echo of the bot's goodbye (22); Ivo's hello and the take (24); eight replies of people
      // (32); three passes (35); five who wrote again (40); Mia (41); the repeat of Ana's first message (42). One was
      // answered ahead of its handler: Kim's.
      assert.equal(seen('handover.deliveries', 'http.response.status_code', 'early'), {
        'early=false http.response.status_code=200': [41, 41],
        'early=true http.response.status_code=200': [1, 1],
      });
      // All of them ran once but for the repeat; Kim's in the second process.
      assert.is(by(figures, 'handover.handler.duration')['']?.count, 41);
      // Eleven hand-overs in one call each, and three takes. Takeback's two look up the owner and the subscriptions first, and
      // each process looks up the subscriptions once.
      const calls = by(figures, 'handover.call.duration', 'url.template');
      assert.equal(Object.fromEntries(Object.entries(calls).map(([key, { count }]) => [key, count])), {
        'url.template=/{id}/messages': 11,
        'url.template=/{id}/subscribed_apps': 4,
        'url.template=/{id}/take_thread_control': 3,
        'url.template=/{id}/thread_owner': 2,
      });
    }),
);

afternoon.run();
