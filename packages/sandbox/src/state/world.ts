import { createHash } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import type { Routing } from '../meta.ts';
import { expired } from '../model/happenings.ts';
import { type Control, IDLE, type PageRules } from '../model/page-rules.ts';
import { OptionError } from '../option-error.ts';
import type { SandboxLimits } from '../options/options.ts';
import type { AppIdentity, AppOnPage } from '../options/resolve-app.ts';
import type { ResolvedPage } from '../options/resolve-page.ts';
import type { Quirks } from '../quirks.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Named, PageRef } from '../timeline/timeline-entry.ts';
import type { Dispatcher } from '../webhooks/dispatcher.ts';
import type { Notices } from './notices.ts';
import type { Outbox } from './outbox.ts';
import { newContact, newPerson, type PersonaFace, type PersonState } from './person-state.ts';
import type { Profile } from './profile.ts';
import type { Counters, Run } from './run.ts';
import { createUploads, type Uploads } from './uploads.ts';

/** Current state of an app on one page. */
export interface AppState extends AppOnPage {
  /** Name in the timeline. */
  name: string;
  /** What it is on every page. */
  shared: AppIdentity;
  /** False after it unsubscribed or its webhook was switched off. */
  subscribed: boolean;
  /** WhatsApp: the address that it chose for this account, in place of its webhook; null: none. */
  callback: { url: string; verifyToken: string } | null;
}

/** A persona of the page. Its messages keep their face when it is deleted. */
export interface PersonaState extends PersonaFace {
  originalPictureUrl: string;
}

/** A label of the page. */
export interface LabelState {
  id: string;
  name: string;
  /** Ids of the people who have it. */
  people: Set<string>;
}

/** A comment of a person on a post of the page. */
export interface CommentState {
  id: string;
  personId: string;
  /** Time in ms. */
  at: number;
  /** The page answered it by a message: it may do so once. */
  answered: boolean;
}

/**
 * The state of one page on one platform. Everything that happens in a thread changes it through `effects`. Time stamps
 * and ids that it gives are unique in the run.
 */
export interface World {
  /** What it shares with the other pages. */
  readonly run: Run;
  readonly options: ResolvedPage & { readonly limits: SandboxLimits };
  readonly clock: SandboxClock;
  /** The run's timeline. It adds the page to the entries of a run with several pages. */
  readonly timeline: Pick<Timeline, 'add'>;
  readonly dispatcher: Dispatcher;
  readonly outbox: Outbox;
  /** The run's notices. It adds the page to the notices of a run with several pages. */
  readonly notices: Pick<Notices, 'tell'>;
  readonly inboxId: string;
  /** Base URL once the server listens. */
  readonly url: string;
  routing: Routing;
  defaultApp: string | null;
  quirks: Quirks;
  /** The apps that are connected to the page. */
  apps: Map<string, AppState>;
  readonly people: Map<string, PersonState>;
  /** Id for each name that was ever used, also of people removed by a reset. */
  readonly names: Map<string, string>;
  readonly personas: Map<string, PersonaState>;
  readonly labels: Map<string, LabelState>;
  readonly comments: Map<string, CommentState>;
  readonly uploads: Uploads;
  /** The page's Messenger profile. */
  profile: Profile;
  /** Its id, name and platform. */
  ref(): PageRef;
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
  /** @throws {OptionError} The page was removed. */
  checkPresent(): void;
  /** Removes all people, personas, labels, comments, uploads, settings of the Messenger profile, and apps. */
  clear(): void;
  /** Resets the state to the options. The run has its apps already. */
  reset(): void;
}

/** A message id with 88 characters, as Meta's have. The hash keeps it unique: `run` and `ids` never come twice. */
function messageId({ run, ids }: Counters): string {
  return `m_${createHash('sha512').update(`${run} ${ids}`).digest('base64url')}`;
}

/** A WhatsApp message id: base64 behind `wamid.`, as Meta's are. */
function wamid({ run, ids }: Counters): string {
  return `wamid.${Buffer.from(`sandbox ${run} ${String(ids).padStart(9, '0')}`).toString('base64')}`;
}

/** Replaces the entries of an object in place, because other code holds a reference to it. */
export function replaceEntries<T>(target: Record<string, T>, source: Readonly<Record<string, T>>): void {
  for (const key of Object.keys(target)) delete target[key];
  Object.assign(target, source);
}

