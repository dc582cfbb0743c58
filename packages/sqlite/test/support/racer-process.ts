// Run by a test: does the same with the file at argv[2] as the other processes at the same time, and reports what it
// got.
import { sqliteStore } from '@handover/sqlite';
import { open } from './drivers.ts';

/** What one of the racing processes got. */
export interface Loot {
  readonly claimed: readonly string[];
  readonly announced: readonly string[];
  /** How often it incremented the shared number. */
  readonly counted: number;
}

const NOW = 1_764_590_400_000;
const EVENTS = 300;
const COUNTS = 100;
const [, , file = '', holder = ''] = process.argv;
const db = open(file);
const store = sqliteStore(db);

async function race(): Promise<Loot> {
  const claimed: string[] = [];
  const announced: string[] = [];
  const lease = { holder, leaseMs: 30_000, now: NOW };
  for (let index = 0; index < EVENTS; index += 1) {
    const id = `1:e${index}`;
    const thread = `1:messenger:2:${index % 60}`;
    // All processes get the same events, and each also sees something that the others do not.
    const lane = { at: NOW + index, rank: 1, tie: id, says: 'standby' } as const;
    const echo = { at: NOW + index, rank: 0, tie: `${holder}${index}`, says: 'app', appId: holder } as const;
    const [begun] = await store.begin([{ id, thread, observation: { lane, echo } }], lease);
    if (begun?.claim === 'claimed') claimed.push(id);
    if (await store.claimAnnouncement(thread, { announced: 0, leaseMs: 30_000, now: NOW })) {
      announced.push(thread);
      await store.markAnnounced(thread, { announced: 0, owner: 'app:', changes: 1, now: NOW });
    }
    if (begun?.claim === 'claimed') {
      await store.park([{ id, thread, body: id }], lease);
      await store.recordStep(id, { name: 'send', value: id }, lease);
      await store.end([{ id, outcome: 'done' }], { ...lease, doneForMs: 60_000 });
    }
  }
  return { claimed, announced, counted: await count() };
}

async function count(): Promise<number> {
  let counted = 0;
  while (counted < COUNTS) {
    const expected = await store.getValue('1:messenger:2:', 'number', NOW);
    const value = String(Number(expected ?? 0) + 1);
    const options = { expected, value, expiresAt: NOW + 60_000, now: NOW };
    if (await store.setValue('1:messenger:2:', 'number', options)) counted += 1;
  }
  return counted;
}

process.send?.('ready');
process.once('message', async () => {
  const loot = await race();
  db.close();
  process.send?.(loot, () => process.disconnect());
});
