// When an event whose handlers failed is run again, and when it is given up.
import { type HandoverOptions, memoryStore } from '@handover/core';
import type { Store } from '@handover/core/store';
import { gate } from '@handover/test-support/lasting-store';
import { advanceAll, durableStore, type Process, startProcess } from '@handover/test-support/processes';
import { items } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const retries = suite('retries');

const START = 1_764_590_400_000;
const failure = (): Error => new Error('a handler of the test fails');

interface Accepted {
  readonly one: Process;
  /** When each run began, in ms since the first one failed. */
  readonly runs: number[];
  readonly letters: { readonly attempts: number; readonly error: string; readonly at: number }[];
}

/** A process that has answered early with 200, and whose handler fails as `fail` says; times count from its first failure. */
async function accepted(
  fail: (run: number, one: Process) => unknown,
  options: Partial<HandoverOptions> = {},
  make: () => Store | undefined = durableStore,
): Promise<Accepted> {
  const store = make();
  const one = startProcess({ ...options, ...(store === undefined ? {} : { store }) });
  const first = gate();
  const made: Accepted = { one, runs: [], letters: [] };
  one.bot.on('error', () => undefined);
  one.bot.on('dead_letter', ({ attempts, error }) => {
    made.letters.push({ attempts, error: error.message, at: one.clock.now() - START - 4_000 });
  });
  one.bot.on('message', async () => {
    made.runs.push(Math.max(0, one.clock.now() - START - 4_000));
    if (made.runs.length === 1) await first.opened;
    return fail(made.runs.length, one);
  });
  const answer = one.bring({ messaging: [items.message()] });
  await one.clock.advance(4_000);
  assert.is((await answer).status, 200);
  first.open();
  await one.clock.advance(0);
  return made;
}

retries('back off: 1 s, 5 s, 30 s, 2 min, 5 min, then each 5 min; the eighth run is the last by default', async () => {
  const { one, runs, letters } = await accepted(() => {
    throw failure();
  });
  await one.clock.advance(3_600_000);
  const at = [0, 1, 6, 36, 156, 456, 756, 1_056].map((seconds) => seconds * 1_000);
  assert.equal(runs, at);
  assert.equal(letters, [{ attempts: 8, error: 'a handler of the test fails', at: 1_056_000 }]);
  assert.is((await one.bot.deadLetters.list()).items.length, 1);
  await one.bot.close();
});

retries('end with the run that is 30 minutes behind the first by default, or as the option says', async () => {
  for (const [options, last] of [
    [{ attempts: 100 }, 1_956],
    [{ attempts: 100, retryForMs: 60_000 }, 156],
  ] as const) {
    const { one, runs, letters } = await accepted(() => {
      throw failure();
    }, options);
    await one.clock.advance(4 * 3_600_000);
    assert.is(runs.at(-1), last * 1_000);
    assert.is(letters.length, 1);
    await one.bot.close();
  }
});

retries('go on by number alone where retryForMs is 0', async () => {
  const { one, runs, letters } = await accepted(
    () => {
      throw failure();
    },
    { attempts: 30, retryForMs: 0 },
  );
  await one.clock.advance(24 * 3_600_000);
  assert.equal([runs.length, letters.length], [30, 1]);
  await one.bot.close();
});

for (const [name, make] of [
  ['a store that lasts', durableStore],
  ['the default store', () => undefined],
] as const) {
  retries(`lose and give up nothing in an outage of two minutes, by our own runs on ${name}`, async () => {
    const { one, runs, letters } = await accepted(
      (_run, { clock }) => {
        if (clock.now() - START - 4_000 < 120_000) throw failure();
      },
      {},
      make,
    );
    await one.clock.advance(30 * 60_000);
    assert.equal([runs.at(-1), letters], [156_000, []]);
    await one.bot.close();
  });
}

retries("lose and give up nothing in an outage of two minutes, by Meta's redeliveries", async () => {
  const one = startProcess({ store: durableStore() });
  let handled = 0;
  one.bot.on('error', () => undefined);
  one.bot.on('message', () => {
    if (one.clock.now() - START < 120_000) throw failure();
    handled += 1;
  });
  const item = items.message();
  const statuses: number[] = [];
  for (const pauseMs of [0, 0, 1_000, 5_000, 30_000, 60_000, 120_000]) {
    await one.clock.advance(pauseMs);
    statuses.push((await one.bring({ messaging: [item] })).status);
  }
  assert.equal([statuses, handled], [[500, 500, 500, 500, 500, 500, 200], 1]);
  assert.equal((await one.bot.deadLetters.list()).items, []);
  await one.bot.close();
});

