import type { CallFault, DeliveryFault } from '../faults.ts';
import type { Routing } from '../meta.ts';
import type { Platform } from '../platform/platform.ts';
import type { Quirks } from '../quirks.ts';

/** An app's settings on one page. */
export interface SandboxPageAppOptions {
  /** App id: decimal digits. */
  id: string;
  /** Its page token. The token of a call decides which app it acts as, and on which page. @default invented, see `sandbox.apps` */
  accessToken?: string;
  /** Fields that it is subscribed to at the start. @default all that a bot with handover needs */
  subscribedFields?: readonly string[];
  /** Settings toggle "take control of conversations" (routing on). @default true */
  canTake?: boolean;
  /** Settings toggle "access standby channel" (routing on; without routing there is no such toggle). @default true */
  standby?: boolean;
}

/**
 * A developer's app. Its settings on a page are for the one page of the short form; with `pages` they are defaults for
 * every page, and `accessToken` belongs into `pages[].apps[]`.
 */
export interface SandboxAppOptions extends SandboxPageAppOptions {
  /** Name in the timeline. @default `App <id>` */
  name?: string;
  /** App secret; signs the deliveries. @default invented, see `sandbox.apps` */
  secret?: string;
  /** Webhook that gets its events, those of all pages. Without it the app gets no deliveries. */
  webhookUrl?: string;
  /** What `sandbox.verifyWebhook` sends as `hub.verify_token`. @default 'sandbox-verify-token' */
  verifyToken?: string;
  /** The app has the Human Agent feature. @default false */
  humanAgent?: boolean;
  /** App setting "require app secret": calls without `appsecret_proof` are refused. @default false */
  requireAppSecretProof?: boolean;
}

/** The page whose threads are handed over. On WhatsApp it is a phone number. */
export interface SandboxPageOptions {
  /** Page id, on WhatsApp the id of the phone number: decimal digits. @default an invented one */
  id?: string;
  /** Name of the page. @default 'Acme' */
  name?: string;
  /**
   * WhatsApp: the WhatsApp Business account that the number is in, which deliveries carry. Several numbers may be in one account.
   *
   * @default the account of the run's first number, else an invented one
   */
  accountId?: string;
  /** WhatsApp: the number itself, as digits with the country code. @default an invented one */
  displayNumber?: string;
  /** WhatsApp: the number is also in the WhatsApp Business app on a phone (coexistence). @default true */
  phoneApp?: boolean;
  /** Instagram account id, which deliveries of `platform: 'instagram'` carry. @default `page.id` when that is given, else an invented one */
  instagramId?: string;
}

/** A person of a page who exists from the start, and again after a reset. */
export interface SandboxPersonOptions {
  /** Name, unique on its page. */
  name: string;
  /** PSID, on Instagram IGSID, on WhatsApp the phone number: at most 30 decimal digits, unique in the run. @default an invented one */
  id?: string;
  /** WhatsApp: the user name. @default none */
  username?: string;
  /** WhatsApp: the person hides the phone number, so that deliveries have only the business-scoped user id. @default false */
  hidesPhone?: boolean;
  /** Language and region, like `de_DE`. They choose the greeting, ice breakers and menu. @default 'en_US' */
  locale?: string;
  /**
   * Texts that the person wrote before the start, oldest first. They are in the thread, with its owner and its open
   * messaging window. No app gets them: it was not connected yet.
   */
  messages?: readonly string[];
}

/** One page on one platform, with its settings. */
export interface SandboxPageSettings extends SandboxPageOptions {
  /** Platform on which its people write. Two entries may have one `id`: a Facebook Page and its Instagram account. @default 'messenger' */
  platform?: Platform;
  /** How the page routes. @default 'on'; on WhatsApp 'off', the only mode there */
  routing?: Routing;
  /** Default app; with `routing: 'primary'` the Primary, and null means none. @default the first of its apps */
  defaultApp?: string | null;
  /** Which of the run's apps are connected, with their settings on this page. @default all of them */
  apps?: readonly SandboxPageAppOptions[];
  /** Link routing: the app for a `ref` value of an m.me or ig.me link. */
  links?: Readonly<Record<string, string>>;
  /** Ads by id. */
  ads?: Readonly<Record<string, SandboxAd>>;
  /** Behaviour that Meta does not document clearly, on this page. @default the option `quirks` */
  quirks?: Partial<Quirks>;
  /** People who exist from the start. @default none */
  people?: readonly SandboxPersonOptions[];
}

/** An ad with an app of its own. */
export interface SandboxAd {
  /** App that gets the thread. @default the default app */
  appId?: string;
  /** Length of its control in days, 1-30; anything else counts as 1. @default 1 */
  days?: number;
}

