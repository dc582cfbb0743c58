import { inboxAppId } from '../app-ids.ts';
import { asError, atOf, HandOverError, HandoverError, kindOf, NotThreadOwnerError, subcodeOf } from '../errors.ts';
import type { HandoverEvent, ThreadReference } from '../events.ts';
import type { Ownership } from '../ownership/owner.ts';
import {
  NOBODY,
  type Observation,
  observationOfCall,
  ownerNamedBy,
  type ThreadRecord,
  UNCLEAR,
  UNNAMED,
} from '../ownership/registers.ts';
import { type PageReference, type RoutingModes, saysRoutingOff } from '../ownership/routing-modes.ts';
import type { Outgoing, SendHook } from '../plugin.ts';
import type {
  CallOptions,
  CallResult,
  Clock,
  HandoverClient,
  OutgoingMessage,
  SendMessageOptions,
  Store,
} from '../ports.ts';
import type { HandOverOptions, MetadataOptions, SentMessage, Thread, ThreadState } from './thread.ts';
import type { Waiters } from './waiters.ts';

/** What the threads of a bot share. */
export interface ThreadContext {
  readonly appId: string;
  readonly clientFor: (page: PageReference) => HandoverClient;
  readonly store: Store;
  readonly modes: RoutingModes;
  readonly clock: Clock;
  readonly waiters: Waiters;
  readonly sendHooks: readonly SendHook[];
  readonly whenNotOwner: 'throw' | 'drop';
  readonly ownershipOf: (record: ThreadRecord, page: PageReference) => Ownership;
  /** Tells of a change of owner that `record` holds. */
  readonly announce: (thread: Thread, key: string, record: ThreadRecord) => Promise<void>;
}

/** Younger evidence that another app owns is believed; older is checked, since release and expiry send no webhook. */
const BELIEVE_MS = 60_000;
/** Sending and passing at once can lose the echo of the message, or the message itself. */
const ECHO_WAIT_MS = 1_000;

/** Key of a thread in the store: two apps may share one store. */
export function threadKey(appId: string, { platform = 'messenger', pageId, userId }: ThreadReference): string {
  return `${appId}:${platform}:${pageId}:${userId}`;
}

