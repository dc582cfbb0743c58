import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { TimelineEntry } from '../../sandbox.ts';
import { describe } from '../../timeline/describe.ts';

const words = suite('entries of a WhatsApp number in words');

const bot = { id: '1', name: 'Bot' };
const common = { seq: 1, at: 0, page: null };

/** Title and detail of an entry. */
function said(entry: object): (string | undefined)[] {
  const { title, detail } = describe({ ...common, ...entry } as unknown as TimelineEntry, (id) => id);
  return [title, detail];
}

const call = (params: object): (string | undefined)[] =>
  said({ kind: 'call', app: bot, method: 'POST', path: '/5500/messages', params, status: 200 });

const delivery = (value: object): (string | undefined)[] =>
  said({
    kind: 'delivery',
    app: bot,
    event: 'message',
    lane: 'changes',
    attempt: 1,
    status: 200,
    body: { entry: [{ changes: [{ field: 'messages', value }] }] },
  });

words('a call names its text, its type, or what it is beside a message', () => {
  assert.equal(call({ type: 'text', text: { body: 'hi' } }), ['messages', '“hi”']);
  assert.equal(call({ text: { body: 'hi' } }), ['messages', '“hi”']);
  assert.equal(call({ type: 'template', template: { name: 'parcel_update' } }), ['messages', 'template parcel_update']);
  assert.equal(call({ type: 'image', image: { id: '1' } }), ['messages', 'image']);
  assert.equal(call({ status: 'read', message_id: 'wamid.1' }), ['messages', 'read']);
  assert.equal(call({ status: 'read', typing_indicator: { type: 'text' } }), ['messages', 'read, typing']);
});

words('a delivery shows the text of its message or echo, and why a message failed', () => {
  assert.equal(delivery({ messages: [{ text: { body: 'hello' } }] }), ['message', '“hello”']);
  assert.equal(delivery({ message_echoes: [{ text: { body: 'Nuno here' } }] }), ['message', '“Nuno here”']);
  const errors = [{ code: 131047, title: 'Re-engagement message' }];
  assert.equal(delivery({ statuses: [{ status: 'failed', errors }] }), ['message', '131047 Re-engagement message']);
});

words('what a person does with the phone number is a sentence', () => {
  const act = (action: string): string | undefined =>
    said({ kind: 'action', by: 'person', person: { id: '1', name: 'Rita' }, action, detail: {} })[0];
  assert.equal(['change number', 'change user id', 'hide phone', 'show phone'].map(act), [
    'Rita changes the number',
    'Rita gets a new user id',
    'Rita hides the number',
    'Rita shows the number',
  ]);
});

words.run();
