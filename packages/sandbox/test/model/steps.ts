import * as fc from 'fast-check';

/** How the page routes. */
export type Routing = 'on' | 'off' | 'primary';

/** Platform on which its people write. */
export type Platform = 'messenger' | 'instagram';

/** One of the three apps. */
export type AppIndex = 0 | 1 | 2;

/** The caller: an app, or `owner`, the app that owns the thread (the first app, if none of them owns it). */
export type Caller = AppIndex | 'owner';

/** One of the two people. */
export type PersonIndex = 0 | 1;

/** Target of a pass: an app, the inbox, an app that is not connected to the page, or no target. */
export type Target = AppIndex | 'inbox' | 'stranger' | undefined;

/** What a message is sent with: nothing, a button, the tag `HUMAN_AGENT`, or a pass or release. */
export type SendWith = 'nothing' | 'button' | 'human agent' | 'pass' | 'release';

/** One step of a story: plain data, so that a failing story is readable. */
export type Step =
  | { readonly do: 'say' | 'tap' | 'react' | 'reply' | 'done' | 'move to main'; readonly person: PersonIndex }
  | { readonly do: 'link'; readonly person: PersonIndex; readonly to: AppIndex }
  | { readonly do: 'ad'; readonly person: PersonIndex; readonly ad: AdId }
  | { readonly do: 'lead ad'; readonly person: PersonIndex; readonly to: AppIndex | undefined }
  | { readonly do: 'lead ad ends'; readonly person: PersonIndex; readonly complete: boolean }
  | CallStep
  | { readonly do: 'unsend'; readonly person: PersonIndex; readonly side: Side }
  | { readonly do: 'ai says' | 'ai takes' | 'ai releases'; readonly person: PersonIndex }
  | { readonly do: 'foreign list' | 'test button'; readonly app: AppIndex }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'toggle'; readonly app: AppIndex; readonly canTake: boolean; readonly standby: boolean }
  | { readonly do: 'default app'; readonly app: AppIndex };

/** A call by one of the apps. */
export type CallStep = { readonly by: Caller; readonly person: PersonIndex } & (
  | { readonly do: 'pass'; readonly to: Target; readonly note: boolean }
  | { readonly do: 'take' | 'request'; readonly note: boolean }
  | { readonly do: 'release' }
  | { readonly do: 'extend'; readonly seconds: number }
  | { readonly do: 'send'; readonly with: SendWith; readonly to: Target }
);

/** The side whose newest message is unsent: the person unsends an own message, an agent one of the page. */
export type Side = 'person' | 'page';

/** Ads of the page, by id. */
export type AdId = (typeof AD_IDS)[number];

const AD_IDS = ['6003', '6099', '6000'] as const;

/** App and days of each ad. More than 30 days count as one. */
export const ADS: Readonly<Record<AdId, { readonly app?: AppIndex; readonly days?: number }>> = {
  '6003': { app: 1, days: 3 },
  '6099': { app: 2, days: 99 },
  '6000': {},
};

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Waits around every limit of the protocol; none ends exactly at a limit. */
const WAITS_MS = [
  SECOND_MS,
  61 * SECOND_MS,
  2 * HOUR_MS,
  2 * HOUR_MS,
  23 * HOUR_MS,
  DAY_MS + SECOND_MS,
  4 * DAY_MS,
  8 * DAY_MS,
];
const EXTENSIONS_SECONDS = [3_600, 3_600, 86_400, 259_200, 604_800, 604_801];

/** The page at the start of a story. */
export interface Scene {
  readonly routing: Routing;
  readonly platform: Platform;
  /** The default app, or the Primary; with routing on it may be the inbox. */
  readonly defaultApp: 0 | 'inbox';
  /** When the page's `hop_v2` is true. @default 'measured' */
  readonly hopV2?: 'measured' | 'roles' | 'always';
  /** Whether echoes leave out the app id. @default false */
  readonly hidesSenders?: boolean;
  /** Whether the page refuses `thread_owner`. @default false */
  readonly hidesOwners?: boolean;
}

/** Every routing mode on both platforms. */
export const aScene: fc.Arbitrary<Scene> = fc
  .record({
    routing: fc.constantFrom<Routing>('on', 'on', 'off', 'primary'),
    platform: fc.constantFrom<Platform>('messenger', 'instagram'),
    defaultApp: fc.constantFrom<0 | 'inbox'>(0, 0, 0, 'inbox'),
  })
  .map((scene) => (scene.routing === 'on' ? scene : { ...scene, defaultApp: 0 }));

/** Scenes with answers and echoes as some real pages have them. */
export const aFieldScene: fc.Arbitrary<Scene> = fc
  .tuple(
    aScene,
    fc.record({
      hopV2: fc.constantFrom('measured' as const, 'measured' as const, 'roles' as const, 'always' as const),
      hidesSenders: fc.constantFrom(false, false, true),
      hidesOwners: fc.constantFrom(false, false, false, true),
    }),
  )
  .map(([scene, seen]) => ({ ...scene, ...seen }));

const app = fc.constantFrom<AppIndex>(0, 1, 2);
const person = fc.constantFrom<PersonIndex>(0, 0, 0, 0, 0, 1);
const target = fc.constantFrom<Target>(0, 1, 2, 'inbox', 'stranger', undefined);
const by = { by: fc.constantFrom<Caller>(0, 1, 2, 'owner', 'owner', 'owner'), person };
const note = fc.boolean();

/** What people, agents, the clock and the page's settings do. */
export const aHappening: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('say' as const), person }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('tap' as const, 'react' as const), person }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('reply' as const), person }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('done' as const, 'move to main' as const), person }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('link' as const), person, to: app }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('ad' as const),
      person,
      ad: fc.constantFrom(...AD_IDS),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('lead ad' as const), person, to: fc.option(app, { nil: undefined }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('lead ad ends' as const), person, complete: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(...WAITS_MS) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('toggle' as const), app, canTake: fc.boolean(), standby: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('default app' as const), app }) },
);

/** Other events of real traffic: unsends, Meta's AI, undocumented lists, the dashboard's Test button. */
export const aFieldHappening: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('unsend' as const),
      person,
      side: fc.constantFrom<Side>('person', 'page'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('ai says' as const, 'ai takes' as const, 'ai releases' as const),
      person,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('foreign list' as const, 'test button' as const), app }),
  },
);

/** Calls of apps. */
export const aCall: fc.Arbitrary<CallStep> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ ...by, do: fc.constant('pass' as const), to: target, note }) },
  {
    weight: 5,
    arbitrary: fc.record({ ...by, do: fc.constantFrom('take' as const, 'take' as const, 'request' as const), note }),
  },
  { weight: 2, arbitrary: fc.record({ ...by, do: fc.constant('release' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      ...by,
      do: fc.constant('extend' as const),
      seconds: fc.constantFrom(...EXTENSIONS_SECONDS),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      ...by,
      do: fc.constant('send' as const),
      with: fc.constantFrom<SendWith>('nothing', 'button', 'button', 'human agent', 'pass', 'release'),
      to: target,
    }),
  },
);