/** The helpers of one thread. Making one costs nothing: no store is asked and no client is made. */
export function createThread(context: ThreadContext, reference: ThreadReference): Thread {
  const { platform = 'messenger', pageId, userId } = reference;
  const { clock, store } = context;
  const page: PageReference = { platform, pageId };
  const key = threadKey(context.appId, { platform, pageId, userId });

  function client(): HandoverClient {
    if (userId === '') {
      throw new TypeError('This event names no person, so there is no thread to act on: look at event.userId first');
    }
    return context.clientFor(page);
  }

  async function observe(observation: Observation): Promise<ThreadRecord> {
    const record = await store.observe(key, observation, clock.now());
    await context.announce(thread, key, record);
    return record;
  }

  /** Makes a call that changes who owns, and notes what it or its refusal tells. */
  async function control(
    call: (client: HandoverClient) => Promise<CallResult>,
    outcome: { readonly says: string; readonly lastsMs?: number; readonly refusal?: string },
  ): Promise<CallResult> {
    const graph = client();
    const before = await store.read(key, clock.now());
    const begunAt = clock.now();
    try {
      const result = await call(graph);
      const lasts = outcome.lastsMs;
      const until = lasts === undefined ? undefined : result.at + lasts;
      await observe(told(before, begunAt, { says: outcome.says, via: 'call', answeredAt: result.at, until }));
      return result;
    } catch (error) {
      context.modes.learn(page, error);
      if (kindOf(error) === 'not_owner' && outcome.refusal !== undefined) {
        const says = ownerNamedBy(subcodeOf(error)) ?? outcome.refusal;
        await observe(told(before, begunAt, { says, via: 'refusal', answeredAt: atOf(error) }));
      }
      throw error;
    }
  }

  function told(
    before: ThreadRecord,
    begunAt: number,
    call: {
      says: string;
      via: 'call' | 'lookup' | 'refusal';
      answeredAt?: number | undefined;
      until?: number | undefined;
    },
  ): Observation {
    return observationOfCall({ ...call, before, begunAt, endedAt: clock.now() });
  }

  async function ownership(): Promise<Ownership> {
    return context.ownershipOf(await store.read(key, clock.now()), page);
  }

  /** Whether something may be said now; asks Meta where the evidence against it is old. */
  async function mayReply(options: SendMessageOptions | undefined): Promise<Ownership> {
    const known = await ownership();
    if (known.owner.kind !== 'app') return known;
    if (options?.tag === 'HUMAN_AGENT' && (await context.modes.get(page)) === 'on') return known;
    if (clock.now() - known.evidenceAtMs >= BELIEVE_MS) {
      await thread.getThreadOwner(options?.signal === undefined ? {} : { signal: options.signal });
      const checked = await ownership();
      if (checked.owner.kind !== 'app') return checked;
      throw new NotThreadOwnerError(checked.owner.appId);
    }
    throw new NotThreadOwnerError(known.owner.appId);
  }

  /** Sends through the hooks; a refusal because another app owns corrects the state. */
  async function gated<Result>(
    outgoing: Outgoing,
    deliver: (client: HandoverClient) => Promise<Result>,
    accepted: (before: Ownership, begunAt: number, record: ThreadRecord, result: Result) => Promise<void>,
  ): Promise<Result | undefined> {
    const graph = client();
    try {
      const before = await mayReply(outgoing.options);
      const record = await store.read(key, clock.now());
      const begunAt = clock.now();
      try {
        const result = await throughHooks(context.sendHooks, outgoing, () => deliver(graph));
        await accepted(before, begunAt, record, result);
        return result;
      } catch (error) {
        if (kindOf(error) !== 'not_owner') throw error;
        const named = ownerNamedBy(subcodeOf(error));
        await observe(told(record, begunAt, { says: named ?? UNNAMED, via: 'refusal', answeredAt: atOf(error) }));
        const { owner } = await ownership();
        throw new NotThreadOwnerError(owner.kind === 'app' ? owner.appId : undefined, { cause: error });
      }
    } catch (error) {
      if (error instanceof NotThreadOwnerError && context.whenNotOwner === 'drop') return undefined;
      throw error;
    }
  }

  async function send(
    message: string | OutgoingMessage,
    options: SendMessageOptions = {},
  ): Promise<SentMessage | undefined> {
    const outgoing: Outgoing = {
      thread,
      message: typeof message === 'string' ? { text: message } : message,
      options: { ...options },
    };
    const sent = await gated(
      outgoing,
      (graph) => graph.sendMessage(userId, outgoing.message ?? {}, outgoing.options),
      async (before, begunAt, record, result) => {
        const says = ownerAfterSend(before, outgoing.options);
        if (says !== undefined) await observe(told(record, begunAt, { says, via: 'call', answeredAt: result.at }));
      },
    );
    return sent === undefined ? undefined : sent.messageId === undefined ? {} : { messageId: sent.messageId };
  }

  function ownerAfterSend(before: Ownership, { threadControl, tag }: SendMessageOptions): string | undefined {
    if (threadControl?.type === 'release') return NOBODY;
    if (threadControl?.type === 'pass') return threadControl.appId ?? UNNAMED;
    // Meta let us speak, so no other app owns; a person's tag takes control.
    if (before.owner.kind === 'app') return tag === 'HUMAN_AGENT' ? context.appId : UNCLEAR;
    return undefined;
  }

  async function pass(target: string | undefined, { metadata, signal }: MetadataOptions): Promise<CallResult> {
    return control(
      (graph) =>
        graph.passThreadControl(userId, {
          ...(target !== undefined ? { targetAppId: target } : {}),
          ...(metadata !== undefined ? { metadata } : {}),
          ...(signal !== undefined ? { signal } : {}),
        }),
      { says: target ?? UNNAMED, refusal: UNCLEAR },
    );
  }

  async function handOver(to: string, options: HandOverOptions = {}): Promise<SentMessage | undefined> {
    const target = to === 'inbox' ? inboxAppId(platform) : to === 'default' ? undefined : to;
    if (target !== undefined && !/^\d+$/.test(target)) {
      throw new TypeError("handOver takes 'inbox', 'default' or an app id of digits");
    }
    client();
    const routing = await context.modes.get(page);
    if (target === undefined && routing === 'off') {
      throw new TypeError(
        "This page has no default app, since its routing is off: hand over to 'inbox' or to an app id",
      );
    }
    const { message, metadata, signal } = options;
    const rest: CallOptions = signal === undefined ? {} : { signal };
    if (message === undefined) {
      await pass(target, options);
      return {};
    }
    // One step, so that nothing comes between; the send's thread_control carries no metadata, though.
    if (routing === 'on' && metadata === undefined) {
      const threadControl = { type: 'pass', ...(target !== undefined ? { appId: target } : {}) } as const;
      return send(message, { ...rest, threadControl });
    }
    const watch = context.waiters.watch(key);
    try {
      const sent = await send(message, rest);
      if (sent === undefined) return undefined;
      const { messageId } = sent;
      await watch.first((event) => isOwnEcho(event, messageId), ECHO_WAIT_MS);
      try {
        await pass(target, options);
      } catch (error) {
        throw new HandOverError(messageId, { cause: error });
      }
      return sent;
    } finally {
      watch.stop();
    }
  }

  async function regain(options: MetadataOptions & { waitMs?: number } = {}): Promise<'owned' | 'requested'> {
    const { waitMs = 0, ...rest } = options;
    client();
    if ((await ownership()).owner.kind === 'self') return 'owned';
    const routing = await context.modes.get(page);
    if (routing !== 'off') {
      try {
        await thread.takeThreadControl(rest);
        return 'owned';
      } catch (error) {
        if (!mayRequestInstead(error, routing)) throw takeRefused(error);
      }
    }
    const watch = context.waiters.watch(key);
    try {
      await thread.requestThreadControl(rest);
      if (waitMs > 0) await watch.first((event) => event.kind === 'pass_thread_control', waitMs);
    } finally {
      watch.stop();
    }
    return (await ownership()).owner.kind === 'self' ? 'owned' : 'requested';
  }

  const thread: Thread = {
    platform,
    pageId,
    userId,

    async state(): Promise<ThreadState> {
      const { owner, source, sinceMs, expiresAtMs } = await ownership();
      return {
        owner,
        mayReply: owner.kind !== 'app',
        ...(sinceMs !== undefined ? { since: new Date(sinceMs) } : {}),
        ...(expiresAtMs !== undefined ? { expiresAt: new Date(expiresAtMs) } : {}),
        source,
      };
    },

    passThreadControl: async (targetAppId, options = {}) => {
      if (typeof targetAppId !== 'string' || targetAppId === '') {
        throw new TypeError('passThreadControl needs the app id to pass to, as a string of digits');
      }
      return pass(targetAppId, options);
    },
    passThreadControlToPageInbox: async (options = {}) => pass(inboxAppId(platform), options),

    takeThreadControl: async (options = {}) => {
      try {
        return await control((graph) => graph.takeThreadControl(userId, options), { says: context.appId });
      } catch (error) {
        if (kindOf(error) !== 'already_owner') throw error;
        const before = await store.read(key, clock.now());
        const now = clock.now();
        const answeredAt = atOf(error);
        await observe(told(before, now, { says: context.appId, via: 'refusal', answeredAt }));
        return { at: answeredAt ?? now };
      }
    },
    requestThreadControl: async (options = {}) => client().requestThreadControl(userId, options),
    releaseThreadControl: async (options = {}) =>
      control((graph) => graph.releaseThreadControl(userId, options), { says: NOBODY, refusal: UNCLEAR }),
    extendThreadControl: async (options) =>
      control((graph) => graph.extendThreadControl(userId, options), {
        says: context.appId,
        lastsMs: options.durationSeconds * 1000,
        refusal: UNCLEAR,
      }),

    async getThreadOwner(options = {}) {
      const graph = client();
      const before = await store.read(key, clock.now());
      const begunAt = clock.now();
      const answer = await graph.getThreadOwner(userId, options);
      const says = answer.state === 'idle' ? NOBODY : (answer.appId ?? UNNAMED);
      const until = answer.state === 'owned' ? answer.expiresAt?.getTime() : undefined;
      await observe(told(before, begunAt, { says, via: 'lookup', answeredAt: answer.at, until }));
      return answer;
    },
    async isThreadOwner(options = {}) {
      const { owner } = await ownership();
      if (owner.kind !== 'unknown') return owner.kind === 'self';
      const answer = await thread.getThreadOwner(options);
      return answer.state === 'owned' && answer.appId === context.appId;
    },

    handOver,
    regain,
    send,
    async typing(on, options = {}) {
      const outgoing: Outgoing = { thread, action: on ? 'typing_on' : 'typing_off', options: { ...options } };
      await gated(
        outgoing,
        (graph) => graph.sendAction(userId, on ? 'typing_on' : 'typing_off', outgoing.options),
        async () => undefined,
      );
    },

    values: {
      get: async (name) => store.getValue(key, name, clock.now()),
      set: async (name, value, { expected, ttlMs }) => {
        const now = clock.now();
        return store.setValue(key, name, { expected, value, expiresAt: now + ttlMs, now });
      },
    },
  };
  return thread;
}

