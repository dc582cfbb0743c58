import * as assert from 'uvu/assert';
import { callTable } from '../call-table.ts';
import { ANY, ID } from '../expected.ts';
import { CAMEL_SENT, NO_PERSON, RESULT, SUCCESS, TOO_LONG } from '../graph-answers.ts';
import { BOT, INBOX } from '../scene.ts';

const table = callTable('facebook-batch');
const { answers, refuses } = table;

answers(
  'a text',
  'push',
  ({ ana }) => [
    {
      method: 'POST',
      relativeUrl: 'me/messages',
      body: { messagingType: 'UPDATE', recipient: { id: ana.id }, message: { text: 'hello' } },
    },
  ],
  CAMEL_SENT,
  ({ ana }) => assert.is(ana.inbox.at(-1)?.text, 'hello'),
);
answers('a profile', 'push', ({ ana }) => [{ method: 'GET', relativeUrl: `${ana.id}?fields=first_name` }], {
  id: ID,
  firstName: 'Ana',
});
answers(
  'a request for an idle thread',
  'push',
  ({ ana }) => [{ method: 'POST', relativeUrl: 'me/request_thread_control', body: { recipient: { id: ana.id } } }],
  SUCCESS,
);
answers(
  'a part of an answer',
  'push',
  ({ ana }) => [
    { method: 'GET', relativeUrl: `me/thread_owner?recipient=${ana.id}`, responseAccessPath: 'data[0].threadOwner' },
  ],
  { appId: BOT, expiration: ANY },
);
answers(
  'settings',
  'push',
  () => [{ method: 'POST', relativeUrl: 'me/messenger_profile', body: { getStarted: { payload: 'GET_STARTED' } } }],
  RESULT,
);
// Wrong input.
const send = (recipient: unknown, message: unknown): unknown => ({
  method: 'POST',
  relativeUrl: 'me/messages',
  body: { messagingType: 'UPDATE', recipient, message },
});
refuses('a text that is too long', 'push', ({ ana }) => [send({ id: ana.id }, { text: 'x'.repeat(2001) })], TOO_LONG);
refuses('a text to no person', 'push', () => [send({ id: '0' }, { text: 'hi' })], NO_PERSON);
refuses('nulls', 'push', () => [send(null, null)], { code: 100, message: /recipient/ });
refuses('a part without an address', 'push', () => [{ method: null, relativeUrl: null }], {
  code: 100,
  message: /relative_url\] is required/,
});
refuses('a reference to no part', 'push', () => [{ method: 'GET', relativeUrl: '?ids={result=none:$.id}' }], {
  code: -3,
  message: /unresolved request with name none/,
});
// The sandbox's own bound. The next call on the connection is answered.
refuses('a batch that is too large', 'push', ({ ana }) => [send({ id: ana.id }, { text: 'x'.repeat(2_000_000) })], {
  code: 1,
  message: /larger than 1048576 bytes/,
});
answers(
  'several calls in one batch',
  'all',
  ({ ana }) => [
    {
      method: 'POST',
      relativeUrl: 'me/messages',
      body: { messagingType: 'UPDATE', recipient: { id: ana.id }, message: { text: 'one' } },
      name: 'first',
      // Else Graph answers null for a call that another one depends on (Batch Requests), on which the library fails.
      omitResponseOnSuccess: false,
    },
    {
      method: 'POST',
      relativeUrl: 'me/messages',
      body: { messagingType: 'UPDATE', recipient: { id: ana.id }, message: { text: 'two' } },
      dependsOn: 'first',
    },
    {
      method: 'POST',
      relativeUrl: 'me/pass_thread_control',
      body: { recipient: { id: ana.id }, targetAppId: INBOX },
    },
  ],
  [CAMEL_SENT, CAMEL_SENT, SUCCESS],
  ({ sandbox, ana }) => {
    assert.equal(
      ana.inbox.slice(-2).map(({ text }) => text),
      ['one', 'two'],
    );
    assert.is(sandbox.owner(ana.id), INBOX);
  },
);
refuses(
  'a text while the inbox owns',
  'push',
  ({ ana }) => [
    {
      method: 'POST',
      relativeUrl: 'me/messages',
      body: { messagingType: 'UPDATE', recipient: { id: ana.id }, message: { text: 'hello' } },
    },
  ],
  { code: 10, error_subcode: 2018300, message: /another app is controlling this thread/ },
);

table.run();
