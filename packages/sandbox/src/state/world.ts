import { randomBytes } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import type { FaultBook } from '../faults.ts';
import { AXON_APP_ID, BUSINESS_AI_APP_ID, LEAD_ADS_APP_ID, type Routing } from '../meta.ts';
import { expired } from '../model/happenings.ts';
import { type Control, IDLE, type PageRules } from '../model/page-rules.ts';
import type { Quirks } from '../quirks.ts';
import type { ResolvedApp, ResolvedOptions } from '../resolve-options.ts';
import type { Timeline } from '../timeline.ts';
import type { Named } from '../timeline-entry.ts';
import type { Dispatcher } from '../webhooks/dispatcher.ts';
import type { Calls } from './calls.ts';
import type { Notices } from './notices.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { newPerson, type PersonaFace, type PersonState } from './person-state.ts';
import type { Profile } from './profile.ts';

/** Current state of an app. */
export interface AppState extends ResolvedApp {
  /** False after it unsubscribed or its webhook was switched off. */
  subscribed: boolean;
}

/** A persona of the page. A deleted one is only marked, because its messages keep its face. */
export interface PersonaState extends PersonaFace {
  originalPictureUrl: string;
}

/** Where invented ids and time stamps continue. */
export interface Counters {
  /** Ten hex digits in all its message ids. */
  run: string;
  /** How many ids were invented. */
  ids: number;
  /** The newest time stamp. */
  stamp: number;
}

/** The complete state of one sandbox. Everything that happens in a thread changes it through `effects`. */
export interface World {
  readonly options: ResolvedOptions;
  readonly clock: SandboxClock;
  readonly timeline: Timeline;
  readonly dispatcher: Dispatcher;
  readonly calls: Calls;
  readonly faults: FaultBook;
  readonly outbox: Outbox;
  readonly notices: Notices;
  readonly inboxId: string;
  routing: Routing;
  defaultApp: string | null;
  quirks: Quirks;
  apps: Map<string, AppState>;
  people: Map<string, PersonState>;
  personas: Map<string, PersonaState>;
  /** The page's Messenger profile. */
  profile: Profile;
  /** Base URL once the server listens. */
  url: string;
  /** Names a period in which the timeline's numbers are consistent. A reset and an import begin a new epoch. */
  epoch: string;
  counters: Counters;
  /** The page as the rules need it. */
  rules(): PageRules;
  /** The next time stamp: the clock's time, but later than all time stamps before. */
  stamp(): number;
  /** The thread's current control. Ends expired control first. */
  control(person: PersonState): Control;
  /** The person with this id, created if there is none yet. */
  addPerson(id: string, name: string): PersonState;
  /** A new message id, unique among all sandboxes. */
  newMid(): string;
  /** An invented id with this many digits. */
  newId(prefix: string, digits: number): string;
  nameApp(id: string): Named;
  nameOwner(person: PersonState): Named | null;
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
};

/** Replaces the entries of an object in place, because other code holds a reference to it. */
export function replaceEntries<T>(target: Record<string, T>, source: Readonly<Record<string, T>>): void {
  for (const key of Object.keys(target)) delete target[key];
  Object.assign(target, source);
}

/** Creates the state that the options describe. */
export function createWorld(
  options: ResolvedOptions,
  parts: {
    clock: SandboxClock;
    timeline: Timeline;
    dispatcher: Dispatcher;
    calls: Calls;
    faults: FaultBook;
    notices: Notices;
    onExpired: (person: PersonState) => void;
  },
): World {
  const { page, links, ads } = options;
  const atStart = structuredClone({ page, links, ads });
  const { inbox } = options.platform;

  const world: World = {
    options,
    clock: parts.clock,
    timeline: parts.timeline,
    dispatcher: parts.dispatcher,
    calls: parts.calls,
    faults: parts.faults,
    outbox: createOutbox(),
    notices: parts.notices,
    inboxId: inbox.id,
    routing: options.routing,
    defaultApp: options.defaultApp,
    quirks: options.quirks,
    apps: new Map(),
    people: new Map(),
    personas: new Map(),
    profile: {},
    url: '',
    epoch: '',
    counters: { run: randomBytes(5).toString('hex'), ids: 0, stamp: 0 },
    rules: () => ({
      routing: world.routing,
      platform: options.platform,
      defaultApp: world.defaultApp,
      inboxId: inbox.id,
      quirks: world.quirks,
      apps: new Map(
        [...world.apps.values()].map(({ id, canTake, humanAgent, subscribed }) => [
          id,
          { canTake, humanAgent, connected: subscribed },
        ]),
      ),
    }),
    stamp() {
      world.counters.stamp = Math.max(Math.floor(world.clock.now()), world.counters.stamp + 1);
      return world.counters.stamp;
    },
    control(person) {
      if (expired(person.control, world.clock.now())) parts.onExpired(person);
      return person.control;
    },
    addPerson(id, name) {
      const known = world.people.get(id);
      if (known) return known;
      if (world.people.size >= options.limits.people) {
        throw new RangeError(`the sandbox holds ${options.limits.people} people; raise limits.people or call reset()`);
      }
      const person = newPerson(id, name, world.routing === 'off' ? 'main' : 'done');
      world.people.set(id, person);
      world.notices.tell({ what: 'person', personId: id });
      return person;
    },
    newMid: () => `m_${world.counters.run}${(++world.counters.ids).toString(36).padStart(6, '0')}`,
    newId: (prefix, digits) => prefix + String(++world.counters.ids).padStart(digits - prefix.length, '0'),
    nameApp(id) {
      if (id === inbox.id) return { ...inbox };
      if (Object.hasOwn(NAMES, id)) return { id, name: NAMES[id] ?? id };
      return { id, name: world.apps.get(id)?.name ?? `App ${id}` };
    },
    nameOwner(person) {
      const { owner } = world.control(person);
      return owner === null ? null : world.nameApp(owner);
    },
    beginEpoch() {
      world.epoch = randomBytes(6).toString('hex');
    },
    reset() {
      world.beginEpoch();
      world.outbox.clear();
      for (const person of world.people.values()) {
        world.clock.clearTimeout(person.expiryTimer);
        person.control = IDLE;
      }
      world.routing = options.routing;
      world.defaultApp = options.defaultApp;
      world.quirks = options.quirks;
      // The clock may have gone back.
      world.counters.stamp = 0;
      world.people.clear();
      world.personas.clear();
      world.profile = {};
      // An imported session may have changed them.
      Object.assign(options.page, atStart.page);
      replaceEntries(options.links, atStart.links);
      replaceEntries(options.ads, atStart.ads);
      const before = world.apps;
      world.apps = new Map();
      for (const app of options.apps) {
        // A webhook that was set after the start stays: its bot is still running.
        const { webhookUrl, verifyToken } = before.get(app.id) ?? app;
        world.apps.set(app.id, {
          ...app,
          subscribedFields: [...app.subscribedFields],
          webhookUrl,
          verifyToken,
          subscribed: true,
        });
      }
    },
  };
  world.reset();
  return world;
}
