import { type SendTried, sendChannel } from '../channels.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { Warnings } from '../diagnosis/warnings.ts';
import { asError, atOf, isOptionError, kindOf, NotThreadOwnerError, OptionError, subcodeOf } from '../errors.ts';
import type { HandoverEvent, PageReference, Platform } from '../events.ts';
import { errorFields } from '../logger.ts';
import { CONTROL_LASTS_MS, type Owners, type Ownership, type OwnerWithExpiry, ownerSaid } from '../ownership/owner.ts';
import {
  appOrOther,
  type Observation,
  type OwnCall,
  observationOfCall,
  ownerNamedBy,
  type Said,
  type ThreadRecord,
} from '../ownership/registers.ts';
import { PLATFORMS } from '../platform/platforms.ts';
import type { SendHook } from '../plugin.ts';
import type {
  CallOptions,
  CallResult,
  Clock,
  Logger,
  PageClient,
  SendMessageOptions,
  Store,
  ThreadOwnerResult,
} from '../ports.ts';
import { threadKey } from '../thread-key.ts';
import type { EventRun } from './event-run.ts';
import type { Hold, Holds } from './holds.ts';
import type { Lanes } from './lanes.ts';
import type { LateNotes } from './late-notes.ts';
import type { MetaClock } from './meta-clock.ts';
import type { OwnMessages } from './own-messages.ts';
import type { PageClients } from './page-clients.ts';
import type { RoutingModes } from './routing-modes.ts';
import type { Thread } from './thread.ts';
import type { UnreadableOwners } from './unreadable-owners.ts';
import type { UserLinks } from './user-links.ts';

/** Announces changes of owner. */
export interface OwnerAnnouncements {
  /** Announces a change of owner that a call of this bot showed. `key` and `record` are the thread's, `by` what made the call, if it named itself. */
  afterCall(thread: Thread, key: string, record: ThreadRecord, by?: string): Promise<void>;
}

/** What the threads of a bot share. */
export interface ThreadContext {
  readonly botId: string;
  readonly appId: string;
  readonly clients: PageClients;
  readonly store: Store;
  readonly modes: RoutingModes;
  readonly unreadable: UnreadableOwners;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly lanes: Lanes;
  readonly metaClock: MetaClock;
  readonly diagnosis: Diagnosis;
  readonly sendHooks: readonly SendHook[];
  /** Queue of observations that the store failed to save. */
  readonly lateNotes: LateNotes;
  readonly whenNotOwner: 'throw' | 'drop';
  readonly owners: Owners;
  readonly holds: Holds;
  readonly ownMessages: OwnMessages;
  readonly warnings: Warnings;
  readonly announcements: OwnerAnnouncements;
  /** Set where the bot may serve WhatsApp. */
  readonly links: UserLinks | undefined;
}

/** A thread as it is known, with who owns it. */
export type KnownThread = Ownership & { readonly record: ThreadRecord };

/** What makes a call, if it names itself. */
interface Named {
  readonly by?: string | undefined;
}

/** Younger evidence that another app owns is believed; older is checked, since release and expiry send no webhook. */
const BELIEVE_MS = 60_000;

/** The base of all helpers of a thread: the known record, the calls that change it, and the gate. */
export class ThreadCore {
  readonly key: string;
  readonly page: PageReference;

  readonly platform: Platform;
  readonly userId: string;

  constructor(
    readonly context: ThreadContext,
    readonly thread: Thread,
    /** The same thread for hooks of `holdWhile`; `undefined` inside one. */
    private readonly quiet: Thread | undefined,
    /** The run of an event whose handlers use the thread. */
    readonly run: EventRun | undefined,
    /** The event whose handlers use the thread. */
    readonly event: HandoverEvent | undefined,
  ) {
    const { platform, pageId, userId } = thread;
    this.platform = platform;
    this.userId = userId;
    this.key = threadKey(context.appId, { platform, pageId, userId });
    this.page = { platform, pageId };
  }

  /** Whether threads are passed, taken and looked up by calls. */
  get hasThreadControl(): boolean {
    return PLATFORMS[this.platform].hasThreadControl;
  }

  /** @throws {OptionError} The platform has no calls of thread control. */
  requireThreadControl(call: string): void {
    if (this.hasThreadControl) return;
    throw new OptionError(
      'platform',
      `${call} does not exist on WhatsApp: hand over with thread.handOver('inbox'), and bring the thread back with thread.regain()`,
    );
  }

  /** The id under which the person gets messages. Outside of handlers it may be an earlier one. */
  async recipient(): Promise<string> {
    const { links } = this.context;
    const { platform, userId } = this;
    if (links === undefined || this.run !== undefined || !PLATFORMS[platform].hasSeveralIds) return userId;
    return links.userNow({ platform, pageId: this.page.pageId, userId });
  }

  /** Waits until it is known who sent the echoes of the person: they come under the id that the person has now. */
  async echoesSettled(): Promise<void> {
    const { ownMessages, appId } = this.context;
    await ownMessages.settled(threadKey(appId, { ...this.page, userId: await this.recipient() }));
  }

  now(): number {
    return this.context.clock.now();
  }

