import { randomBytes } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import type { FaultBook } from '../faults.ts';
import { AXON_APP_ID, BUSINESS_AI_APP_ID, LEAD_ADS_APP_ID } from '../meta.ts';
import type { AppIdentity } from '../options/resolve-app.ts';
import type { ResolvedOptions } from '../options/resolve-options.ts';
import type { ResolvedPage } from '../options/resolve-page.ts';
import { PLATFORMS } from '../platform/platforms.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Named, PageRef } from '../timeline/timeline-entry.ts';
import type { Dispatcher } from '../webhooks/dispatcher.ts';
import type { HandshakeParts } from '../webhooks/verify.ts';
import type { Calls } from './calls.ts';
import { type Codes, createCodes } from './codes.ts';
import type { Notices } from './notices.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import type { PersonState } from './person-state.ts';
import { createWorld, type World } from './world.ts';

/** Where invented ids and time stamps continue. They are unique in the run, whatever the page. */
export interface Counters {
  /** Ten hex digits in all its message ids. */
  run: string;
  /** How many ids were invented. */
  ids: number;
  /** The newest time stamp. */
  stamp: number;
  /** How many people got an id. */
  people: number;
}

/** What all pages of one sandbox share, and the pages. */
export interface Run {
  readonly options: ResolvedOptions;
  readonly clock: SandboxClock;
  readonly timeline: Timeline;
  readonly dispatcher: Dispatcher;
  readonly calls: Calls;
  readonly faults: FaultBook;
  readonly outbox: Outbox;
  readonly notices: Notices;
  readonly codes: Codes;
  /** What a handshake with a webhook needs. */
  readonly handshakes: HandshakeParts;
  /** The developers' apps, as they are on every page. */
  apps: Map<string, AppIdentity>;
  /** The pages in their order; at least one. The first one is meant where no page is named. */
  worlds: World[];
  /** Base URL once the server listens. */
  url: string;
  /** Names a period in which the timeline's numbers are consistent. A reset and an import begin a new epoch. */
  epoch: string;
  counters: Counters;
  /** Processes that follow the clock now. */
  clockFollowers: number;
  /** The first page. */
  first(): World;
  /** The page with this id on this platform. */
  worldOf(page: Pick<PageRef, 'id' | 'platform'>): World | undefined;
  /** The page to show next to an entry or a notice; undefined while there is only one. */
  shown(page: PageRef | null): PageRef | undefined;
  /** The person with this id, on whichever page. */
  findPerson(id: string): { world: World; person: PersonState } | undefined;
  nameApp(id: string): Named;
  /** A page that is not in `worlds` yet. */
  newWorld(page: ResolvedPage): World;
  /** The page's world, known by its id and platform: one in `worlds`, one of the options, or a new one. */
  worldFor(page: ResolvedPage): World;
  /** Begins a new epoch: everything that readers have read is out of date. */
  beginEpoch(): void;
  /** Resets the state to the options. */
  reset(): void;
}

/** Names of Meta's own apps, which every page has. */
const NAMES: Readonly<Record<string, string>> = {
  [LEAD_ADS_APP_ID]: 'Lead ads',
  [BUSINESS_AI_APP_ID]: 'Meta Business AI',
  [AXON_APP_ID]: 'Meta AI',
  ...Object.fromEntries(Object.values(PLATFORMS).map(({ inbox }) => [inbox.id, inbox.name])),
};

function isSame({ page, platform }: ResolvedPage): (world: World) => boolean {
  return ({ options }) => options.page.id === page.id && options.platform === platform;
}

/** Creates the run that the options describe. */
export function createRun(
  options: ResolvedOptions,
  parts: Pick<Run, 'clock' | 'timeline' | 'dispatcher' | 'calls' | 'faults' | 'notices' | 'handshakes'> & {
    onExpired: (world: World, person: PersonState) => void;
  },
): Run {
  const { onExpired, ...services } = parts;

  const run: Run = {
    options,
    ...services,
    outbox: createOutbox(),
    codes: createCodes(services.clock),
    apps: new Map(),
    worlds: [],
    url: '',
    epoch: '',
    counters: { run: randomBytes(5).toString('hex'), ids: 0, stamp: 0, people: 0 },
    clockFollowers: 0,
    first: () => run.worlds[0] as World,
    worldOf: ({ id, platform }) =>
      run.worlds.find((world) => world.options.page.id === id && world.options.platform.name === platform),
    shown: (page) => (page === null || run.worlds.length < 2 ? undefined : page),
    findPerson(id) {
      for (const world of run.worlds) {
        const person = world.people.get(id);
        if (person) return { world, person };
      }
      return undefined;
    },
    nameApp(id) {
      const name = Object.hasOwn(NAMES, id) ? NAMES[id] : run.apps.get(id)?.name;
      return { id, name: name ?? `App ${id}` };
    },
    newWorld: (page) => createWorld(run, page, onExpired),
    worldFor: (page) => [...run.worlds, ...atStart].find(isSame(page)) ?? run.newWorld(page),
    beginEpoch() {
      run.epoch = randomBytes(6).toString('hex');
    },
    reset() {
      run.beginEpoch();
      run.outbox.clear();
      run.codes.clear();
      // The clock may have gone back.
      run.counters.stamp = 0;
      const before = run.apps;
      run.apps = new Map(
        options.apps.map((app) => {
          // A webhook that was set after the start stays: its bot is still running.
          const { webhookUrl, verifyToken, subscriptions } = before.get(app.id) ?? app;
          return [app.id, { ...app, webhookUrl, verifyToken, subscriptions: { ...subscriptions } }];
        }),
      );
      for (const world of run.worlds) if (!atStart.includes(world)) world.clear();
      run.worlds = [...atStart];
      for (const world of run.worlds) world.reset();
    },
  };
  const atStart = options.pages.map((page) => run.newWorld(page));
  run.reset();
  return run;
}
