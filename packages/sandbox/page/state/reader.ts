import type { StateView, ThreadView } from '../../src/control/views.ts';
import type { TimelineEntry } from '../../src/timeline-entry.ts';
import { texts } from '../texts.ts';
import { ApiError, get } from './api.ts';
import { openEvents } from './events.ts';
import type { Model } from './model.ts';
import { Parties } from './parties.ts';
import type { Store } from './store.ts';

/** Newest entries that the page keeps: as many as a sandbox does. */
const MAX_ENTRIES = 10_000;

/** Pause between two readings of the state in ms, so that a flood of entries does not become one of requests. */
const PAUSE_MS = 60;
const MAX_PAUSE_MS = 4000;

/** Keeps the model as the sandbox has it. */
export interface Reader {
  /** Begins to read, and follows from then on. */
  start(): void;
  /** Reads the state and the thread in sight again, soon and once for many calls; `change` takes effect together with it. */
  refresh(change?: Partial<Model>): void;
  stop(): void;
}

/**
 * Reads the state whenever something happened, rather than work out here what an entry changes: the sandbox alone
 * knows the rules.
 */
export function createReader(store: Store<Model>): Reader {
  let need: 'state' | 'all' | undefined;
  let working = false;
  let stopped = false;
  /** The events are cut: what is read meanwhile is soon old. */
  let cut = false;
  let closeEvents: (() => void) | undefined;
  let waiting: TimelineEntry[] = [];
  /** Changes beside the state that wait for it, so that nothing is drawn in between. */
  let beside: Partial<Model> = {};

  async function readState(): Promise<void> {
    const state = await get<StateView>('state');
    const known = store.get().state;
    if (known !== undefined && known.epoch !== state.epoch) {
      need = 'all';
      return;
    }
    const thread = await readThread(state);
    // Somebody looks at another thread meanwhile: the reading that this asked for comes next.
    if (thread !== undefined && thread.person.id !== personInSight(state, store.get().place.person)) return;
    store.set({ ...seen(state, known), thread, entries: takeWaiting(), connection: cut ? 'lost' : 'live', ...beside });
    beside = {};
  }

  /** From nothing: at the start, after a reset or an import, and after a gap. */
  async function readAll(): Promise<void> {
    closeEvents?.();
    cut = false;
    waiting = [];
    const state = await get<StateView>('state');
    const [thread, timeline] = await Promise.all([
      readThread(state),
      get<{ entries: TimelineEntry[]; last: number }>('timeline'),
    ]);
    if (stopped) return;
    store.set({ ...seen(state, store.get().state), thread, entries: timeline.entries, connection: 'live' });
    closeEvents = openEvents({
      after: timeline.last,
      epoch: state.epoch,
      onEntry: collect,
      onChange: () => ask('state'),
      onGap: () => ask('all'),
      onLost() {
        cut = true;
        store.set({ connection: 'lost' });
      },
      onBack() {
        cut = false;
        ask('state');
      },
    });
  }

  async function readThread(state: StateView): Promise<ThreadView | undefined> {
    const person = personInSight(state, store.get().place.person);
    if (person === undefined) return undefined;
    try {
      return await get<ThreadView>(`people/${person}/thread`);
    } catch (error) {
      // The person went with a reset between the two readings; the next one has it right.
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Shown with the state that they led to: in between, a switch would fall back to what it was. */
  function collect(entry: TimelineEntry): void {
    waiting.push(entry);
    ask('state');
  }

  function takeWaiting(): readonly TimelineEntry[] {
    const { entries } = store.get();
    const known = entries.at(-1)?.seq ?? 0;
    const fresh = waiting.filter(({ seq }) => seq > known);
    waiting = [];
    return fresh.length === 0 ? entries : [...entries, ...fresh].slice(-MAX_ENTRIES);
  }

  function ask(what: 'state' | 'all'): void {
    if (need !== 'all') need = what;
    if (!working) void work();
  }

  async function work(): Promise<void> {
    working = true;
    let pauseMs = PAUSE_MS;
    while (need !== undefined && !stopped) {
      const what = need;
      need = undefined;
      try {
        await (what === 'all' ? readAll() : readState());
        pauseMs = PAUSE_MS;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        store.set(error.status === 0 ? { connection: 'lost' } : { trouble: texts.trouble.read(error.message) });
        // Who is back after a cut asks by itself; where the events go on, nobody else would ask for it again.
        if (what === 'all' || (need === undefined && !cut)) need = what;
        pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS);
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    working = false;
  }

  return {
    start: () => ask('all'),
    refresh(change = {}) {
      beside = { ...beside, ...change };
      ask('state');
    },
    stop() {
      stopped = true;
      closeEvents?.();
    },
  };
}

/** The person whose thread is shown: the one asked for, else the first one. */
export function personInSight(state: StateView | undefined, wanted: string): string | undefined {
  const ids = state?.threads.map(({ person }) => person.id) ?? [];
  return ids.includes(wanted) ? wanted : ids[0];
}

function seen(state: StateView, before: StateView | undefined): Partial<Model> {
  const known = JSON.stringify(before && [before.apps.map(({ id, name }) => [id, name]), before.inbox]);
  const same = known === JSON.stringify([state.apps.map(({ id, name }) => [id, name]), state.inbox]);
  return {
    state,
    clockOffsetMs: state.clock.now - Date.now(),
    ...(same ? {} : { parties: new Parties(state.apps, state.inbox, texts.nobody) }),
  };
}
