// What an unsend does, for every store: the suites of core, SQLite and Redis run these cases.
import type { Store } from '@handover/core/store';
import { delivery, type Item, items } from '@handover/testkit';
import * as assert from 'uvu/assert';
import { DESK, type Harness, harness, INBOX } from './harness.ts';

/** A case, run with a bot on a new store. */
export interface StoreCase {
  readonly name: string;
  run(store: Store): Promise<void>;
}

const NAMES = ['message', 'message_deleted', 'echo', 'standby', 'standby:message', 'standby:message_deleted'] as const;

/** Makes a bot that records which names each event fired, with the id of its message. */
function listening(store: Store): Harness & { readonly heard: string[] } {
  const made = harness({ store });
  const heard: string[] = [];
  for (const name of NAMES) {
    made.bot.on(name, ({ event }) => {
      heard.push(`${name} ${'mid' in event ? event.mid : ''}`);
    });
  }
  return { ...made, heard };
}

const said: Item = items.message({ mid: 'm_1', text: 'x' });
const gone: Item = items.unsend({ mid: 'm_1' });
const goneAsText: Item = { ...gone, message: { mid: 'm_1', is_deleted: 'true' } };
const answered: Item = items.echo({ mid: 'm_1', appId: DESK });
const withdrawn: Item = items.unsend({ mid: 'm_1', echo: true });

/** The ways in which an item reaches a bot. */
const lanes: Readonly<Record<string, (item: Item) => unknown>> = {
  messaging: (item) => delivery({ messaging: [item] }),
  'a change': (item) => delivery({ changes: [{ field: 'messages', value: item }] }),
  'a list named after its field': (item) => delivery({ more: { messages: [item] } }),
};

function caseOf(name: string, bodies: readonly unknown[], expected: readonly string[]): StoreCase {
  return {
    name,
    async run(store) {
      const { bot, deliver, heard } = listening(store);
      for (const body of bodies) assert.is((await deliver(body)).status, 200);
      assert.equal(heard, expected);
      await bot.close();
    },
  };
}

/** The orders of an unsend and the message that it deletes. Meta may redeliver at any time. */
function orderCases(): StoreCase[] {
  return Object.entries(lanes).flatMap(([lane, bodyOf]) => [
    caseOf(
      `an unsend after its message fires message_deleted, and both again fire nothing (${lane})`,
      [bodyOf(said), bodyOf(gone), bodyOf(said), bodyOf(gone)],
      ['message m_1', 'message_deleted m_1'],
    ),
    caseOf(
      `a message after its unsend still fires message (${lane})`,
      [bodyOf(gone), bodyOf(said), bodyOf(gone)],
      ['message_deleted m_1', 'message m_1'],
    ),
    caseOf(
      `an unsend without its message fires message_deleted alone (${lane})`,
      [bodyOf(goneAsText), bodyOf(goneAsText)],
      ['message_deleted m_1'],
    ),
    caseOf(
      `the unsend of an echo fires message_deleted, in any order with it (${lane})`,
      [bodyOf(withdrawn), bodyOf(answered), bodyOf(withdrawn), bodyOf(answered)],
      ['message_deleted m_1', 'echo m_1'],
    ),
  ]);
}

/** The unsend cases. */
export const unsendCases: readonly StoreCase[] = [
  ...orderCases(),
  caseOf(
    'an unsend on standby also fires by its bare name, and never as a message',
    [delivery({ standby: [said] }), delivery({ standby: [gone] }), delivery({ standby: [said, gone] })],
    ['standby:message m_1', 'standby m_1', 'message_deleted m_1', 'standby:message_deleted m_1', 'standby m_1'],
  ),
  caseOf(
    'a message and its unsend in one delivery are two events',
    [delivery({ messaging: [gone, said] })],
    ['message_deleted m_1', 'message m_1'],
  ),
  caseOf(
    'an unsend while people own the thread fires by its bare name',
    [delivery({ messaging: [items.take({ to: INBOX })] }), delivery({ messaging: [gone] })],
    // This app may not answer the take itself.
    ['standby ', 'message_deleted m_1', 'standby:message_deleted m_1', 'standby m_1'],
  ),
];
