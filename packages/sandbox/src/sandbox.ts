/// <reference lib="esnext.disposable" preserve="true" />
import type { SandboxClock } from './clock.ts';
import type { BotEnvironment } from './environment.ts';
import type { Faults } from './faults.ts';
import type { SandboxHttps } from './https/https-front.ts';
import type { SandboxPageSettings } from './options/options.ts';
import type { ResolvedApp } from './options/resolve-app.ts';
import type { SandboxPage } from './page.ts';
import type { UserTokenOptions } from './people/admin.ts';
import type { Inbox } from './people/inbox.ts';
import type { MetaAi } from './people/meta-ai.ts';
import type { Person } from './people/person.ts';
import type { PhoneApp } from './people/phone-app.ts';
import type { Settings } from './people/settings.ts';
import type { Platform } from './platform/platform.ts';
import type { Checkpoints } from './session/checkpoints.ts';
import type { SandboxSession } from './session/session.ts';
import type { DeliveryEntry, TimelineEntry } from './timeline/timeline-entry.ts';
import type { GivenEntries } from './webhooks/by-hand.ts';

/**
 * A local Messenger: Graph on a loopback port, webhooks, people and the inbox. In a run with several pages, `page`,
 * `apps`, `people`, `person`, `inbox`, `phone`, `ai`, `owner`, `deliver`, `testButton` and the settings mean the first page; the
 * same on another page: `getPage(id)`.
 */
