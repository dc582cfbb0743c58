import { createHandover, memoryStore } from '@handover/core';
import type { Store } from '@handover/core/store';
import {
  dashboardTest,
  delivery,
  escapedJson,
  items,
  rejects,
  runDueContract,
  SAMPLE_IDS,
  schedulerContract,
  signedRequest,
  storeContract,
  testClock,
} from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createContract } from '../../../openapi/contract.ts';

const testkit = suite('testkit');
const APP = '1450077300221199';
const contract = createContract();

testkit('builds items and deliveries that match the description of the wire', () => {
  const bodies = [
    delivery({
      messaging: [
        items.message({ payload: 'HUMAN' }),
        items.echo({ appId: APP, metadata: 'm', ai: true }),
        items.postback({ payload: 'P' }),
        items.pass({ from: null, to: APP, metadata: 'm' }),
        items.take({ from: APP, to: '880042117756310' }),
        items.request({ by: 880042117756310 }),
      ],
    }),
    delivery({ standby: [items.message(), items.postback(), items.echo({ appId: APP }), items.unsend()] }),
    delivery({
      messaging: [
        items.message({ referral: { product: { id: '4455' } } }),
        items.unsend(),
        items.unsend({ echo: true }),
        items.postback({ userRef: 'visit-4711', payload: 'START', referral: { ref: 'home' } }),
        items.referral(),
        items.referral({ referral: { source: 'ADS', ad_id: '6045246247433' } }),
        items.optin({ userRef: 'order-4711' }),
        items.optin({ type: 'one_time_notif_req', token: '5312000111224' }),
        items.optin({ token: '5312000111222', status: 'STOP_NOTIFICATIONS', expiresAt: 1_796_126_400_000 }),
      ],
      hopContext: { app_id: 413038776280800, metadata: '' },
    }),
    delivery({ more: { calls: [{ id: 'c_1', event: 'connect' }] } }),
    dashboardTest(),
    dashboardTest({ object: 'instagram', field: 'mentions', value: { media_id: '999' }, time: 1_764_590_460_000 }),
  ];
  for (const body of bodies) assert.equal(contract.validateDelivery(body), []);
});

testkit('invents a new message id for each message, and no other ids', () => {
  const mid = (item: unknown): string => (item as { message: { mid: string } }).message.mid;
  assert.is.not(mid(items.message()), mid(items.message()));
  assert.equal(items.message()['sender'], { id: SAMPLE_IDS.userId });
  assert.equal(items.echo()['sender'], { id: SAMPLE_IDS.pageId });
});

testkit('builds what it is asked for', () => {
  assert.equal(items.unsend({ mid: 'm_1' })['message'], { mid: 'm_1', is_deleted: true });
  const { sender, recipient, message } = items.unsend({ mid: 'm_1', echo: true });
  assert.equal(
    [sender, recipient, message],
    [{ id: SAMPLE_IDS.pageId }, { id: SAMPLE_IDS.userId }, { is_echo: true, mid: 'm_1', is_deleted: true }],
  );
  assert.equal(items.postback({ userRef: 'visit-4711' })['sender'], { user_ref: 'visit-4711' });
  assert.equal(items.optin({ type: 'one_time_notif_req', token: 't', status: 'STOP', expiresAt: 5 })['optin'], {
    type: 'one_time_notif_req',
    payload: 'NEWS',
    one_time_notif_token: 't',
    notification_messages_status: 'STOP',
    token_expiry_timestamp: 5,
  });
  assert.equal(delivery({ hopContext: [], more: { calls: [1] } }).entry[0]?.['calls'], [1]);
  assert.equal(dashboardTest({ field: 'mission', value: 'To be useful' }).entry, [
    { id: '0', time: 1_764_590_400, changes: [{ field: 'mission', value: 'To be useful' }] },
  ]);
});

testkit('signs bytes unchanged, and signs a body as Meta writes JSON', async () => {
  const bot = createHandover({ appId: APP, appSecret: 's', client: () => undefined as never, routing: 'on' });
  const texts: unknown[] = [];
  bot.on('message', ({ event }) => void texts.push(event.text));
  const body = delivery({ messaging: [items.message({ text: '¡Olé/😀' })] });
  for (const request of [signedRequest(body, 's'), signedRequest(escapedJson(body), 's')]) {
    assert.ok(/^[\x20-\x7e]*$/.test(Buffer.from(request.body).toString('latin1')));
    assert.is((await bot.handle(request)).status, 200);
  }
  assert.equal(texts, ['¡Olé/😀'], 'both are the same delivery');
  await bot.close();
});

testkit('has a clock that runs timers in order, including those that a timer sets', async () => {
  const clock = testClock(1_000);
  const log: string[] = [];
  const note = (what: string) => (): void => void log.push(`${what} ${clock.now()}`);
  clock.setTimeout(note('b'), 20);
  clock.setTimeout(() => {
    note('a')();
    clock.setTimeout(note('c'), 15);
  }, 10);
  const cancelled = clock.setTimeout(note('never'), 5);
  clock.clearTimeout(cancelled);
  clock.setTimeout(note('later'), 100);
  await clock.advance(50);
  assert.equal(log, ['a 1010', 'b 1020', 'c 1025']);
  assert.equal([clock.now(), clock.timers], [1_050, 1]);
});

testkit('distinguishes a rejection from a fulfilled promise, and one error from another', async () => {
  const fails = (): Promise<never> => Promise.reject(new TypeError('no such thing'));
  assert.is((await rejects(fails())).message, 'no such thing');
  await rejects(fails(), 'TypeError');
  await rejects(fails(), /such/);
  await rejects(fails(), (error) => error instanceof TypeError);
  await rejects(rejects(Promise.resolve()), /was fulfilled/);
  await rejects(rejects(fails(), 'RangeError'), /another error than expected/);
  await rejects(rejects(Promise.reject('a string')), /with an Error/);
});

/** Stores that each break one promise. The contract must notice. */
const broken: [string, (store: Store) => Partial<Store>][] = [
  [
    'forgets what it observed',
    () => ({ observe: async () => ({ registers: {}, changes: 0, announced: 0, announcedOwner: '' }) }),
  ],
  [
    'gives an event to every caller',
    () => ({ begin: (events) => events.map(() => ({ claim: 'claimed', attempts: 1, firstAt: 0 })) }),
  ],
  ['never ends a lease', () => ({ end: () => undefined })],
  ['never renews a lease', () => ({ renew: (ids) => ids.map(() => true) })],
  ['lets everybody announce', () => ({ claimAnnouncement: () => true })],
  ['counts no announcement', (store) => ({ markAnnounced: (thread, { now }) => store.read(thread, now) })],
  [
    'sets values without checking the expected one',
    (store) => ({
      setValue: async (thread, name, options) =>
        store.setValue(thread, name, { ...options, expected: await store.getValue(thread, name, options.now) }),
    }),
  ],
  ['forgets values', () => ({ getValue: () => undefined })],
];
for (const [what, breakIt] of broken) {
  testkit(`has a store contract that fails a store which ${what}`, async () => {
    const failed: string[] = [];
    for (const { name, run } of storeContract) {
      await run(() => {
        const store = memoryStore();
        return { ...store, ...breakIt(store) };
      }).catch(() => failed.push(name));
    }
    assert.ok(failed.length > 0);
  });
}

testkit('names each case of its contracts once', () => {
  for (const cases of [storeContract, [...schedulerContract, ...runDueContract]]) {
    const names = cases.map(({ name }) => name);
    assert.is(new Set(names).size, names.length);
  }
});

testkit.run();