/** What a mistake in the code throws. */
const MISTAKES: readonly (() => Error)[] = [
  () => new TypeError("Cannot read properties of undefined (reading 'id')"),
  () => new RangeError('Invalid array length'),
  () => new ReferenceError('answer is not defined'),
];
/** What a run may mend. */
const PASSING: readonly (() => Error)[] = [
  () => new TypeError('fetch failed'),
  () => new TypeError('terminated'),
  () => new TypeError('the model is away', { cause: new Error('ECONNREFUSED') }),
  () => new RangeError('too much', { cause: new Error('429') }),
  () => new SyntaxError('Unexpected token < in JSON'),
];

for (const make of MISTAKES) {
  retries(`a ${make().name} without a cause is a dead letter at once: ${make().message}`, async () => {
    const { one, runs, letters } = await accepted(() => {
      throw make();
    });
    await one.clock.advance(60_000);
    assert.equal([runs.length, letters.length], [1, 1]);
    await one.bot.close();

    const two = startProcess();
    two.bot.on('error', () => undefined);
    two.bot.on('message', () => {
      throw make();
    });
    assert.is((await two.bring({ messaging: [items.message()] })).status, 200);
    assert.is((await two.bot.deadLetters.list()).items.length, 1);
  });
}

for (const make of PASSING) {
  retries(`a ${make().name} that a repeat may mend is run again: ${make().message}`, async () => {
    const { one, runs, letters } = await accepted((run) => {
      if (run === 1) throw make();
    });
    await one.clock.advance(60_000);
    assert.equal([runs.length, letters], [2, []]);
    await one.bot.close();
  });
}

retries('a mistake of one handler beside a failure of another one is run again', async () => {
  const one = startProcess();
  let runs = 0;
  one.bot.on('error', () => undefined);
  one.bot.on('message', () => {
    runs += 1;
    throw new TypeError('a mistake');
  });
  one.bot.on('message', () => {
    if (runs === 1) throw failure();
  });
  const item = items.message();
  assert.equal(
    [(await one.bring({ messaging: [item] })).status, (await one.bring({ messaging: [item] })).status],
    [500, 200],
  );
  assert.is((await one.bot.deadLetters.list()).items.length, 1, 'the mistake is left');
});

const never = (): Promise<never> => new Promise(() => undefined);

retries('a handler that times out runs twice, then it is a dead letter', async () => {
  const { one, runs, letters } = await accepted(never, { handlerTimeoutMs: 10_000 });
  await one.clock.advance(60_000);
  assert.equal(runs.length, 2);
  assert.equal(
    letters.map(({ attempts }) => attempts),
    [2],
  );
  await one.bot.close();
});

retries('a handler that fails and then times out once is not given up: its second time-out counts', async () => {
  const { one, runs, letters } = await accepted(
    (run) => {
      if (run !== 2) throw failure();
      return never();
    },
    { handlerTimeoutMs: 10_000 },
  );
  await one.clock.advance(60_000);
  assert.ok(runs.length > 2);
  assert.equal(letters, []);
  await one.bot.close();
});

retries('a handler whose process was killed in its first run may time out once more than that', async () => {
  const store = durableStore();
  const [one, two] = [startProcess({ store }), startProcess({ store, handlerTimeoutMs: 10_000 })];
  let runs = 0;
  one.bot.on('message', never);
  two.bot.on('error', () => undefined);
  two.bot.on('message', () => {
    runs += 1;
    return runs === 1 ? never() : undefined;
  });
  const answer = one.bring({ messaging: [items.message()] });
  await one.clock.advance(4_000);
  assert.is((await answer).status, 200);
  await two.clock.advance(120_000);
  assert.is(runs, 2);
  assert.equal((await two.bot.deadLetters.list()).items, []);
  await two.bot.close();
});

retries('time-outs count across processes: a second one in another process is the last', async () => {
  const store = durableStore();
  const options = { store, handlerTimeoutMs: 10_000 };
  const [one, two] = [startProcess(options), startProcess(options)];
  let runs = 0;
  for (const { bot } of [one, two]) {
    bot.on('error', () => undefined);
    bot.on('message', () => {
      runs += 1;
      return never();
    });
  }
  const answer = one.bring({ messaging: [items.message()] });
  await one.clock.advance(4_000);
  assert.is((await answer).status, 200);
  await one.clock.advance(6_000);
  assert.is(runs, 1);
  // The first process dies ahead of its second run.
  await two.clock.advance(120_000);
  assert.is(runs, 2);
  assert.is((await two.bot.deadLetters.list()).items.length, 1);
  await two.bot.close();
});

