import type { Lane } from '../model/lanes.ts';
import type { Cause } from '../model/outcome.ts';
import type { Platform } from '../platform/platform.ts';

/** An app or a person with the name to show. */
export interface Named {
  /** App id or PSID. */
  id: string;
  /** Name to show. */
  name: string;
}

/** A page on one platform. */
export interface PageRef extends Named {
  /** Page id. A Facebook Page and its Instagram account have the same one. */
  id: string;
  /** Platform of its threads. */
  platform: Platform;
}

interface Common {
  /** Position in the timeline, from 1, without gaps. */
  seq: number;
  /** The sandbox's time in ms. */
  at: number;
  /** The page that it is about; absent if the run has only one page, or if it is about an app on all its pages. */
  page?: PageRef;
  /** The person whose thread it is about. */
  person?: Named;
  /** Owner of that thread when the entry was made; null: idle. */
  owner?: Named | null;
}

/** An action of a person, an agent, Meta's AI or the page's settings. */
export interface ActionEntry extends Common {
  /** Tags the union. */
  kind: 'action';
  /** Who did it. */
  by: 'person' | 'agent' | 'ai' | 'settings';
  /** What was done: `say`, `tap`, `reply`, `done`, … */
  action: string;
  /** What it was done with: text, payload, folder, … */
  detail: Record<string, unknown>;
}

/** A call of the Graph API and its answer. Tokens and proofs are left out. */
export interface CallEntry extends Common {
  /** Tags the union. */
  kind: 'call';
  /** App behind the token; null when there was none. */
  app: Named | null;
  /** HTTP method. */
  method: string;
  /** Path without version and query. */
  path: string;
  /** Version in front of the path, like `v25.0`; empty: none. */
  version: string;
  /** Parameters from the query and the body, without secrets. */
  params: Record<string, unknown>;
  /** Status of the answer; null when the connection was cut by a fault. */
  status: number | null;
  /** Body of the answer; absent when the connection was cut. */
  answer?: unknown;
  /** The error of the answer, if it was one. */
  error?: { code: number; subcode?: number; message: string };
  /** Fault that was applied. */
  fault?: string;
}

/** A thread that changed its owner, or whose control got a new end. */
export interface TransitionEntry extends Common {
  /** Tags the union. */
  kind: 'transition';
  person: Named;
  /** Owner before; null: idle. */
  from: Named | null;
  /** Owner after; null: idle. */
  to: Named | null;
  /** What caused the change. */
  cause: Cause;
  /** When control ends, in ms; null: idle. */
  expiresAt: number | null;
}

/** One attempt to deliver an event to an app's webhook, or why there was none. */
export interface DeliveryEntry extends Common {
  /** Tags the union. */
  kind: 'delivery';
  /** The same for all attempts. */
  delivery: number;
  /** App that got it, or should have got it. */
  app: Named;
  /** Array of the entry that held the item; `entry`: the entry itself, or a list named after its field. */
  lane: Lane | 'changes' | 'entry';
  /** Field that the app must be subscribed to for it. */
  field: string;
  /** Kind of event: `message`, `echo`, `pass_thread_control`, … */
  event: string;
  /** The body, parsed. */
  body: Record<string, unknown>;
  /** Names of the signature headers that were sent; never their values. */
  signatures: string[];
  /** 1 for the first attempt; 0: never sent, and `problem` says why. */
  attempt: number;
  /** Status that the webhook answered; null when there was no answer. */
  status: number | null;
  /** Why there was no answer. */
  problem?: string;
  /** Real time until the answer, in ms. */
  durationMs: number;
  /** Time of the next attempt, in ms of the sandbox's clock; absent: there is none. */
  nextAttemptAt?: number;
  /** It was not sent only because the app is not subscribed to `field`. */
  notSubscribed?: true;
  /** `seq` of the attempt that this one replays by hand. */
  replayOf?: number;
  /** Fault that was applied. */
  fault?: string;
}

/** A webhook that was switched off, on or checked. */
export interface SubscriptionEntry extends Common {
  /** Tags the union. */
  kind: 'subscription';
  /** Whose webhook. */
  app: Named;
  /** New state of the webhook. */
  state: 'subscribed' | 'unsubscribed' | 'switched_off' | 'verified' | 'not_verified';
  /** The reason, in words. */
  detail?: string;
}

/** One entry of the timeline: plain data, fit for JSON. */
export type TimelineEntry = ActionEntry | CallEntry | TransitionEntry | DeliveryEntry | SubscriptionEntry;

/** An entry before the timeline has given it `seq` and `at`. */
export type NewEntry = TimelineEntry extends infer Entry
  ? Entry extends Common
    ? Omit<Entry, 'seq' | 'at'>
    : never
  : never;
