// Options that are closed sets: what is misspelled is refused where it is given, with the nearest name.
import { checkKnownKeys, grantRequests, nearestOf, OptionError, pauseOnHumanReply, talkToHuman } from '@handover/core';
import { harness } from '@handover/test-support/harness';
import { rejects, SAMPLE_IDS } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const keys = suite('known keys');

const KNOWN = ['message', 'metadata', 'signal', 'whenNotOwner', 'verifyToken', 'path'];

function refusal(given: unknown): Error & { option?: string } {
  try {
    checkKnownKeys(given, KNOWN, 'it');
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was refused');
}

keys('are let pass, as are keys without a value and what is no object', () => {
  for (const given of [{}, { path: '/' }, { pth: undefined }, undefined, null, 'paht', 5]) {
    checkKnownKeys(given, KNOWN, 'it');
  }
});

keys('beside them are refused with the nearest name and all that there are', () => {
  const error = refusal({ path: '/', verifytoken: 'x' });
  assert.ok(error instanceof OptionError);
  assert.is(error.option, 'verifytoken');
  const all = 'message, metadata, signal, whenNotOwner, verifyToken, path';
  assert.is(error.message, `it has no option verifytoken: did you mean verifyToken? Known are ${all}`);
});

keys('are guessed within two edits, or from an abbreviation', () => {
  for (const [given, nearest] of [
    ['paht', 'path'],
    ['pathh', 'path'],
    ['mesage', 'message'],
    ['massege', 'message'],
    ['msg', 'message'],
    ['meta', 'metadata'],
    ['WHENNOTOWNER', 'whenNotOwner'],
    ['whenNotOwnr', 'whenNotOwner'],
    ['verify_token', 'verifyToken'],
    ['text', undefined],
    ['x', undefined],
    ['', undefined],
    ['a'.repeat(10_000), undefined],
  ] as const) {
    assert.is(nearestOf(given, KNOWN), nearest, given.slice(0, 20));
  }
});

keys('that look like something else than a name are shown escaped, and cut', () => {
  assert.match(refusal({ 'two\nlines': 1 }).message, /^it has no option "two\\nlines": Known are /);
  assert.ok(refusal({ ['k'.repeat(1_000)]: 1 }).message.length < 200);
});

keys('never show a value', () => {
  assert.not.match(refusal({ mesage: 'I lost the blue suitcase' }).message, /suitcase/);
});

keys('of the plugins of core are closed sets', () => {
  const cases: [() => unknown, RegExp][] = [
    [
      () => talkToHuman({ playload: 'PERSON' } as object),
      /^talkToHuman has no option playload: did you mean payload\?/,
    ],
    [() => grantRequests({ form: ['1'] } as object), /^grantRequests has no option form: did you mean from\?/],
    [
      () => pauseOnHumanReply({ forMS: 60_000 } as unknown as { forMs: number }),
      /^pauseOnHumanReply has no option forMS: did you mean forMs\?/,
    ],
  ];
  for (const [make, message] of cases) {
    assert.throws(make, (error: Error) => error.name === 'OptionError' && message.test(error.message));
  }
});

keys('of handOver are a closed set: nothing is said or passed', async () => {
  const made = harness();
  const thread = made.bot.thread(SAMPLE_IDS);
  for (const [options, message] of [
    [{ msg: 'One moment.' }, /^handOver has no option msg: did you mean message\?/],
    [{ mesage: 'One moment.' }, /did you mean message\?/],
    [{ message: 'One moment.', personaId: '7' }, /^handOver has no option personaId: Known are message, metadata/],
    [null, /^handOver takes its options as an object/],
    ['One moment.', /^handOver takes its options as an object: \{ message \} \(got another string\)/],
  ] as const) {
    const error = await rejects(thread.handOver('inbox', options as object), 'OptionError');
    assert.match(error.message, message);
  }
  assert.equal(made.client.calls, []);
});

keys.run();