/** Creates the state that the options of a page describe. It is empty until `reset`. */
export function createWorld(
  run: Run,
  resolved: ResolvedPage,
  onExpired: (world: World, person: PersonState) => void,
): World {
  const options = { ...resolved, limits: run.options.limits };
  const { page, links, ads, platform } = options;
  const atStart = structuredClone({ page, links, ads });

  const world: World = {
    run,
    options,
    clock: run.clock,
    timeline: { add: (entry) => run.timeline.add({ ...withPage(), ...entry }) },
    dispatcher: run.dispatcher,
    outbox: run.outbox,
    notices: { tell: (notice) => run.notices.tell({ ...notice, ...withPage() }) },
    inboxId: platform.inbox.id,
    get url() {
      return run.url;
    },
    routing: options.routing,
    defaultApp: options.defaultApp,
    quirks: options.quirks,
    apps: new Map(),
    people: new Map(),
    names: new Map(),
    personas: new Map(),
    labels: new Map(),
    comments: new Map(),
    uploads: createUploads(() => world.newId('20', 16), options.limits.uploadBytes),
    profile: {},
    ref: () => ({ id: page.id, name: page.name, platform: platform.name }),
    rules: () => ({
      routing: world.routing,
      platform,
      defaultApp: world.defaultApp,
      inboxId: world.inboxId,
      quirks: world.quirks,
      apps: new Map(
        [...world.apps.values()].map(({ id, canTake, shared, subscribed }) => [
          id,
          { canTake, humanAgent: shared.humanAgent, connected: subscribed },
        ]),
      ),
    }),
    stamp() {
      run.counters.stamp = Math.max(Math.floor(run.clock.now()), run.counters.stamp + 1);
      return run.counters.stamp;
    },
    control(person) {
      if (expired(person.control, run.clock.now())) onExpired(world, person);
      return person.control;
    },
    addPerson(id, name) {
      const known = world.people.get(id);
      if (known) return known;
      world.checkPresent();
      if (world.people.size >= options.limits.people) {
        throw new RangeError(`the sandbox holds ${options.limits.people} people; raise limits.people or call reset()`);
      }
      const person = newPerson(id, name, world.routing === 'off' ? 'main' : 'done');
      if (platform.hasNumbers) person.contact = newContact(id);
      world.people.set(id, person);
      world.notices.tell({ what: 'person', personId: id });
      return person;
    },
    newMid() {
      run.counters.ids += 1;
      return platform.hasNumbers ? wamid(run.counters) : messageId(run.counters);
    },
    newId: (prefix, digits) => prefix + String(++run.counters.ids).padStart(digits - prefix.length, '0'),
    nameApp: run.nameApp,
    nameOwner(person) {
      const { owner } = world.control(person);
      return owner === null ? null : world.nameApp(owner);
    },
    clear() {
      for (const person of world.people.values()) {
        run.clock.clearTimeout(person.expiryTimer);
        person.control = IDLE;
      }
      world.people.clear();
      world.personas.clear();
      world.labels.clear();
      world.comments.clear();
      world.uploads.clear();
      world.profile = {};
      // A call in progress finds its token unknown.
      world.apps.clear();
    },
    checkPresent() {
      if (!run.worlds.includes(world))
        throw new OptionError(`the page ${page.name} was removed; sandbox.pages has the present ones`);
    },
    reset() {
      world.clear();
      world.routing = options.routing;
      world.defaultApp = options.defaultApp;
      world.quirks = options.quirks;
      // An imported session may have changed them.
      Object.assign(options.page, atStart.page);
      replaceEntries(options.links, atStart.links);
      replaceEntries(options.ads, atStart.ads);
      world.apps = new Map(options.apps.map((app) => [app.id, connect(run, app)]));
    },
  };

  function withPage(): { page?: PageRef } {
    const shown = run.shown(world.ref());
    return shown ? { page: shown } : {};
  }

  return world;
}

/** Connects an app of the run to a page. */
export function connect({ apps }: Run, app: AppOnPage): AppState {
  const shared = apps.get(app.id);
  if (!shared) throw new Error(`the run has no app ${app.id}`);
  return {
    ...app,
    subscribedFields: [...app.subscribedFields],
    name: shared.name,
    shared,
    subscribed: true,
    callback: null,
  };
}
