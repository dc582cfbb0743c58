import { inboxAppId } from '../app-ids.ts';
import { OptionError } from '../errors.ts';
import type { HandoverEvent, Platform, ThreadReference } from '../events.ts';
import type { OwnerWithExpiry } from '../ownership/owner.ts';
import { DEFAULT_PLATFORM } from '../platform/platforms.ts';
import type { AnyMessage, CallOptions, CallResult } from '../ports.ts';
import { checkAppId, checkDuration, checkMetadata, checkPassOptions, checkTarget } from './arguments.ts';
import type { EventRun } from './event-run.ts';
import { handOver, passTo, release } from './hand-over.ts';
import { bringBackFromPhone, handOverToPhone, holdForPhone } from './phone.ts';
import { regain, request, take } from './regain.ts';
import { say } from './say.ts';
import { sendTyping } from './speak.ts';
import type {
  MetadataOptions,
  PassOptions,
  RegainOptions,
  SendOptions,
  SentMessage,
  Thread,
  ThreadState,
  ThreadValues,
  TypingOptions,
  WithoutDrop,
} from './thread.ts';
import { type ThreadContext, ThreadCore } from './thread-core.ts';

/** Where a thread is used. */
export interface ThreadUse {
  /** The run of an event whose handlers use it. */
  readonly run?: EventRun;
  /** That event. */
  readonly event?: HandoverEvent;
  /** False inside a hook of `holdWhile`. @default true */
  readonly asksHolds?: boolean;
}

/** The helpers of one thread. Making one costs next to nothing: no store is asked and no client is made. */
export function createThread(
  context: ThreadContext,
  reference: Omit<ThreadReference, 'userId'> & { readonly userId?: string },
  use: ThreadUse = {},
): Thread {
  // An event that names no person has a thread that refuses each call.
  const { platform = DEFAULT_PLATFORM, pageId, userId = '' } = reference;
  return new ThreadHandle(context, platform, pageId, userId, use);
}

class ThreadHandle implements Thread {
  readonly #context: ThreadContext;
  readonly #use: ThreadUse;
  #made: ThreadCore | undefined;

  constructor(
    context: ThreadContext,
    readonly platform: Platform,
    readonly pageId: string,
    readonly userId: string,
    use: ThreadUse,
  ) {
    this.#context = context;
    this.#use = use;
  }

  /** Every event has a thread, and few handlers use it: made when they do. */
  get #core(): ThreadCore {
    if (this.#made === undefined) {
      const { run, event, asksHolds = true } = this.#use;
      const quiet = asksHolds ? createThread(this.#context, this, { asksHolds: false }) : undefined;
      this.#made = new ThreadCore(this.#context, this, quiet, run, event);
    }
    return this.#made;
  }

  async state(): Promise<ThreadState> {
    const { owner, source, sinceMs, expiresAtMs, metadata } = await this.#core.known();
    return {
      owner,
      mayReply: owner.kind !== 'app' && (await this.#core.hold()) === undefined,
      ...(sinceMs !== undefined ? { since: new Date(sinceMs) } : {}),
      ...(expiresAtMs !== undefined ? { expiresAt: new Date(expiresAtMs) } : {}),
      source,
      ...(metadata !== undefined ? { metadata } : {}),
    };
  }

  async passThreadControl(targetAppId: string, options: MetadataOptions = {}): Promise<CallResult> {
    this.#core.requireThreadControl('passThreadControl');
    checkAppId(targetAppId, 'passThreadControl needs the app id to pass to');
    checkMetadata(options.metadata);
    return passTo(this.#core, targetAppId, options);
  }

  async passThreadControlToPageInbox(options: MetadataOptions = {}): Promise<CallResult> {
    checkMetadata(options.metadata);
    if (!this.#core.hasThreadControl) return holdForPhone(this.#core);
    return passTo(this.#core, inboxAppId(this.platform), options);
  }

  async takeThreadControl(options: MetadataOptions = {}): Promise<CallResult> {
    this.#core.requireThreadControl('takeThreadControl');
    checkMetadata(options.metadata);
    return take(this.#core, options);
  }

  async requestThreadControl(options: MetadataOptions = {}): Promise<CallResult> {
    this.#core.requireThreadControl('requestThreadControl');
    checkMetadata(options.metadata);
    return request(this.#core, options);
  }

  async releaseThreadControl(options: CallOptions = {}): Promise<CallResult> {
    this.#core.requireThreadControl('releaseThreadControl');
    return release(this.#core, options);
  }

  async extendThreadControl(options: CallOptions & { readonly durationSeconds: number }): Promise<CallResult> {
    this.#core.requireThreadControl('extendThreadControl');
    checkDuration(options);
    return this.#core.control((graph) => graph.extendThreadControl(this.userId, options), {
      owner: { says: 'app', appId: this.#core.context.appId },
      lastsMs: options.durationSeconds * 1000,
      refusal: { says: 'unknown' },
    });
  }

  async getThreadOwner(options: CallOptions = {}): Promise<OwnerWithExpiry> {
    return this.#core.lookUpOwner(options);
  }

  async isThreadOwner(options: CallOptions = {}): Promise<boolean> {
    const { owner } = await this.#core.known();
    if (owner.kind !== 'unknown') return owner.kind === 'self';
    const answer = await this.#core.lookUpIfReadable(options);
    return answer?.kind === 'self';
  }

  handOver(to: string, options?: WithoutDrop<PassOptions>): Promise<SentMessage>;
  handOver(to: string, options: PassOptions): Promise<SentMessage | undefined>;
  async handOver(to: string, options: PassOptions = {}): Promise<SentMessage | undefined> {
    checkTarget(to);
    checkPassOptions(options);
    const { whenNotOwner, ...rest } = options;
    const hand = this.#core.hasThreadControl ? handOver : handOverToPhone;
    const of = rest.message === undefined ? 'pass' : 'message';
    return this.#core.orDrop(whenNotOwner, of, () => hand(this.#core, to, rest));
  }

  async regain(options: RegainOptions = {}): Promise<'owned' | 'requested'> {
    return this.#core.hasThreadControl ? regain(this.#core, options) : bringBackFromPhone(this.#core, options);
  }

  send(message: string | AnyMessage, options?: WithoutDrop<SendOptions>): Promise<SentMessage>;
  send(message: string | AnyMessage, options: SendOptions): Promise<SentMessage | undefined>;
  async send(
    message: string | AnyMessage,
    { whenNotOwner, ...options }: SendOptions = {},
  ): Promise<SentMessage | undefined> {
    return this.#core.orDrop(whenNotOwner, 'message', () => say(this.#core, message, options));
  }

  async typing(on: boolean, { whenNotOwner, ...options }: TypingOptions = {}): Promise<void> {
    await this.#core.orDrop(whenNotOwner, 'typing', () => sendTyping(this.#core, on, options));
  }

  async noteSent(mid: string): Promise<void> {
    if (typeof mid !== 'string' || mid === '') throw new OptionError('mid', 'noteSent takes the id of a message');
    await this.#context.ownMessages.note(this.#core.key, mid);
  }

  get values(): ThreadValues {
    return valuesOf(this.#context, this.#core.key);
  }
}

/** What plugins keep under a key of the store. */
export function valuesOf({ store, clock }: Pick<ThreadContext, 'store' | 'clock'>, key: string): ThreadValues {
  return {
    get: async (name) => store.getValue(key, name, clock.now()),
    compareAndSet: async (name, value, { expected, ttlMs }) => {
      const now = clock.now();
      return store.setValue(key, name, { expected, value, expiresAt: now + ttlMs, now });
    },
  };
}
