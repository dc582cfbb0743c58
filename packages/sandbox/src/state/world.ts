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

/** An app as it is now. */
export interface AppState extends ResolvedApp {
  /** False after it unsubscribed or its webhook was switched off. */
  subscribed: boolean;
}

/** A persona of the page. Deleting is soft: what was sent keeps its face. */
export interface PersonaState extends PersonaFace {
  originalPictureUrl: string;
}

/** Where invented ids and time stamps go on. */
export interface Counters {
  /** Ten hex digits that stand in all its message ids. */
  run: string;
  /** How many ids were invented. */
  ids: number;
  /** The newest time stamp. */
  stamp: number;
}

/** The whole state of one sandbox; everything that changes it goes through `effects`. */
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
  /** Base URL once the server listens. */
  url: string;
  /** Names a stretch of the timeline whose sequence numbers go on; a reset and an import begin another one. */
  epoch: string;
  counters: Counters;
  /** The page as the rules see it. */
  rules(): PageRules;
  /** The next time stamp: the clock's, but later than every one before. */
  stamp(): number;
  /** The thread's control now; control that ran out is taken away first. */
  control(person: PersonState): Control;
  /** The person of this id, made on first sight of the name. */
  addPerson(id: string, name: string): PersonState;
  /** An id of a message, unlike any other of this or another sandbox. */
  newMid(): string;
  /** An invented id of so many digits. */
  newId(prefix: string, digits: number): string;
  nameApp(id: string): Named;
  nameOwner(person: PersonState): Named | null;
  /** Nothing that a reader read before holds any more. */
  beginEpoch(): void;
  /** Back to the options. */
  reset(): void;
}

/** Apps of Meta's own on every page. */
const NAMES: Readonly<Record<string, string>> = {
  [LEAD_ADS_APP_ID]: 'Lead ads',
  [BUSINESS_AI_APP_ID]: 'Meta Business AI',
  [AXON_APP_ID]: 'Meta AI',
};

/** Gives an object that others hold the entries of another one. */
export function replaceEntries<T>(target: Record<string, T>, source: Readonly<Record<string, T>>): void {
  for (const key of Object.keys(target)) delete target[key];
  Object.assign(target, source);
}

/** Builds the state that the options describe. */
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
      // An imported session may have brought others.
      Object.assign(options.page, atStart.page);
      replaceEntries(options.links, atStart.links);
      replaceEntries(options.ads, atStart.ads);
      const before = world.apps;
      world.apps = new Map();
      for (const app of options.apps) {
        // A webhook that was set after the start stays: the bot behind it is still there.
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