/** How much the sandbox remembers. */
export interface SandboxLimits {
  /** Most people of a page; more are refused. @default 1000 */
  people: number;
  /** Newest messages kept of a thread, and received ones of a person. @default 200 */
  messagesPerThread: number;
  /** Newest timeline entries kept. @default 10000 */
  timeline: number;
  /** Most characters of the timeline as JSON; more drop the oldest entries. @default 33554432 */
  timelineCharacters: number;
  /** Most deliveries that wait for one app; more are dropped, and the timeline says so. @default 1000 */
  waitingDeliveries: number;
  /** Most personas of a page; more are refused. @default 500 */
  personas: number;
  /** Most bytes of a request body. @default 1048576 */
  bodyBytes: number;
  /** Most bytes of a multipart body, which can carry files. @default 26214400, the 25 MB that Meta takes */
  multipartBytes: number;
  /** Most bytes of all uploaded files together; more drop the oldest. @default 33554432 */
  uploadBytes: number;
  /** Most bytes of an imported session file. @default 67108864 */
  sessionBytes: number;
  /** Most checkpoints; more are refused. @default 50 */
  checkpoints: number;
}

/** How webhooks are called (Messenger Platform docs, Webhooks). */
export interface SandboxDelivery {
  /** Longest wait for an answer, in real ms. @default 5000 */
  timeoutMs: number;
  /** How long a delivery waits for the app's answer to the previous one, in real ms. @default 50 */
  patienceMs: number;
  /** Immediate retries after a failure. @default 3 */
  immediateRetries: number;
  /** Later retries, in ms of the sandbox's clock after the first failure. @default 1, 5, 15 and 30 minutes */
  retryAfterMs: readonly number[];
  /** After failing this long, in ms, a webhook loses its subscription. @default one hour */
  switchOffAfterMs: number;
}

/** A second way in, over https, for software that only calls https addresses. It is open to this machine alone. */
export interface SandboxHttpsOptions {
  /** TCP port of the sandbox over https; 0 takes a free one. @default 0 */
  port?: number;
  /** TCP port of the proxy that answers for Graph's own addresses; 0 takes a free one. @default 0 */
  proxyPort?: number;
  /**
   * File for the certificate of the CA, as PEM. Each run makes a new CA and replaces the file, if it is empty or the CA
   * of an earlier run. @default a temporary file, which `close` removes
   */
  caFile?: string;
}

/**
 * Options of `createSandbox`. All have a default. `page`, `platform`, `routing`, `defaultApp`, `links`, `ads` and
 * `people` are the short form for one page; `pages` replaces them. Except for `session`, they can come from a JSON file.
 */
export interface SandboxOptions {
  /** TCP port; 0 takes a free one. @default 0 */
  port?: number;
  /** Address to listen on. An address other than loopback opens the sandbox to the network. @default '127.0.0.1' */
  host?: string;
  /**
   * Also serves https, and answers for `https://graph.facebook.com` through a proxy, with a CA made for this run: see
   * `sandbox.https`. An empty object takes all defaults. @default http alone
   */
  https?: SandboxHttpsOptions;
  /** How the page routes. @default 'on' */
  routing?: Routing;
  /** Platform on which its people write. @default 'messenger' */
  platform?: Platform;
  /** The page. */
  page?: SandboxPageOptions;
  /** Several pages and platforms in one run, at most 100. @default one page, from the short form */
  pages?: readonly SandboxPageSettings[];
  /** Default app; with `routing: 'primary'` the Primary, and null means none. @default the first app */
  defaultApp?: string | null;
  /** The developers' apps. @default one app called Bot */
  apps?: readonly SandboxAppOptions[];
  /** Link routing: the app for a `ref` value of an m.me or ig.me link. */
  links?: Readonly<Record<string, string>>;
  /** Ads by id. */
  ads?: Readonly<Record<string, SandboxAd>>;
  /** People who exist from the start. @default none */
  people?: readonly SandboxPersonOptions[];
  /** Faults that are pending at the start, and again after a reset. @default none */
  faults?: { calls?: readonly CallFault[]; deliveries?: readonly DeliveryFault[] };
  /** Behaviour that Meta does not document clearly, on every page. */
  quirks?: Partial<Quirks>;
  /** How much is remembered. */
  limits?: Partial<SandboxLimits>;
  /** How webhooks are called. */
  delivery?: Partial<SandboxDelivery>;
  /** `running`: real time plus all advances; `manual`: moves only by `clock.advance`. @default 'running' */
  clock?: 'running' | 'manual';
  /** First reading of the clock, in ms or as a date. @default now */
  startAt?: number | Date;
  /**
   * Session to continue from: what `exportSession` returned, or the parsed file. It brings the apps, the pages and all
   * their settings, so the options for those must be absent.
   */
  session?: unknown;
  /** Address of the JSON Schema, for editors, in options that come from a file. It has no effect. */
  $schema?: string;
}