function isOwnEcho(event: HandoverEvent, messageId: string | undefined): boolean {
  return event.kind === 'echo' && event.sentBy === 'self' && (messageId === undefined || event.mid === messageId);
}

/** A take that the roles refuse leaves asking; so does a page that turns out to have no routing. */
function mayRequestInstead(error: unknown, routing: string | undefined): boolean {
  if (saysRoutingOff(error) || kindOf(error) === 'routing_off') return true;
  return routing === 'primary' && isRefusal(error);
}

function isRefusal(error: unknown): boolean {
  const kind = kindOf(error);
  return kind === 'permission' || kind === 'invalid' || kind === 'no_role' || kind === 'not_owner';
}

function takeRefused(error: unknown): unknown {
  if (!isRefusal(error)) return error;
  return new HandoverError(
    'no_take_right',
    'Meta refused to let this app take the thread: allow it under Page settings, Conversation Routing, "take control of conversations"',
    { cause: asError(error) },
  );
}

function throughHooks<Result>(
  hooks: readonly SendHook[],
  outgoing: Outgoing,
  deliver: () => Promise<Result>,
): Promise<Result> {
  // A hook may call next again, to repeat a send that was refused.
  const run = async (index: number): Promise<Result> => {
    const hook = hooks[index];
    return hook === undefined ? deliver() : ((await hook(outgoing, () => run(index + 1))) as Result);
  };
  return run(0);
}