export interface Sandbox extends Settings {
  /** Base URL for clients, without a trailing slash. */
  readonly url: string;
  /**
   * How programs reach the sandbox over https; null without the option `https`.
   *
   * @example
   * const sandbox = await createSandbox({ https: {} });
   * const env = { ...process.env, ...sandbox.environment(), ...sandbox.https?.environment }; // of the bot's process
   */
  readonly https: SandboxHttps | null;
  /** The first page. */
  readonly page: SandboxPage;
  /** All pages, in their order. */
  readonly pages: readonly SandboxPage[];
  /**
   * The page with this id or, if none has it as id, with this name. A Facebook Page and its Instagram account have the
   * same id: say which `platform`.
   *
   * @throws {OptionError} There is no such page, or more than one.
   */
  getPage(idOrName: string, platform?: Platform): SandboxPage;
  /**
   * Adds a page after the others. All apps of the run are connected to it unless `apps` names some. A reset removes it.
   *
   * @throws {OptionError} A setting is wrong, another page has the same id on this platform, or there are 100 pages.
   * @example
   * const berlin = sandbox.addPage({ name: 'Acme Berlin', platform: 'instagram' });
   * await berlin.person('Ana').say('Hello');
   */
  addPage(settings?: SandboxPageSettings): SandboxPage;
  /**
   * Removes a page with its people and its pending deliveries. A reset brings the pages of the options back.
   *
   * @throws {OptionError} There is no such page, more than one, or it is the last one.
   */
  removePage(idOrName: string, platform?: Platform): void;
  /** The apps with all values filled in, including secrets and tokens. */
  readonly apps: readonly ResolvedApp[];
  /**
   * The environment variables that the bot of an app needs, under the names that the command line prints.
   *
   * @default appId the first app
   * @throws {OptionError} There is no app with this id.
   * @example
   * const { GRAPH_URL, PAGE_TOKEN, APP_SECRET } = sandbox.environment();
   */
  environment(appId?: string): BotEnvironment;
  /**
   * A user token: that of the person who administers all pages, granted to this app. `me/accounts` gives it the page
   * tokens.
   *
   * @throws {OptionError} There is no app with this id, or `lastsMs` is not a number above 0.
   */
  userToken(appId: string, options?: UserTokenOptions): string;
  /**
   * A code as the login dialog returns it after the admin agreed. The app exchanges it at `oauth/access_token`, once,
   * within ten minutes of the sandbox's clock, with the same `redirectUri`.
   *
   * @throws {OptionError} There is no app with this id, or `redirectUri` is not an address.
   */
  authorizationCode(appId: string, redirectUri: string): string;
  /** All people so far. */
  readonly people: Person[];
  /** The person of this name: the same object for the same name. @throws {RangeError} The limit of people is reached. */
  person(name: string): Person;
  /** Human agents. */
  readonly inbox: Inbox;
  /** WhatsApp: the shop's phone, on which people answer in the WhatsApp Business app. */
  readonly phone: PhoneApp;
  /** Meta's own AI, which speaks and takes threads. */
  readonly ai: MetaAi;
  /** App id of the thread's owner; null: the thread is idle, or there is no such person. */
  owner(personId: string): string | null;
  /** The sandbox's time. A bot can use it as its injected clock. */
  readonly clock: SandboxClock;
  /** Faults on demand. */
  readonly faults: Faults;
  /** The newest `limits.timeline` actions, calls, transitions and deliveries, in order: a copy, plain data. */
  readonly timeline: TimelineEntry[];
  /** Calls `fn` for every new entry of the timeline. Returns a function that stops it. */
  on(event: 'entry', fn: (entry: TimelineEntry) => void): () => void;
  /** Resolves when all deliveries are answered, except those that wait on the clock. */
  settled(): Promise<void>;
  /** Makes the GET handshake with an app's webhook. Success clears earlier failures; else rejects with the problem. */
  verifyWebhook(appId: string): Promise<true>;
  /**
   * Delivers an entry (or several in one body) to an app unchanged, whatever the app is subscribed to. Use it for
   * events that the sandbox does not create itself. It changes nothing in the sandbox. Absent `id` and `time` are
   * filled in; null leaves them out. Order, faults and retries are those of any delivery; `settled()` waits for the
   * answer. Rejects with an OptionError if there is no such app, or it has no webhook.
   *
   * @param options.object The product in the body. @default 'page', on Instagram 'instagram'
   * @example
   * await sandbox.deliver(appId, { calls: [{ id: 'c_1', from: ana.id, to: sandbox.page.id, event: 'connect' }] });
   */
  deliver(appId: string, entry: GivenEntries, options?: { object?: string }): Promise<void>;
  /**
   * Presses the Test button of the app's dashboard: delivers the field's sample. Its page is `0`, and its sender and
   * recipient do not exist in the sandbox. Only its time differs between presses. Makes one attempt and resolves to its
   * entry. Rejects with an OptionError if there is no such app or field, or the app has no webhook.
   */
  testButton(appId: string, field: string): Promise<DeliveryEntry>;
  /**
   * Sends a delivery of the timeline to its app again, with the same bytes, without retries. Resolves to the new entry.
   * Rejects with an OptionError if `seq` is not a delivery, or its app has no webhook.
   */
  replay(seq: number): Promise<DeliveryEntry>;
  /**
   * Exports everything as plain data: state, faults, pending deliveries, timeline, clock. The session contains the
   * apps' secrets and tokens.
   */
  exportSession(): SandboxSession;
  /**
   * Replaces everything with a session. Cuts off deliveries in progress, then sends the session's queued deliveries.
   * Rejects with an OptionError that names what is wrong in the session; then nothing has changed.
   */
  importSession(session: unknown): Promise<void>;
  /** Named states to go back to, for example before each test. */
  readonly checkpoints: Checkpoints;
  /**
   * Resets the sandbox to its options: no people, personas, faults or timeline, and the clock as at the start (a
   * running clock: the real time). Webhooks set later stay. A bot that keeps running may remember events of a later
   * time: give it an empty store.
   */
  reset(): Promise<void>;
  /** Closes the server and cuts off everything in progress. */
  close(): Promise<void>;
  /** The same as `close`, for `await using sandbox = await createSandbox()`. */
  [Symbol.asyncDispose](): Promise<void>;
}
