// Events that are written down ahead of an early answer, and who runs them when their process is gone.
import { type HandoverAnswer, type HandoverOptions, memoryStore, OptionError } from '@handover/core';
import type { Store } from '@handover/core/store';
import { APP, type Harness, harness } from '@handover/test-support/harness';
import { advanceAll, gate, lastingStore, never } from '@handover/test-support/lasting-store';
import { wrappedStore } from '@handover/test-support/wrapped-store';
import { delivery, items } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const park = suite('park');

const body = (text: string, userId = '51'): unknown =>
  delivery({ messaging: [items.message({ text, mid: `m_${userId}_${text}`, userId })] });

/** A process whose handlers of `message` note the text, then do `work`. */
function machine(
  options: Partial<HandoverOptions>,
  work: (text: string, run: number) => unknown = () => undefined,
): Harness & { readonly seen: string[] } {
  const made = harness(options);
  const seen: string[] = [];
  made.bot.on('error', () => undefined);
  made.bot.on('message', ({ event, late }) => {
    const text = event.text ?? '';
    seen.push(late === true ? `${text} late` : text);
    return work(text, seen.filter((each) => each.startsWith(text)).length);
  });
  return { ...made, seen };
}

/** Notes the operations on events, and on how many. */
function noted(store: Store, lines: string[]): Store {
  return wrappedStore(store, (name, [list], operation) => {
    if (Array.isArray(list)) lines.push(`${name} ${list.length}`);
    return operation();
  });
}

park('writes all unfinished events down in one write ahead of the early answer, and none that is over', async () => {
  const lines: string[] = [];
  const store = noted(lastingStore(), lines);
  const { clock, deliver, seen } = machine({ store }, (text) => (text === 'quick' ? undefined : never));
  const of = (text: string, userId: string) => items.message({ text, userId });
  let answer: HandoverAnswer | undefined;
  void deliver(delivery({ messaging: [of('quick', '51'), of('slow', '52'), of('slow too', '53')] })).then((given) => {
    answer = given;
  });
  await clock.advance(3_999);
  assert.equal(
    lines.filter((line) => line.startsWith('park')),
    [],
  );
  assert.is(answer, undefined);
  await clock.advance(1);
  assert.equal(
    lines.filter((line) => line.startsWith('park')),
    ['park 2'],
  );
  assert.is(answer?.status, 200);
  assert.equal(seen, ['quick', 'slow', 'slow too']);
});

park('writes nothing down where the handlers end in time', async () => {
  const lines: string[] = [];
  const { deliver } = machine({ store: noted(lastingStore(), lines) });
  assert.is((await deliver(body('quick'))).status, 200);
  assert.equal(lines, ['begin 1', 'end 1']);
});

park('answers 503 where parking fails, and the redelivery waits for the run in progress', async () => {
  const kept = lastingStore();
  let isDown = true;
  const store = wrappedStore(kept, (name, _, operation) => {
    if (name === 'park' && isDown) throw new Error('down, for the test');
    return operation();
  });
  const slow = gate();
  const { clock, deliver, seen } = machine({ store }, () => slow.opened);
  const first = deliver(body('hello'));
  await clock.advance(4_000);
  assert.is((await first).status, 503);
  isDown = false;
  const again = deliver(body('hello'));
  await clock.advance(1_000);
  slow.open();
  assert.is((await again).status, 200);
  assert.equal(seen, ['hello']);
});

park(
  'answers 503 where parking takes longer than 700 ms, and the event that was parked late is not run twice',
  async () => {
    const kept = lastingStore();
    const away = gate();
    const store = wrappedStore(kept, async (name, _, operation) => {
      if (name === 'park') await away.opened;
      return operation();
    });
    const slow = gate();
    const { clock, deliver, seen } = machine({ store }, () => slow.opened);
    let answer: HandoverAnswer | undefined;
    void deliver(body('hello')).then((given) => {
      answer = given;
    });
    await clock.advance(4_699);
    assert.is(answer, undefined);
    await clock.advance(1);
    assert.is(answer?.status, 503);
    away.open();
    await clock.advance(0);
    assert.is((await deliver(body('hello'))).status, 200);
    slow.open();
    await clock.advance(60_000);
    assert.equal(seen, ['hello']);
    assert.equal(await kept.claimParked(APP, lease('other', clock.now())), []);
  },
);

