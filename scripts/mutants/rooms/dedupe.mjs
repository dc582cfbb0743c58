const CLAIMS = 'packages/core/src/delivery/claims.ts';
const ATTEMPTS = 'packages/core/src/delivery/attempts.ts';
const DELIVERIES = 'packages/core/src/delivery/deliveries.ts';
const DELIVERY = 'packages/core/src/delivery/delivery.ts';
const QUEUES = 'packages/core/src/delivery/thread-queues.ts';
const TURN = 'packages/core/src/delivery/turn.ts';
const BOUNDED = 'packages/core/src/delivery/bounded-store.ts';
const DISPATCHER = 'packages/core/src/delivery/dispatcher.ts';
const deliveriesTest = 'packages/core/test/deliveries.test.ts';
const faultsTest = 'packages/core/test/faults.test.ts';
const doneMarksTest = 'packages/core/test/done-marks.test.ts';
const handlersTest = 'packages/core/test/handlers.test.ts';
const longRunsTest = 'packages/core/test/long-runs.test.ts';
const threatsTest = 'packages/core/test/threats.test.ts';

/** Each event once, in order, and none lost. */
export const dedupe = [
  {
    file: CLAIMS,
    find: '(doneHere.get(id) ?? 0) > now',
    replace: 'false',
    breaks: 'An event whose done-mark could not be written runs again in the process that ran it.',
    tests: [deliveriesTest, faultsTest],
  },
  {
    file: CLAIMS,
    find: 'leaseMs / 3',
    replace: 'leaseMs * 2',
    breaks: 'The lease of a long run ends, and another process starts the same event.',
    tests: [deliveriesTest],
  },
  {
    file: CLAIMS,
    find: 'const DONE_FOR_MS = 36 * 3_600_000;',
    replace: 'const DONE_FOR_MS = 36 * 60_000;',
    breaks: 'A delivery that was recorded runs again an hour later.',
    tests: [threatsTest, deliveriesTest],
  },
  {
    file: CLAIMS,
    find: "if (outcome === 'done') remember(id, now);",
    replace: "remember(id, now);\n      if (outcome === 'done') continue;",
    breaks: 'A failed event whose end could not be written is taken for done, and is lost.',
    tests: [deliveriesTest, faultsTest],
  },
  {
    file: CLAIMS,
    find: 'if (running.size === 0) return;',
    replace: '',
    breaks: 'Leases are renewed for ever once there was one, though nothing runs.',
    tests: [deliveriesTest, faultsTest],
  },
  {
    file: ATTEMPTS,
    find: 'tries >= options.attempts && clock.now()',
    replace: 'tries >= options.attempts || clock.now()',
    breaks: 'A short outage spends all attempts of an event.',
    tests: [deliveriesTest],
  },
  {
    file: ATTEMPTS,
    find: 'if (!spent && !course.accepted)',
    replace: 'if (!spent)',
    breaks: 'What fails behind an early 200 is lost: Meta does not bring it again.',
    tests: [deliveriesTest],
  },
  {
    file: ATTEMPTS,
    find: 'if (spent || stopped) {',
    replace: 'if (spent) {',
    breaks: 'Closing waits for all that is tried again.',
    tests: [deliveriesTest, faultsTest],
  },
  {
    file: ATTEMPTS,
    find: '!isDefinite(error) && ',
    replace: '',
    breaks: 'What Meta has refused for good is tried again and again.',
    tests: [deliveriesTest],
  },
  {
    file: ATTEMPTS,
    find: ' && !(error instanceof HandlerTimeoutError)',
    replace: '',
    breaks: 'A handler that never ends is started again beside itself.',
    tests: [deliveriesTest],
  },
  {
    file: ATTEMPTS,
    find: 'latest = await readAgain(item, latest);',
    replace: '',
    breaks: 'A repeat talks into a thread that changed hands after the first try.',
    tests: [faultsTest],
  },
  {
    file: ATTEMPTS,
    find: 'FIRST_REPEAT_MS * 2 ** (tries - first)',
    replace: 'FIRST_REPEAT_MS * 2 ** tries * 1_000',
    breaks: 'A repeat behind an early 200 waits for a minute.',
    tests: [deliveriesTest],
  },
  {
    file: ATTEMPTS,
    find: 'before !== undefined && !before.taken',
    replace: 'before?.taken === true',
    breaks: 'A later event of a delivery starts ahead of an earlier one.',
    tests: [deliveriesTest, faultsTest],
  },
  {
    file: QUEUES,
    find: '(queue.tail ?? Promise.resolve()).then(job)',
    replace: 'Promise.resolve(job())',
    breaks: 'Two events of one thread run side by side.',
    tests: [deliveriesTest],
  },
  {
    file: QUEUES,
    find: 'if (queue.tail === tail) {',
    replace: '{',
    breaks: 'The third event of a thread overtakes the second.',
    tests: [deliveriesTest, faultsTest],
  },
  {
    file: QUEUES,
    find: 'if (queue.tail === undefined && queue.asked === 0) active.delete(thread);',
    replace: 'if (queue.tail === undefined) active.delete(thread);',
    breaks: 'A late answer of the store brings back an owner who is gone.',
    tests: [doneMarksTest],
  },
  {
    file: CLAIMS,
    find: "answer.claim === 'claimed' && running.has(id)",
    replace: 'false',
    breaks: 'An event runs beside itself where its lease could not be renewed.',
    tests: [faultsTest],
  },
  {
    file: CLAIMS,
    find: "if (outcome === 'done') remember(id, now);",
    replace: "if (outcome === 'done') continue;",
    breaks: 'An event runs again while its done-mark is on its way.',
    tests: [faultsTest],
  },
  {
    file: DISPATCHER,
    find: 'callingOut(() => (handler as (payload: unknown) => unknown)(payload))',
    replace: '(handler as (payload: unknown) => unknown)(payload)',
    breaks: 'A delivery that a handler makes runs inside of that handler.',
    tests: [handlersTest],
  },
  {
    file: QUEUES,
    find: 'if (queue !== undefined) learn(queue, record);\n      else',
    replace: '',
    breaks: 'A handler answers by what was known when it was queued.',
    tests: [deliveriesTest, faultsTest],
  },
  {
    file: TURN,
    find: 'this.#taken = true;',
    replace: '',
    breaks: 'Who asks after a start whether there was one is told no, and waits for ever.',
    tests: [deliveriesTest, faultsTest],
  },
  {
    file: TURN,
    find: 'this.#resolve?.();',
    replace: '',
    breaks: 'Who waits for a start is not woken.',
    tests: [deliveriesTest, faultsTest],
  },
  {
    file: DELIVERIES,
    find: 'begun instanceof Promise || areAwaited(items)',
    replace: 'begun instanceof Promise',
    breaks: 'A delivery overtakes one of its thread that waits for a store with a lock.',
    tests: [longRunsTest],
  },
  {
    file: DELIVERIES,
    find: 'void track(before.then(leave));',
    replace: 'leave();',
    breaks: 'A delivery overtakes one of its thread where one between them failed.',
    tests: [longRunsTest],
  },
  {
    file: DELIVERY,
    find: "if (endings.includes('failed')) return 500;",
    replace: '',
    breaks: 'Meta does not bring again what a handler failed on.',
    tests: [deliveriesTest],
  },
  {
    file: DELIVERY,
    find: "endings.includes('leased') ? 503 : 200",
    replace: '200',
    breaks: 'What another process runs, and may fail on, is not brought again.',
    tests: [deliveriesTest, faultsTest],
  },
  {
    file: DELIVERIES,
    find: 'same === undefined || first === index',
    replace: 'first >= 0',
    breaks: 'An item that stands twice in a delivery waits for itself.',
    tests: [faultsTest, deliveriesTest],
  },
  {
    file: DELIVERIES,
    find: 'if (delivery.accepted) await flush(delivery);',
    replace: '',
    breaks: 'What ends behind an early answer is not written down, and runs again.',
    tests: [deliveriesTest],
  },
  {
    file: DELIVERIES,
    find: '!delivery.failed && delivery.othersPending === 0',
    replace: '!delivery.failed',
    breaks: 'Meta is told 200 for an event that another process runs and may lose.',
    tests: [faultsTest, deliveriesTest],
  },
  {
    file: DELIVERIES,
    find: 'await before;',
    replace: '',
    breaks: 'A delivery overtakes an earlier one of its thread where the store answers it first.',
    tests: [faultsTest],
  },
  {
    file: DELIVERIES,
    find: "if (begun?.claim === 'done') return 'done';",
    replace: '',
    breaks: 'A delivery waits in vain for an event that another process has done.',
    tests: [deliveriesTest, faultsTest],
  },
  {
    file: DELIVERIES,
    find: 'if (closing) return { status: 503',
    replace: 'if (closing && listed.length === 0) return { status: 503',
    breaks: 'A bot that was closed goes on taking deliveries.',
    tests: [deliveriesTest],
  },
  {
    file: BOUNDED,
    find: 'if (!failing) logger.error(',
    replace: 'logger.error(',
    breaks: 'A store that is down fills the log.',
    tests: [deliveriesTest, faultsTest],
  },
  {
    file: BOUNDED,
    find: "if (failing) logger.info({}, 'The store answers again');",
    replace: '',
    breaks: 'Nobody is told that the store is back.',
    tests: [deliveriesTest, faultsTest],
  },
  {
    file: BOUNDED,
    find: 'return Promise.reject(failed(error));\n    }',
    replace: 'throw error;\n    }',
    breaks: 'A store that throws ends in another error than one that rejects.',
    tests: [faultsTest, deliveriesTest],
  },
];