/** Fails `name` while `down.is`. */
function failing(down: { is: boolean }, ...names: string[]): Store {
  return durableStore((name, _args, operation) => {
    if (down.is && names.includes(name)) throw new Error('down, for the test');
    return operation();
  });
}

retries('an event that runs on here while its lease ran out is not run a second time beside it', async () => {
  const one = startProcess({ store: durableStore() });
  const goOn = gate();
  const runs: unknown[] = [];
  one.bot.on('error', () => undefined);
  one.bot.on('message', async ({ event, thread }) => {
    runs.push(event.text);
    if (event.text === 'first') await goOn.opened;
    await thread.send(`to ${event.text}`);
  });
  const answer = one.bring({ messaging: [items.message({ text: 'first' })] });
  await one.clock.advance(4_000);
  assert.is((await answer).status, 200);
  // Stopped for longer than its lease, so that no timer of its own has run.
  one.clock.leap(40_000);
  const next = one.bring({ messaging: [items.message({ text: 'second' })] });
  await one.clock.advance(0);
  goOn.open();
  await one.clock.advance(1_000);
  assert.is((await next).status, 200);
  assert.equal(
    [runs, one.sent()],
    [
      ['first', 'second'],
      ['to first', 'to second'],
    ],
  );
  await one.bot.close();
});

for (const how of ['the next event of its thread', 'a sweep'] as const) {
  retries(`an event that ended while the store was away is not run again by ${how}`, async () => {
    const down = { is: false };
    const one = startProcess({ store: failing(down, 'end', 'renew') });
    const goOn = gate();
    const runs: unknown[] = [];
    one.bot.on('message', async ({ event }) => {
      runs.push(event.text);
      if (event.text === 'first') await goOn.opened;
    });
    const answer = one.bring({ messaging: [items.message({ text: 'first' })] });
    await one.clock.advance(4_000);
    assert.is((await answer).status, 200);
    down.is = true;
    goOn.open();
    await one.clock.advance(3_900);
    // Behind its lease, and at a time at which no sweep comes.
    one.clock.leap(60_000);
    down.is = false;
    if (how === 'a sweep') await one.clock.advance(10_000);
    else await one.bring({ messaging: [items.message({ text: 'second' })] });
    await one.clock.advance(60_000);
    assert.equal(runs, how === 'a sweep' ? ['first'] : ['first', 'second']);
    await one.bot.close();
  });
}

retries('wait with the events behind them for orderWaitMs; later runs are marked as late', async () => {
  const seen: unknown[] = [];
  const one = startProcess({ store: durableStore(), orderWaitMs: 10_000 });
  const first = gate();
  let runs = 0;
  one.bot.on('error', () => undefined);
  one.bot.on('message', async ({ event, late }) => {
    seen.push([event.text, late ?? false]);
    if (event.text !== 'bad') return;
    runs += 1;
    if (runs === 1) await first.opened;
    if (runs < 4) throw failure();
  });
  const answer = one.bring({ messaging: [items.message({ text: 'bad' }), items.message({ text: 'good' })] });
  await one.clock.advance(4_000);
  assert.is((await answer).status, 200);
  first.open();
  // Runs at 0, 1 and 6 s; the fourth would be at 36 s.
  await one.clock.advance(9_999);
  assert.equal(seen, [
    ['bad', false],
    ['bad', false],
    ['bad', false],
  ]);
  await one.clock.advance(1);
  assert.equal(seen.slice(3), [['good', false]]);
  await one.clock.advance(30_000);
  assert.equal(seen.slice(4), [['bad', true]]);
  await one.bot.close();
});

retries('two processes never run an event at once, whichever of them is asked', async () => {
  const store = memoryStore();
  const [one, two] = [startProcess({ store }), startProcess({ store })];
  let running = 0;
  let most = 0;
  let runs = 0;
  for (const { bot, clock } of [one, two]) {
    bot.on('error', () => undefined);
    bot.on('message', async () => {
      running += 1;
      runs += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => void clock.setTimeout(resolve, 1_000));
      running -= 1;
      if (runs < 3) throw failure();
    });
  }
  const item = items.message();
  const statuses: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    const answers = [one, two, one, two].map((each) => each.bring({ messaging: [item] }));
    await advanceAll([one, two], 6_000);
    for (const answer of answers) statuses.push((await answer).status);
  }
  assert.equal([most, runs], [1, 3]);
  assert.equal(statuses.slice(-4), [200, 200, 200, 200]);
});

retries.run();