const lease = (holder: string, now: number) => ({ holder, leaseMs: 30_000, now, limit: 10 });

park('answers the redelivery of a parked event with 200 at once, in its own process and in another one', async () => {
  const store = lastingStore();
  const [one, other] = [machine({ store }, () => never), machine({ store })];
  const first = one.deliver(body('hello'));
  await advanceAll([one.clock, other.clock], 4_000);
  assert.is((await first).status, 200);
  // No time passes here.
  assert.is((await one.deliver(body('hello'))).status, 200);
  assert.is((await other.deliver(body('hello'))).status, 200);
  assert.equal([one.seen, other.seen], [['hello'], []]);
});

park('parks ahead of the handlers with answerWithinMs: 0, and answers before they run', async () => {
  const lines: string[] = [];
  const store = noted(lastingStore(), lines);
  const slow = gate();
  const { clock, deliver, seen } = machine({ store, answerWithinMs: 0 }, () => {
    lines.push('handler');
    return slow.opened;
  });
  assert.is((await deliver(body('hello'))).status, 200);
  await clock.advance(0);
  assert.equal(lines, ['begin 1', 'park 1', 'handler']);
  slow.open();
  await clock.advance(0);
  assert.equal(lines.slice(3), ['end 1']);
  assert.is((await deliver(body('hello'))).status, 200);
  assert.equal(seen, ['hello']);
});

park('runs nothing with answerWithinMs: 0 where parking fails, and runs it once it comes again', async () => {
  let isDown = true;
  const store = wrappedStore(lastingStore(), (name, _, operation) => {
    if (name === 'park' && isDown) throw new Error('down, for the test');
    return operation();
  });
  const { clock, deliver, seen } = machine({ store, answerWithinMs: 0 });
  assert.is((await deliver(body('hello'))).status, 503);
  assert.equal(seen, []);
  isDown = false;
  assert.is((await deliver(body('hello'))).status, 200);
  await clock.advance(0);
  assert.equal(seen, ['hello']);
});

park('runs what another process left although the new events of the thread can not be parked', async () => {
  const kept = lastingStore();
  const killed = machine({ store: kept, answerWithinMs: 0, leaseMs: 3_000 }, () => never);
  await killed.deliver(body('left'));
  const store = wrappedStore(kept, (name, _, operation) => {
    if (name === 'park') throw new Error('down, for the test');
    return operation();
  });
  const { clock, deliver, seen } = machine({ store, answerWithinMs: 0 });
  await clock.advance(4_000);
  assert.is((await deliver(body('new'))).status, 503);
  await clock.advance(1_000);
  assert.equal(seen, ['left']);
});

park('answers 200 with answerWithinMs: 0 to a delivery in which one item stands twice', async () => {
  const { deliver, seen, clock } = machine({ store: lastingStore(), answerWithinMs: 0 }, () => never);
  const item = items.message({ text: 'hello' });
  const answer = deliver(delivery({ messaging: [item, item] }));
  await clock.advance(0);
  assert.is((await answer).status, 200);
  assert.equal(seen, ['hello']);
});

park('refuses answerWithinMs: 0 with a store that does not last', () => {
  for (const options of [{ answerWithinMs: 0 }, { answerWithinMs: 0, store: memoryStore() }]) {
    assert.throws(
      () => harness(options),
      (error: unknown) => error instanceof OptionError && error.option === 'answerWithinMs',
    );
  }
  harness({ answerWithinMs: 0, store: lastingStore() });
});

