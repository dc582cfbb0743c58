import { inventId } from '../invent-id.ts';
import { checkKnownKeys, kindOf } from '../known-keys.ts';
import type { Routing } from '../meta.ts';
import { OptionError } from '../option-error.ts';
import type { PlatformFacts } from '../platform/platform.ts';
import { DEFAULT_PLATFORM, PLATFORM_NAMES, PLATFORMS } from '../platform/platforms.ts';
import { type Quirks, resolveQuirks } from '../quirks.ts';
import { id, oneOf, text } from './option-checks.ts';
import type { SandboxAd, SandboxAppOptions, SandboxPageAppOptions, SandboxPageSettings } from './options.ts';
import { type AppOnPage, ON_PAGE, resolveOnPage } from './resolve-app.ts';
import { type NumberFacts, resolveNumber } from './resolve-number.ts';
import { type ResolvedPerson, resolvePeople } from './resolve-people.ts';

/** Ids and names of a page. */
export interface ResolvedPageNames {
  id: string;
  name: string;
  instagramId: string;
  /** Only on WhatsApp. */
  number?: NumberFacts;
}

/** One page on one platform with every default filled in. */
export interface ResolvedPage {
  platform: PlatformFacts;
  page: ResolvedPageNames;
  routing: Routing;
  defaultApp: string | null;
  /** The apps that are connected to it. */
  apps: AppOnPage[];
  links: Record<string, string>;
  ads: Record<string, SandboxAd>;
  quirks: Quirks;
  /** People who exist from the start. */
  people: ResolvedPerson[];
}

/** What the options of a page are resolved against. */
export interface PageSurroundings {
  /** The run's apps: the values of the page's settings are defaults for every page. */
  apps: readonly SandboxAppOptions[];
  /** Quirks of the run. */
  quirks: Quirks;
  /** The pages before it. Their order decides the invented ids and tokens. */
  others: readonly ResolvedPage[];
  /** Another page has the same id on another platform. */
  isLinked: boolean;
  /** Prefix of the names in messages, for the page itself and for the other options. */
  where: { page: string; own: string };
}

/** Names of a page's options. */
export const PAGE_OPTIONS: readonly string[] =
  'id name instagramId accountId displayNumber phoneApp platform routing defaultApp apps links ads quirks people'.split(
    ' ',
  );
const FIRST_PAGE_ID = 804_155_501_230_077n;
const FIRST_INSTAGRAM_ID = 17_841_400_804_155_501n;

/**
 * Checks the options of one page and fills in the defaults.
 *
 * @throws {OptionError} An option is wrong; the message names it and says what it takes.
 */
export function resolvePage(given: SandboxPageSettings, around: PageSurroundings): ResolvedPage {
  const { others, where } = around;
  const { platform: platformName = DEFAULT_PLATFORM } = given;
  oneOf(`${where.own}platform`, platformName, PLATFORM_NAMES);
  const platform = PLATFORMS[platformName];
  const { routing = platform.routings[0] as Routing } = given;
  oneOf(`${where.own}routing`, routing, platform.routings);
  const number = resolveNumber(given, platform, around);
  const page = { ...resolveNames(given, around), ...(number ? { number } : {}) };
  const apps = resolveApps(given.apps, page.id, platform, around);

  const defaultApp = given.defaultApp === undefined ? (apps[0]?.id ?? null) : given.defaultApp;
  const targets = new Set([...apps.map((app) => app.id), platform.inbox.id]);
  if (defaultApp === null ? routing === 'on' : !targets.has(defaultApp)) {
    throw new OptionError(`${where.own}defaultApp must be the id of one of \`apps\` or of the platform's inbox`);
  }
  checkTargets(given, where.own, targets);
  const resolved: ResolvedPage = {
    platform,
    page,
    routing,
    defaultApp,
    apps,
    links: { ...given.links },
    ads: { ...given.ads },
    quirks: resolveQuirks(given.quirks, around.quirks),
    people: resolvePeople(
      given.people,
      `${where.own}people`,
      others.flatMap(({ people }) => people),
      platform,
    ),
  };
  refuseDoubles([...others, resolved]);
  return resolved;
}

function resolveNames(
  { id: givenId, name, instagramId }: SandboxPageSettings,
  around: PageSurroundings,
): Omit<ResolvedPageNames, 'number'> {
  const { others, where, isLinked } = around;
  const pages = others.map(({ page }) => page);
  const pageId = id(
    `${where.page}id`,
    givenId ??
      inventId(
        FIRST_PAGE_ID,
        pages.map((page) => page.id),
      ),
  );
  const linked = pages.find((page) => page.id === pageId);
  const known = linked?.instagramId === pageId ? undefined : linked?.instagramId;
  const isBare = givenId !== undefined && !isLinked && !linked;
  const account = instagramId ?? known ?? (isBare ? pageId : inventInstagramId(pages));
  return {
    id: pageId,
    name: text(
      `${where.page}name`,
      name ?? linked?.name ?? (others.length === 0 ? 'Acme' : `Acme ${others.length + 1}`),
    ),
    instagramId: id(`${where.page}instagramId`, account),
  };
}

