import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Routing } from '../src/index.ts';
import { BOT, DESK, startScene, THIRD, to } from './support/setup.ts';

/** Call, calling app, result, owner afterwards (undefined: unchanged). */
type Cell = [call: string, by: string, result: string, owner?: string | null];

const SEND = 'messages';
const [PASS, TAKE, REQUEST, RELEASE, EXTEND] = ['pass', 'take', 'request', 'release', 'extend'].map(
  (verb) => `${verb}_thread_control`,
) as [string, string, string, string, string];
const SEND_PASS = 'messages then pass';
const HUMAN = 'messages as human agent';

// Roles: BOT is the default app (Primary), DESK has the take toggle and the Human Agent feature, THIRD has neither.
const tables: { routing: Routing; owner: string | null; cells: Cell[] }[] = [
  {
    routing: 'on',
    owner: DESK,
    cells: [
      [SEND, DESK, 'ok'],
      [SEND, BOT, '10/2018300'],
      [SEND, THIRD, '10/2018300'],
      [HUMAN, THIRD, '10/2018300'],
      [PASS, DESK, 'ok', THIRD],
      [PASS, BOT, '100/2018151'],
      [PASS, THIRD, '100/2018151'],
      [RELEASE, DESK, 'ok', null],
      [RELEASE, BOT, '100'],
      [RELEASE, THIRD, '100'],
      [EXTEND, DESK, 'ok'],
      [EXTEND, BOT, '100'],
      [EXTEND, THIRD, '100'],
      [TAKE, DESK, '27/1893035'],
      [TAKE, BOT, 'ok', BOT],
      [TAKE, THIRD, '10'],
      [REQUEST, BOT, '27'],
      [REQUEST, THIRD, '27'],
      [SEND_PASS, DESK, 'ok', THIRD],
      [SEND_PASS, BOT, '10/2018300'],
      ['thread_owner', DESK, 'app id and expiration'],
      ['thread_owner', BOT, 'app id and expiration'],
      ['thread_owner', THIRD, 'expiration'],
    ],
  },
  {
    routing: 'on',
    owner: BOT,
    cells: [
      [HUMAN, DESK, 'ok', DESK],
      [TAKE, DESK, 'ok', DESK],
      [SEND, DESK, '10/2018300'],
      ['thread_owner', DESK, 'expiration'],
    ],
  },
  {
    routing: 'on',
    owner: null,
    cells: [
      [SEND, BOT, 'ok'],
      [SEND, DESK, '10/2018300'],
      [SEND, THIRD, '10/2018300'],
      [HUMAN, DESK, 'ok', DESK],
      [HUMAN, THIRD, '10/2018300'],
      [PASS, BOT, 'ok', THIRD],
      [PASS, DESK, 'ok', THIRD],
      [PASS, THIRD, 'ok', THIRD],
      [RELEASE, BOT, '100'],
      [EXTEND, BOT, '100'],
      [TAKE, DESK, 'ok', DESK],
      [TAKE, BOT, 'ok', BOT],
      [TAKE, THIRD, '10'],
      [REQUEST, DESK, '27'],
      [SEND_PASS, BOT, 'ok', THIRD],
      [SEND_PASS, DESK, '10/2018300'],
      ['thread_owner', BOT, 'empty'],
      ['thread_owner', THIRD, 'empty'],
    ],
  },
  {
    routing: 'off',
    owner: DESK,
    cells: [
      [SEND, DESK, 'ok'],
      [SEND, BOT, '10/2018300'],
      [PASS, DESK, 'ok', THIRD],
      [PASS, BOT, '100/2018151'],
      [REQUEST, BOT, 'ok'],
      [REQUEST, DESK, '27/1893035'],
      [TAKE, BOT, '27/2018464'],
      [TAKE, DESK, '27/2018464'],
      [RELEASE, DESK, 'ok', null],
      [RELEASE, BOT, '100'],
      [EXTEND, DESK, 'ok'],
      [EXTEND, BOT, '100'],
      ['thread_owner', DESK, 'app id and expiration'],
      ['thread_owner', BOT, 'expiration'],
      [SEND_PASS, DESK, '100'],
    ],
  },
  {
    routing: 'off',
    owner: null,
    cells: [
      [SEND, BOT, 'ok'],
      [SEND, DESK, 'ok'],
      [SEND, THIRD, 'ok'],
      [PASS, BOT, 'ok', THIRD],
      [PASS, THIRD, 'ok', THIRD],
      [REQUEST, DESK, 'ok', DESK],
      [TAKE, DESK, '27/2018464'],
      [RELEASE, DESK, '100'],
      [EXTEND, DESK, '100'],
      ['thread_owner', BOT, 'empty'],
      [SEND_PASS, BOT, '100'],
    ],
  },
  {
    routing: 'primary',
    owner: DESK,
    cells: [
      [SEND, DESK, 'ok'],
      [SEND, BOT, '10/2018300'],
      // A Secondary's own target is ignored: it can pass only to the Primary.
      [PASS, DESK, 'ok', BOT],
      [PASS, BOT, '100/2018151'],
      [TAKE, BOT, 'ok', BOT],
      [TAKE, THIRD, '10'],
      [REQUEST, THIRD, 'ok'],
      [REQUEST, DESK, '27/1893035'],
      [RELEASE, DESK, 'ok', null],
      [RELEASE, BOT, '100'],
      [EXTEND, DESK, 'ok'],
      [SEND_PASS, DESK, '100'],
      ['secondary_receivers', BOT, 'ok'],
      ['secondary_receivers', DESK, '100/2018234'],
    ],
  },
  {
    routing: 'primary',
    owner: BOT,
    cells: [
      [PASS, BOT, 'ok', THIRD],
      [TAKE, BOT, 'ok', BOT],
      [REQUEST, BOT, '27/1893035'],
      [REQUEST, DESK, 'ok'],
    ],
  },
  {
    routing: 'primary',
    owner: null,
    cells: [
      [SEND, BOT, 'ok'],
      [SEND, DESK, 'ok'],
      [PASS, BOT, 'ok', THIRD],
      [PASS, DESK, 'ok', BOT],
      [TAKE, BOT, 'ok', BOT],
      [TAKE, DESK, 'ok', DESK],
      [REQUEST, DESK, 'ok'],
      [RELEASE, BOT, '100'],
    ],
  },
];