park('runs what a killed process left once its lease is over and a sweep has looked, and not before', async () => {
  const store = lastingStore();
  const [killed, alive] = [machine({ store }, () => never), machine({ store })];
  const first = killed.deliver(body('hello'));
  await advanceAll([killed.clock, alive.clock], 4_000);
  assert.is((await first).status, 200);
  // From here the clock of the killed process stands still. Its last renewal was at the start.
  await alive.clock.advance(25_999);
  assert.equal(alive.seen, []);
  await alive.clock.advance(5_001);
  assert.equal(alive.seen, ['hello']);
  await alive.clock.advance(120_000);
  assert.equal(alive.seen, ['hello']);
  assert.is((await alive.deliver(body('hello'))).status, 200);
  assert.equal(alive.seen, ['hello']);
});

park('leaves what a process runs to it for as long as it renews its lease', async () => {
  const store = lastingStore();
  const [slow, other] = [machine({ store, handlerTimeoutMs: 600_000 }, () => never), machine({ store })];
  const first = slow.deliver(body('hello'));
  await advanceAll([slow.clock, other.clock], 4_000);
  assert.is((await first).status, 200);
  await advanceAll([slow.clock, other.clock], 300_000, 1_000);
  assert.equal([slow.seen, other.seen], [['hello'], []]);
});

park('gives all events of a thread that a killed process left to one process, in order of arrival', async () => {
  const store = lastingStore();
  const killed = machine({ store, answerWithinMs: 0 }, () => never);
  const order: string[] = [];
  const live = [1, 2].map(() => machine({ store, answerWithinMs: 0 }, (text) => void order.push(text)));
  const texts = ['1', '2', '3', '4', '5'];
  for (const text of texts) await killed.deliver(body(text));
  await advanceAll(
    live.map(({ clock }) => clock),
    40_000,
    1_000,
  );
  assert.equal(order, texts);
  assert.equal(live.map(({ seen }) => seen.length).sort(), [0, 5]);
});

park('runs what was left of a thread ahead of a new event, in the delivery that brings the new one', async () => {
  const store = lastingStore();
  const killed = machine({ store, answerWithinMs: 0, leaseMs: 3_000 }, () => never);
  for (const text of ['1', '2', '3']) await killed.deliver(body(text));
  const order: string[] = [];
  const alive = machine({ store }, async (text) => {
    await Promise.resolve();
    order.push(text);
  });
  await alive.clock.advance(4_000);
  assert.equal(order, []);
  assert.is((await alive.deliver(body('4'))).status, 200);
  assert.equal(order, ['1', '2', '3', '4']);
});

park('takes a redelivery of what was left for the sign to run it', async () => {
  const store = lastingStore();
  const killed = machine({ store, answerWithinMs: 0, leaseMs: 3_000 }, () => never);
  for (const text of ['1', '2']) await killed.deliver(body(text));
  const alive = machine({ store });
  await alive.clock.advance(4_000);
  assert.is((await alive.deliver(body('2'))).status, 200);
  await alive.clock.advance(0);
  assert.equal(alive.seen, ['1', '2']);
});

park('keeps the order of a thread while an event waits for its next run, for orderWaitMs at most', async () => {
  const failing = new Set(['bad']);
  const { clock, deliver, seen } = machine(
    { store: lastingStore(), answerWithinMs: 0, orderWaitMs: 10_000 },
    (text) => {
      if (failing.has(text)) throw new Error('fails, for the test');
    },
  );
  await deliver(body('bad'));
  await deliver(body('next'));
  await clock.advance(9_999);
  // Runs at 0, 1 and 6 s; the next one would be at 36 s.
  assert.equal(seen, ['bad', 'bad', 'bad']);
  await clock.advance(1);
  assert.equal(seen.slice(3), ['next']);
  await deliver(body('third'));
  await clock.advance(0);
  assert.equal(seen.slice(4), ['third']);
  failing.clear();
  await clock.advance(30_000);
  assert.equal(seen.slice(5), ['bad late']);
});

