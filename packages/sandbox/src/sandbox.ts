/// <reference lib="esnext.disposable" preserve="true" />
import type { SandboxClock } from './clock.ts';
import type { Faults } from './faults.ts';
import type { Inbox } from './people/inbox.ts';
import type { MetaAi } from './people/meta-ai.ts';
import type { Person } from './people/person.ts';
import type { Settings } from './people/settings.ts';
import type { ResolvedApp } from './resolve-options.ts';
import type { SandboxSession } from './session/session.ts';
import type { DeliveryEntry, TimelineEntry } from './timeline-entry.ts';
import type { GivenEntries } from './webhooks/by-hand.ts';

/** A local Messenger: Graph on a loopback port, webhooks, people and the inbox. */
export interface Sandbox extends Settings {
  /** Base URL for clients, without a slash at the end. */
  readonly url: string;
  /** Page id, name and Instagram account id in use. */
  readonly page: { id: string; name: string; instagramId: string };
  /** The apps with everything that was filled in, secrets and tokens included. */
  readonly apps: readonly ResolvedApp[];
  /** Everybody so far. */
  readonly people: Person[];
  /** The person of this name: the same object for the same name. @throws {RangeError} The limit of people is reached. */
  person(name: string): Person;
  /** Human agents. */
  readonly inbox: Inbox;
  /** Meta's own AI, which speaks and takes threads. */
  readonly ai: MetaAi;
  /** App id of the thread's owner; null: idle, or nobody has this id. */
  owner(personId: string): string | null;
  /** The sandbox's time; fits a bot's injected clock. */
  readonly clock: SandboxClock;
  /** Trouble on demand. */
  readonly faults: Faults;
  /** Every action, call, transition and delivery, in order: a copy, plain data, the newest `limits.timeline` of them. */
  readonly timeline: TimelineEntry[];
  /** Calls `fn` for every new entry of the timeline; returns its undo. */
  on(event: 'entry', fn: (entry: TimelineEntry) => void): () => void;
  /** Resolves once all deliveries are answered; those that wait on the clock do not count. */
  settled(): Promise<void>;
  /** The GET handshake with an app's webhook: true, and earlier failures are forgotten; or it rejects with what was wrong. */
  verifyWebhook(appId: string): Promise<true>;
  /**
   * Delivers an entry (or several in one body) to an app as it is given, whatever the app is subscribed to: for what
   * nothing else here makes. It changes nothing in the sandbox. `id` and `time` are filled in where they are absent; null
   * leaves them out. Order, faults and repeats are those of any delivery; `settled()` waits for the answer. Rejects with a
   * OptionError when there is no such app, or it has no webhook.
   *
   * @param options.object Of which product the body is. @default 'page', on Instagram 'instagram'
   * @example
   * await sandbox.deliver(appId, { calls: [{ id: 'c_1', from: ana.id, to: sandbox.page.id, event: 'connect' }] });
   */
  deliver(appId: string, entry: GivenEntries, options?: { object?: string }): Promise<void>;
  /**
   * The Test button of the app's dashboard: delivers the field's sample, whose page is `0` and whose ends are strangers.
   * Only its time differs from one press to the next. Resolves to the entry of its one attempt. Rejects with an OptionError
   * when there is no such app or field, or the app has no webhook.
   */
  testButton(appId: string, field: string): Promise<DeliveryEntry>;
  /**
   * Sends a delivery of the timeline to its app once more, the same bytes; a failure is not repeated. Resolves to the new
   * entry. Rejects with an OptionError when `seq` is no delivery, or its app has no webhook.
   */
  replay(seq: number): Promise<DeliveryEntry>;
  /**
   * Everything as it is now, as plain data: state, faults, deliveries on their way, timeline, clock. It holds the apps'
   * secrets and tokens.
   */
  exportSession(): SandboxSession;
  /**
   * Puts a session in the place of everything; what is under way is cut off. What was queued is sent again. Rejects with
   * an OptionError that says what does not hold; then nothing has changed.
   */
  importSession(session: unknown): Promise<void>;
  /**
   * Back to the options: no people, personas, faults, timeline, and the clock as at the start (a running one: the real
   * time). Webhooks set later stay. A bot that goes on keeps what it remembers, perhaps of a later time: give it an empty
   * store.
   */
  reset(): Promise<void>;
  /** Ends the server and everything under way. */
  close(): Promise<void>;
  /** The same as `close`, for `await using sandbox = await createSandbox()`. */
  [Symbol.asyncDispose](): Promise<void>;
}