const matrix = suite('capability matrix');

for (const { routing, owner, cells } of tables) {
  const state = owner === null ? 'idle' : `owned by ${owner === BOT ? 'the default app' : 'an app that may take'}`;
  matrix(`routing ${routing}, thread ${state}: every app may do exactly what the table says`, async () => {
    const { sandbox, call, close } = await startScene({
      routing,
      overrides: { [DESK]: { humanAgent: true } },
    });
    for (const [at, [name, by, expected, ownerAfter]] of cells.entries()) {
      const person = sandbox.person(`Person ${at}`);
      await person.say('hi');
      if (routing === 'off') {
        if (owner !== null) await call(owner, 'POST', 'me/request_thread_control', to(person));
      } else if (owner === null) await call(BOT, 'POST', 'me/release_thread_control', to(person));
      else if (owner !== BOT)
        await call(BOT, 'POST', 'me/pass_thread_control', { ...to(person), target_app_id: owner });
      assert.is(sandbox.owner(person.id), owner, 'the scene is set');

      const cell = `${name} by ${by === BOT ? 'BOT' : by === DESK ? 'DESK' : 'THIRD'}`;
      assert.is(await perform(call, name, by, person), expected, cell);
      assert.is(sandbox.owner(person.id), ownerAfter === undefined ? owner : ownerAfter, `owner after ${cell}`);
    }
    await close();
  });
}

type Caller = Awaited<ReturnType<typeof startScene>>['call'];

async function perform(call: Caller, name: string, by: string, person: { id: string }): Promise<string> {
  const base = to(person);
  const message = { text: 'hello' };
  switch (name) {
    case 'thread_owner': {
      const { body } = await call(by, 'GET', 'me/thread_owner', { recipient: person.id });
      const [first] = body['data'] as { thread_owner: object }[];
      return first ? Object.keys(first.thread_owner).join(' and ').replace('app_id', 'app id') : 'empty';
    }
    case 'secondary_receivers':
      return (await call(by, 'GET', 'me/secondary_receivers')).result;
    case SEND:
      return (await call(by, 'POST', 'me/messages', { ...base, message })).result;
    case HUMAN: {
      const tagged = { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' };
      return (await call(by, 'POST', 'me/messages', { ...base, message, ...tagged })).result;
    }
    case SEND_PASS: {
      const control = { control_type: 'pass', app_id: THIRD };
      return (await call(by, 'POST', 'me/messages', { ...base, message, thread_control: control })).result;
    }
    case PASS:
      return (await call(by, 'POST', `me/${name}`, { ...base, target_app_id: THIRD })).result;
    case EXTEND:
      return (await call(by, 'POST', `me/${name}`, { ...base, duration: 172_800 })).result;
    default:
      return (await call(by, 'POST', `me/${name}`, base)).result;
  }
}

matrix.run();