park('does not call a retry late that held its place', async () => {
  const { clock, deliver, seen } = machine({ store: lastingStore(), answerWithinMs: 0 }, (text, run) => {
    if (text === 'bad' && run < 4) throw new Error('fails, for the test');
  });
  await deliver(body('bad'));
  await deliver(body('next'));
  await clock.advance(6_000);
  assert.equal(seen, ['bad', 'bad', 'bad']);
  // The fourth run would be at 36 s, and the others wait until 30 s.
  await clock.advance(24_000);
  assert.equal(seen.slice(3), ['next']);
  await clock.advance(6_000);
  assert.equal(seen.slice(4), ['bad late']);
});

park('keeps events of other threads from waiting for one that waits for its next run', async () => {
  const { clock, deliver, seen } = machine({ store: lastingStore(), answerWithinMs: 0 }, (text) => {
    if (text === 'bad') throw new Error('fails, for the test');
  });
  await deliver(
    delivery({
      messaging: [items.message({ text: 'bad', userId: '51' }), items.message({ text: 'fine', userId: '52' })],
    }),
  );
  await clock.advance(0);
  assert.equal(seen, ['bad', 'fine']);
});

park(
  'does not run an event a second time here whose lease ended while it runs, when a new event of its thread comes',
  async () => {
    const store = wrappedStore(lastingStore(), (name, _, operation) => {
      if (name === 'renew' || name === 'claimParked') throw new Error('down, for the test');
      return operation();
    });
    const slow = gate();
    const { clock, deliver, seen } = machine({ store, answerWithinMs: 0 }, () => slow.opened);
    await deliver(body('1'));
    await clock.advance(31_000);
    await deliver(body('2'));
    await clock.advance(10_000);
    assert.equal(seen, ['1']);
    slow.open();
    await clock.advance(60_000);
    assert.equal(seen, ['1', '2']);
  },
);

park('does not run a parked event again here whose end the store has not taken', async () => {
  let isDown = false;
  const store = wrappedStore(lastingStore(), (name, _, operation) => {
    if (name === 'end' && isDown) throw new Error('down, for the test');
    return operation();
  });
  const slow = gate();
  const { clock, deliver, seen } = machine({ store, answerWithinMs: 0 }, (text) => (text === '1' ? slow.opened : 0));
  await deliver(body('1'));
  isDown = true;
  slow.open();
  await clock.advance(0);
  isDown = false;
  await clock.advance(120_000);
  assert.equal(seen, ['1']);
  // The end was written down at last, so that no other process finds it either.
  assert.equal(await store.claimParked(APP, lease('other', clock.now())), []);
});

park('does not run it again ahead of a new event of the thread either', async () => {
  let isDown = false;
  const kept = lastingStore();
  const store = wrappedStore(kept, (name, _, operation) => {
    if ((name === 'end' && isDown) || name === 'claimParked') throw new Error('down, for the test');
    return operation();
  });
  const slow = gate();
  const { clock, deliver, seen } = machine({ store, answerWithinMs: 0 }, (text) => (text === '1' ? slow.opened : 0));
  await deliver(body('1'));
  isDown = true;
  slow.open();
  await clock.advance(0);
  isDown = false;
  await clock.advance(120_000);
  await deliver(body('2'));
  await clock.advance(120_000);
  assert.equal(seen, ['1', '2']);
  assert.equal(await kept.claimParked(APP, lease('other', clock.now())), []);
});

park('leaves what waits for its next run parked when the bot closes, and the next process runs it', async () => {
  const store = lastingStore();
  const closing = machine({ store, answerWithinMs: 0 }, () => {
    throw new Error('fails, for the test');
  });
  await closing.deliver(body('hello'));
  await closing.clock.advance(2_000);
  assert.equal(closing.seen, ['hello', 'hello']);
  await closing.bot.close();
  assert.equal((await closing.bot.deadLetters.list()).items, []);
  const next = machine({ store });
  await next.clock.advance(10_000);
  assert.equal([closing.seen.length, next.seen], [2, ['hello']]);
});