/** An id of an Instagram account that none of these pages has. */
export function inventInstagramId(pages: readonly { instagramId: string }[]): string {
  return inventId(
    FIRST_INSTAGRAM_ID,
    pages.map((page) => page.instagramId),
  );
}

function resolveApps(
  given: readonly SandboxPageAppOptions[] | undefined,
  pageId: string,
  platform: PlatformFacts,
  { apps, others, where }: PageSurroundings,
): AppOnPage[] {
  const token = (appId: string): string => {
    const linked = others.find(({ page }) => page.id === pageId)?.apps.find((app) => app.id === appId);
    const isFirst = others.length === 0 || others[0]?.page.id === pageId;
    return linked?.accessToken ?? `EAASandboxPageTokenOfApp${appId}${isFirst ? '' : `OnPage${pageId}`}`;
  };
  if (given === undefined) {
    return apps.map((app, at) => resolveOnPage(app, `apps[${at}]`, platform, token(app.id)));
  }
  if (!Array.isArray(given) || given.length === 0)
    throw new OptionError(`${where.own}apps must be a list of at least one of \`apps\``);
  return given.map((app: SandboxPageAppOptions, at: number) => {
    const own = `${where.own}apps[${at}]`;
    checkKnownKeys(`${own}.`, app, ['id', ...ON_PAGE]);
    const base = apps.find((one) => one.id === app.id);
    if (!base) throw new OptionError(`${own}.id must be the id of one of \`apps\``);
    if (given.findIndex((one) => one.id === app.id) < at)
      throw new OptionError(`${where.own}apps: two of them have the same id`);
    const set = Object.fromEntries(Object.entries(app).filter(([, value]) => value !== undefined));
    return resolveOnPage({ ...base, ...set }, own, platform, token(app.id));
  });
}

function checkTargets({ links, ads }: SandboxPageSettings, where: string, targets: ReadonlySet<string>): void {
  for (const [name, given] of Object.entries({ links, ads })) {
    if (given !== undefined && kindOf(given) !== 'an object')
      throw new OptionError(`${where}${name} must be an object (got ${kindOf(given)})`);
  }
  for (const [ref, appId] of Object.entries(links ?? {})) {
    if (!targets.has(appId))
      throw new OptionError(`${where}links[${JSON.stringify(ref)}] must be the id of one of \`apps\``);
  }
  for (const [adId, ad] of Object.entries(ads ?? {})) {
    id(`${where}ads: the id ${JSON.stringify(adId)}`, adId);
    checkKnownKeys(`${where}ads[${JSON.stringify(adId)}].`, ad, ['appId', 'days']);
    if (ad.appId !== undefined && !targets.has(ad.appId))
      throw new OptionError(`${where}ads[${JSON.stringify(adId)}].appId must be the id of one of \`apps\``);
  }
}

/** @throws {OptionError} Two pages, accounts or tokens cannot be distinguished. */
function refuseDoubles(pages: readonly ResolvedPage[]): void {
  const seen = new Map<string, string>();
  const once = (key: string, value: string, problem: string): void => {
    if ((seen.get(key) ?? value) !== value) throw new OptionError(problem);
    seen.set(key, value);
  };
  for (const [at, { page, platform, apps }] of pages.entries()) {
    once(`page ${platform.name} ${page.id}`, String(at), `pages: two of them have the same id on ${platform.name}`);
    const account = platform.accountId(page);
    if (account !== undefined) {
      once(`account ${platform.name} ${account}`, String(at), `pages: two of them have the same instagramId`);
    }
    const linked = pages.find((one) => one.page.id === page.id && one.platform.accountId(one.page) !== undefined);
    if (linked && account === undefined && page.instagramId !== linked.page.instagramId) {
      throw new OptionError(`pages: the page with id ${page.id} has two Instagram accounts`);
    }
    for (const { id: appId, accessToken } of apps) {
      // A system user's token is for all numbers.
      const scope = platform.hasNumbers ? `${platform.name} ${appId}` : `${page.id} ${appId}`;
      once(`token ${accessToken}`, scope, 'apps: two of them have the same accessToken');
      // A page token is for the page with its linked account.
      once(`of ${page.id} ${appId}`, accessToken, `pages: an app has two tokens for the page with id ${page.id}`);
    }
  }
}