  /**
   * The page's client, for a thread that has a person.
   *
   * @throws {HandoverError} There is no client for this page. Await it first, so that nothing has been sent or written
   *   yet.
   */
  async client(): Promise<PageClient> {
    if (this.userId === '') {
      throw new OptionError(
        'thread',
        'This event names no person, so there is no thread to act on: look at event.userId first',
      );
    }
    await this.context.clients.find(this.page);
    return this.context.clients.of(this.page);
  }

  /** Does `work` as a step of the event whose handler calls; outside of handlers each time. */
  step<Result>(verb: string, content: unknown, work: () => Promise<Result>, name?: string): Promise<Result> {
    return this.run === undefined ? work() : this.run.step(verb, content, work, name);
  }

  /** The hold of a plugin that is on. Asks no hooks inside a hook. */
  async hold(): Promise<Hold | undefined> {
    return this.quiet === undefined ? undefined : this.context.holds.on(this.quiet);
  }

  async read(): Promise<ThreadRecord> {
    return this.context.store.read(this.key, this.now());
  }

  async known(): Promise<KnownThread> {
    const record = await this.read();
    return { record, ...this.context.owners.of(record, this.page) };
  }

  /** Records the result of a call. Meta has carried it out already, so a failing store must not make it look undone. */
  async note({ by, ...call }: Omit<OwnCall, 'endedAt'> & Named): Promise<void> {
    if (call.answeredAt !== undefined) this.context.metaClock.heard(call.answeredAt);
    const observation: Observation = observationOfCall({ ...call, endedAt: this.now() });
    try {
      const record = await this.context.store.observe(this.key, observation, this.now());
      await this.context.announcements.afterCall(this.thread, this.key, record, by);
    } catch (error) {
      this.context.lateNotes.add(this.thread, this.key, observation);
      const fields = { ...this.page, error: errorFields(asError(error)) };
      this.context.logger.warn(fields, 'The owner after a call could not be recorded; retrying');
    }
  }

  /** Makes a call that changes the owner, and records what its result or its refusal says about the owner. */
  async control(
    call: (client: PageClient) => Promise<CallResult>,
    outcome: { readonly owner: Said; readonly lastsMs?: number; readonly refusal?: Said } & Named,
  ): Promise<CallResult> {
    const graph = await this.client();
    const before = await this.read();
    // A hold refuses messages, but not a change of owner.
    await this.run?.mayCall({ inHold: true });
    const begunAt = this.now();
    let result: CallResult;
    try {
      result = await call(graph);
    } catch (error) {
      this.context.modes.learn(this.page, error);
      if (kindOf(error) === 'not_owner' && outcome.refusal !== undefined) {
        const owner = ownerNamedBy(subcodeOf(error)) ?? outcome.refusal;
        await this.note({ before, begunAt, owner, source: 'refusal', answeredAt: atOf(error) });
      }
      throw error;
    }
    const until = outcome.lastsMs === undefined ? undefined : result.at + outcome.lastsMs;
    await this.note({
      before,
      begunAt,
      owner: outcome.owner,
      source: 'call',
      answeredAt: result.at,
      until,
      by: outcome.by,
    });
    return result;
  }

  /**
   * Changes the owner without a call, where there is none for it.
   *
   * @throws {StoreError} It was not saved: nothing has changed.
   */
  async settleLocally(owner: Exclude<Said, { says: 'other' }>, by?: string): Promise<CallResult> {
    const { store, announcements } = this.context;
    const before = await this.read();
    await this.run?.mayCall({ inHold: true });
    const now = this.now();
    const call = { before, begunAt: now, endedAt: now, owner, source: 'local' } as const;
    const record = await store.observe(this.key, observationOfCall(call), now);
    await announcements.afterCall(this.thread, this.key, record, by);
    return { at: now };
  }

  /** Publishes what became of a send. Called only while something listens. */
  publishSend(facts: Pick<SendTried, 'startedAt' | 'of' | 'outcome' | 'reason' | 'failure'>): void {
    const { appId, botId } = this.context;
    const { platform, pageId, userId } = this.thread;
    const durationMs = this.now() - facts.startedAt;
    const event = this.event === undefined ? {} : { eventId: this.event.id };
    sendChannel.publish({ botId, appId, platform, pageId, userId, durationMs, ...event, ...facts });
  }

  /** Meta said that this app owns already. */
  async noteOwnership(refusal: unknown): Promise<CallResult> {
    const before = await this.read();
    const begunAt = this.now();
    const answeredAt = atOf(refusal);
    await this.note({ before, begunAt, owner: appOrOther(this.context.appId), source: 'refusal', answeredAt });
    return { at: answeredAt ?? begunAt };
  }

  /** Meta refused a message because another app owns: corrects what is known, and gives the error for it. */
  async noteRefusedMessage(before: ThreadRecord, begunAt: number, cause: unknown): Promise<NotThreadOwnerError> {
    const named = ownerNamedBy(subcodeOf(cause)) ?? appOrOther(undefined);
    await this.note({ before, begunAt, owner: named, source: 'refusal', answeredAt: atOf(cause) });
    const { owner } = await this.known();
    return this.#lost(new NotThreadOwnerError(owner.kind === 'app' ? owner.appId : undefined, { cause }));
  }