park(
  'aborts running handlers at the end of close(), and leaves their events parked at once for the next process',
  async () => {
    const store = lastingStore();
    const closing = harness({ store, answerWithinMs: 0 });
    const reasons: unknown[] = [];
    closing.bot.on('error', () => undefined);
    closing.bot.on('message', ({ signal }) => {
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          reasons.push((signal.reason as { code?: string }).code);
          reject(signal.reason);
        });
      });
    });
    await closing.deliver(body('hello'));
    const closed = closing.bot.close({ withinMs: 1_000 });
    await closing.clock.advance(999);
    assert.equal(reasons, []);
    await closing.clock.advance(1);
    assert.equal(reasons, ['closed']);
    await closed;
    const next = machine({ store });
    await next.clock.advance(5_000);
    assert.equal(next.seen, ['hello']);
  },
);

park(
  'aborts at once what starts behind the end of close(): events behind the aborted one stay parked, in order',
  async () => {
    const store = lastingStore();
    const closing = harness({ store, answerWithinMs: 0 });
    const started: string[] = [];
    closing.bot.on('error', () => undefined);
    closing.bot.on('message', ({ event, signal }) => {
      started.push(event.text ?? '');
      return new Promise((_, reject) => {
        if (signal.aborted) reject(signal.reason);
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    });
    for (const text of ['1', '2', '3']) await closing.deliver(body(text));
    let isClosed = false;
    void closing.bot.close({ withinMs: 1_000 }).then(() => {
      isClosed = true;
    });
    await closing.clock.advance(1_000);
    assert.is(isClosed, true);
    const next = machine({ store });
    await next.clock.advance(5_000);
    assert.equal(next.seen, ['1', '2', '3']);
  },
);

park('runs nothing that the store hands out when the bot has closed meanwhile', async () => {
  const kept = lastingStore();
  const killed = machine({ store: kept, answerWithinMs: 0 }, () => never);
  await killed.deliver(body('hello'));
  const away = gate();
  const store = wrappedStore(kept, async (name, _, operation) => {
    const answer = await operation();
    if (name === 'claimParked' && (answer as unknown[]).length > 0) await away.opened;
    return answer;
  });
  const closing = machine({ store, leaseMs: 60_000 });
  await closing.clock.advance(30_000);
  let isClosed = false;
  void closing.bot.close().then(() => {
    isClosed = true;
  });
  await closing.clock.advance(0);
  away.open();
  await closing.clock.advance(0);
  assert.is(isClosed, true);
  assert.equal(closing.seen, []);
  const next = machine({ store: kept });
  await next.clock.advance(40_000);
  assert.equal(next.seen, ['hello']);
});

park('leaves an event to the process that took it over while this one was stopped, and says nothing more', async () => {
  const store = lastingStore();
  const model = gate();
  const stopped = harness({ store, answerWithinMs: 0 });
  const outcomes: string[] = [];
  stopped.bot.on('error', () => undefined);
  stopped.bot.on('message', async ({ thread, signal }) => {
    await model.opened;
    await thread.send('from the one that was stopped').catch((error: Error) => {
      outcomes.push(error.name, (signal.reason as Error).name);
      throw error;
    });
  });
  await stopped.deliver(body('hello'));
  const other = machine({ store });
  // Meanwhile the clock of the stopped one stands still.
  await other.clock.advance(60_000);
  assert.equal(other.seen, ['hello']);
  // Awake again: all its timers are due, and the model has answered.
  await stopped.clock.advance(60_000);
  model.open();
  await advanceAll([stopped.clock, other.clock], 120_000, 1_000);
  assert.equal(outcomes, ['LeaseLostError', 'LeaseLostError']);
  assert.equal(stopped.client.calls.filter(({ name }) => name === 'sendMessage').length, 0);
  assert.equal(other.seen, ['hello']);
  assert.equal((await other.bot.deadLetters.list()).items, []);
});

park('drops what was written down and is no event, and runs the rest', async () => {
  const store = lastingStore();
  const killed = machine({ store, answerWithinMs: 0 }, () => never);
  for (const text of ['1', '2', '3']) await killed.deliver(body(text));
  const key = `${APP}:messenger:804155501230077:51`;
  const [first, second] = await store.bodies(key, killed.clock.now());
  for (const [kept, garbage] of [
    [first, '{"kind":"mess'],
    [second, '{"some":"thing"}'],
  ] as const) {
    const { id = '', body: expected = '' } = kept ?? {};
    assert.is(await store.replaceBody(id, { expected, body: garbage, now: killed.clock.now() }), true);
  }
  const next = machine({ store });
  await next.clock.advance(60_000);
  assert.equal(next.seen, ['3']);
  assert.is(next.logger.loud.filter((line) => line.includes('A parked event could not be read')).length, 2);
});

park('parks an event of a page, which names no thread, and another process finds it', async () => {
  const store = lastingStore();
  const killed = harness({ store, answerWithinMs: 0 });
  killed.bot.on('change', () => never);
  const change = delivery({ changes: [{ field: 'feed', value: { item: 'post' } }] });
  await killed.deliver(change);
  const { bot, clock } = harness({ store });
  const fields: string[] = [];
  bot.on('change', ({ event }) => void fields.push(event.field ?? ''));
  await clock.advance(36_000);
  assert.equal(fields, ['feed']);
});

park('gives the next process the event as it was: attachments, time, payload', async () => {
  const store = lastingStore();
  const seen: unknown[][] = [];
  for (const isKilled of [true, false]) {
    const { bot, clock, deliver } = harness({ store, answerWithinMs: 0 });
    const mine: unknown[] = [];
    seen.push(mine);
    bot.on('*', ({ event }) => {
      mine.push(structuredClone({ ...event, standby: undefined }));
      return isKilled ? never : undefined;
    });
    if (!isKilled) {
      await clock.advance(36_000);
      continue;
    }
    const attachments = [{ type: 'image', payload: { url: 'https://cdn.example/1.png' } }];
    const image = items.message({ userId: '51' }) as { message: object };
    await deliver(
      delivery({
        messaging: [
          { ...image, message: { ...image.message, attachments } },
          items.postback({ userId: '52', payload: 'GO' }),
          items.optin({ userId: '53', token: 't1', expiresAt: 1_800_000_000_000 }),
        ],
      }),
    );
    await clock.advance(0);
  }
  assert.is(seen[0]?.length, 3);
  assert.equal(seen[1], seen[0]);
});

park('loses no event whichever of four processes is killed behind its early answers', async () => {
  const store = lastingStore();
  const done = new Map<string, number>();
  const work = async (text: string): Promise<void> => {
    done.set(text, (done.get(text) ?? 0) + 1);
  };
  let dead = 0;
  const live: Harness[] = [];
  const sent: string[] = [];
  for (let round = 0; round < 8; round += 1) {
    const isKilled = round < 6;
    const each = machine({ store, answerWithinMs: 0 }, isKilled ? () => never : work);
    for (let user = 0; user < 10; user += 1) {
      const text = `${round}-${user}`;
      sent.push(text);
      assert.is((await each.deliver(body(text, String(user)))).status, 200);
    }
    if (isKilled) dead += 1;
    else live.push(each);
    await advanceAll(
      live.map(({ clock }) => clock),
      1_000,
    );
  }
  await advanceAll(
    live.map(({ clock }) => clock),
    60_000,
    1_000,
  );
  assert.is(dead, 6);
  assert.equal([...done.keys()].sort(), [...sent].sort());
  assert.equal(
    [...done.values()].filter((count) => count !== 1),
    [],
  );
});

park.run();
