import type { StateView, ThreadView, TimelineEntry } from '../sandbox.ts';
import { ApiError, get } from './api.ts';
import { openEvents } from './events.ts';
import type { Model } from './model.ts';
import { keyOf, pathOn } from './pages.ts';
import { Parties } from './parties.ts';
import type { Place } from './place.ts';
import type { Store } from './store.ts';

/** Most entries that the page keeps: the same number as a sandbox. */
const MAX_ENTRIES = 10_000;

/** Pause in ms between two readings of the state, so that many entries do not cause as many requests. */
const PAUSE_MS = 60;
const MAX_PAUSE_MS = 4000;

/** Keeps the model up to date with the sandbox. */
export interface Reader {
  /** Reads everything once, then follows the events. */
  start(): void;
  /** Reads the state and the thread in sight again; close calls share one reading. `change` is applied together with it. */
  refresh(change?: Partial<Model>): void;
  stop(): void;
}

/**
 * Creates the reader. It reads the state after every event and does not work out what an entry changes, because only
 * the sandbox knows the rules.
 */
export function createReader(store: Store<Model>): Reader {
  let need: 'state' | 'all' | undefined;
  let working = false;
  let stopped = false;
  /** The event stream is cut, so the state is soon out of date. */
  let cut = false;
  let closeEvents: (() => void) | undefined;
  let waiting: TimelineEntry[] = [];
  const seen = createSeen();
  /** Changes that wait for the next state, so that both are drawn together. */
  let beside: Partial<Model> = {};

  async function readState(): Promise<void> {
    const state = await readPage();
    const { epoch } = store.get();
    if (epoch !== undefined && epoch !== state.epoch) {
      need = 'all';
      return;
    }
    const thread = await readThread(state);
    // The user has gone to another page meanwhile; that started another reading, which comes next.
    if (!isWanted(state, store.get().place)) return;
    // The user has gone to another thread meanwhile; that started another reading, which comes next.
    if (thread !== undefined && thread.person.id !== personInSight(state, store.get().place.person)) return;
    store.set({ ...seen(state), thread, entries: takeWaiting(), connection: cut ? 'lost' : 'live', ...beside });
    beside = {};
  }

  /** Reads everything: at the start, after a reset or an import, and after a gap. */
  async function readAll(): Promise<void> {
    closeEvents?.();
    cut = false;
    waiting = [];
    const state = await readPage();
    const [thread, timeline] = await Promise.all([
      readThread(state),
      get<{ entries: TimelineEntry[]; last: number }>('timeline'),
    ]);
    if (stopped) return;
    store.set({ ...seen(state), thread, entries: timeline.entries, connection: 'live' });
    if (!isWanted(state, store.get().place)) {
      store.set({ state: undefined, thread: undefined });
      ask('state');
    }
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

  /** The state of the page in sight. If that page was removed, the first page comes into sight. */
  async function readPage(): Promise<StateView> {
    const { page } = store.get().place;
    try {
      const state = await get<StateView>(pathOn('state', page));
      if (state.pages.length === 1) forget(page);
      return state;
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404) || page === '') throw error;
      forget(page);
      return get<StateView>('state');
    }
  }

  /** The first page is in sight from now on, unless the user has gone to another one meanwhile. */
  function forget(page: string): void {
    const { place } = store.get();
    if (page !== '' && place.page === page) store.set({ place: { ...place, page: '' } });
  }

  async function readThread(state: StateView): Promise<ThreadView | undefined> {
    const person = personInSight(state, store.get().place.person);
    if (person === undefined) return undefined;
    try {
      const page = state.pages.length > 1 ? keyOf({ id: state.page.id, platform: state.platform }) : '';
      return await get<ThreadView>(pathOn(`people/${person}/thread`, page));
    } catch (error) {
      // A reset removed the person between the two readings; the next reading corrects it.
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Keeps the entry until its state is read: if the page drew the entry first, a switch would flip back for a moment. */
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
        store.set(
          error.status === 0 ? { connection: 'lost' } : { trouble: `The sandbox could not be read: ${error.message}` },
        );
        // Try again, unless the stream is cut: its return starts a reading anyway.
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

/** The person whose thread is shown: `wanted` if that person exists, else the first person. */
export function personInSight(state: StateView | undefined, wanted: string): string | undefined {
  const ids = state?.threads.map(({ person }) => person.id) ?? [];
  return ids.includes(wanted) ? wanted : ids[0];
}

/** True if the state is of the page that the tab shows. */
function isWanted({ page, platform, pages }: StateView, place: Place): boolean {
  const [first] = pages;
  const wanted = place.page === '' && first ? keyOf(first) : place.page;
  return keyOf({ id: page.id, platform }) === wanted;
}

function createSeen(): (state: StateView) => Partial<Model> {
  let known = '';
  let parties: Parties | undefined;
  return (state) => {
    const { pages, epoch, apps, inbox, runApps } = state;
    const names = JSON.stringify([
      apps.map(({ id, name }) => [id, name]),
      inbox,
      runApps,
      pages.map((page) => page.inbox),
    ]);
    // The same object while the names are the same: the diagram is drawn again only if it changes.
    if (parties === undefined || names !== known) parties = new Parties(apps, inbox, { apps: runApps, pages });
    known = names;
    return { state, pages, epoch, parties, clockOffsetMs: state.clock.now - Date.now() };
  };
}