  /** Asks Meta who owns the thread, notes the answer, and resolves to it. */
  async lookUpOwner(options: CallOptions): Promise<OwnerWithExpiry> {
    this.requireThreadControl('getThreadOwner');
    const graph = await this.client();
    const before = await this.read();
    const begunAt = this.now();
    let answer: ThreadOwnerResult;
    try {
      answer = await graph.getThreadOwner(this.userId, options);
    } catch (error) {
      if (isUnreadable(error)) this.context.unreadable.add(this.page);
      throw error;
    }
    const owner: Said = answer.state === 'idle' ? { says: 'idle' } : appOrOther(answer.appId);
    const expiresAt = answer.state === 'owned' ? answer.expiresAt : undefined;
    const until = expiresAt?.getTime();
    await this.note({ before, begunAt, owner, source: 'lookup', answeredAt: answer.at, until });
    return { ...ownerSaid(owner, this.context.appId), ...(expiresAt !== undefined ? { expiresAt } : {}) };
  }

  /** Like {@link lookUpOwner}, but `undefined` where Meta refuses `thread_owner` for this page; that is cached for a while. */
  async lookUpIfReadable(options: CallOptions): Promise<OwnerWithExpiry | undefined> {
    if (!this.hasThreadControl || this.context.unreadable.has(this.page)) return undefined;
    try {
      return await this.lookUpOwner(options);
    } catch (error) {
      if (isUnreadable(error)) return undefined;
      throw error;
    }
  }

  /**
   * Resolves to the known record if a message may be sent now; asks Meta first if the evidence against it is old.
   *
   * @param isPersons Whether a person sends it: no hold refuses a person.
   * @throws {NotThreadOwnerError} Another app owns the thread, or a plugin holds it.
   */
  async mayReply({ tag, signal }: SendMessageOptions, isPersons: boolean): Promise<KnownThread> {
    const known = await this.#notOfOthers(tag, signal);
    if (isPersons || tag === 'HUMAN_AGENT') return known;
    const hold = await this.hold();
    if (hold !== undefined) throw this.#lost(new NotThreadOwnerError(undefined, { reason: 'hold', ...hold }));
    return known;
  }

  async #notOfOthers(tag: string | undefined, signal: AbortSignal | undefined): Promise<KnownThread> {
    let now = await this.known();
    if (now.owner.kind !== 'app') return now;
    if (tag === 'HUMAN_AGENT' && (await this.#mayRoute())) return now;
    if (this.hasThreadControl && this.now() - now.evidenceAtMs >= BELIEVE_MS) {
      const answer = await this.lookUpIfReadable(signal === undefined ? {} : { signal });
      now = await this.known();
      if (answer === undefined && now.owner.kind === 'app' && (await this.#mayTry(now))) return now;
    }
    if (now.owner.kind === 'app') throw this.#lost(new NotThreadOwnerError(now.owner.appId));
    return now;
  }

  /** Aborts the signal of the handler as well. */
  #lost(error: NotThreadOwnerError): NotThreadOwnerError {
    this.run?.abort(error);
    return error;
  }

  /** Whether a send under `HUMAN_AGENT` may take control. If that is a wrong guess, Meta refuses the send. */
  async #mayRoute(): Promise<boolean> {
    const routing = await this.context.modes.get(this.page);
    return routing?.mode === 'on' || routing?.isGuess === true;
  }

  /** Whether to try a send although another app was the last known owner. If it still owns, Meta refuses the send. */
  async #mayTry({ evidenceAtMs }: KnownThread): Promise<boolean> {
    const routing = await this.context.modes.get(this.page);
    // Without a look-up, evidence is believed as long as control lasts without a sign of the person.
    return routing?.mode !== 'off' || this.now() - evidenceAtMs >= CONTROL_LASTS_MS;
  }

  /** Resolves to `undefined` in place of {@link NotThreadOwnerError} where the call or the bot asks for that. */
  async orDrop<Result>(
    whenNotOwner: 'throw' | 'drop' | undefined,
    of: SendTried['of'],
    work: () => Promise<Result>,
  ): Promise<Result | undefined> {
    if (whenNotOwner !== undefined && whenNotOwner !== 'throw' && whenNotOwner !== 'drop') {
      throw new OptionError('whenNotOwner', "whenNotOwner must be 'throw' or 'drop'");
    }
    const drops = (whenNotOwner ?? this.context.whenNotOwner) === 'drop';
    const startedAt = sendChannel.hasSubscribers ? this.now() : undefined;
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof NotThreadOwnerError)) throw error;
      if (startedAt !== undefined) {
        this.publishSend({ startedAt, of, outcome: drops ? 'dropped' : 'refused', reason: error.reason });
      }
      if (drops) return undefined;
      throw error;
    }
  }
}

/** A refusal of `thread_owner` that is about the page: some pages refuse it at every call. */
function isUnreadable(error: unknown): boolean {
  const kind = kindOf(error);
  return (kind === 'invalid' || kind === 'permission') && !isOptionError(error);
}
