import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { CallFaultError } from '../src/index.ts';
import { BOT, startScene } from './support/setup.ts';

const refusals = suite('refusals on demand');

refusals("a fault has Meta's message for its code and subcode, if it is known", async () => {
  const { sandbox, call, close } = await startScene();
  const cases: [CallFaultError, string][] = [
    [{ code: -1, subcode: 2018012 }, '(#-1) Send API internal error'],
    [{ code: 10, subcode: 2534014 }, '(#10) No matching Instagram user'],
    [{ code: 100, subcode: 2018164 }, '(#100) Incorrect app id: the target app is not connected to this page.'],
    [{ code: 200, subcode: 1545041 }, "(#200) This person isn't available right now."],
    [{ code: 551 }, "(#551) This person isn't available right now."],
    [{ code: 613, subcode: 2018338 }, '(#613) Calls to this api have exceeded the rate limit.'],
    [{ code: 1200 }, '(#1200) Temporary send message failure. Please try again later.'],
    [{ code: 4711 }, '(#4711) The sandbox refuses this call because a fault is set.'],
    [{ code: 10, message: 'this app is not the owner of the thread' }, 'this app is not the owner of the thread'],
  ];
  for (const [error, message] of cases) {
    sandbox.faults.calls({ do: 'fail', error });
    const { body } = await call(BOT, 'GET', 'me');
    const { code, error_subcode: subcode, message: words } = body['error'] as Record<string, unknown>;
    assert.equal([code, subcode, words], [error.code, error.subcode, message]);
  }
  await close();
});

refusals('a fault can have every field of an error, also fields outside of the schema', async () => {
  const { sandbox, call, close } = await startScene();
  const given = { type: 'IGApiException', isTransient: true, userTitle: 'Title', userMessage: 'Words' };
  sandbox.faults.calls({ do: 'fail', status: 403, error: { code: 2, message: 'no', ...given } });
  const { status, body } = await call(BOT, 'GET', 'me');
  const { fbtrace_id: _, ...rest } = body['error'] as Record<string, unknown>;
  assert.equal(
    [status, rest],
    [
      403,
      {
        message: 'no',
        type: 'IGApiException',
        code: 2,
        is_transient: true,
        error_user_title: 'Title',
        error_user_msg: 'Words',
      },
    ],
  );
  sandbox.faults.calls({ do: 'fail', status: 400, body: '{"error":{"code":"10","error_subcode":"2018300"}}' });
  const odd = await fetch(`${sandbox.url}/me`);
  assert.match(odd.headers.get('content-type') ?? '', 'application/json');
  assert.equal(await odd.json(), { error: { code: '10', error_subcode: '2018300' } });
  await close();
});

refusals('a wrong field of an error is refused by its name', async () => {
  const { sandbox, close } = await startScene();
  const set = (error: object) => (): unknown => sandbox.faults.calls({ do: 'fail', error: error as CallFaultError });
  assert.throws(set({}), /error\.code must be a whole number/);
  assert.throws(set({ code: 10, subcode: '2018300' }), /error\.subcode must be a whole number/);
  assert.throws(set({ code: 10, message: 5 }), /error\.message must be a string/);
  assert.throws(set({ code: 10, isTransient: 'yes' }), /error\.isTransient must be true or false/);
  assert.throws(set({ code: 10, subCode: 1 }), /error\.subCode is unknown; did you mean subcode\?/);
  await close();
});

refusals.run();
