import { inboxAppId } from '../app-ids.ts';
import type { Platform, ThreadReference } from '../events.ts';
import type { OwnerWithExpiry } from '../ownership/owner.ts';
import { DEFAULT_PLATFORM } from '../platform/platforms.ts';
import type { CallOptions, CallResult, OutgoingMessage } from '../ports.ts';
import { checkAppId, checkDuration, checkMetadata, checkPassOptions, checkTarget } from './arguments.ts';
import { handOver, passTo } from './hand-over.ts';
import { regain, take } from './regain.ts';
import { sendMessage, sendTyping } from './speak.ts';
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

/** The helpers of one thread. Making one costs next to nothing: no store is asked and no client is made. */
export function createThread(
  context: ThreadContext,
  reference: Omit<ThreadReference, 'userId'> & { readonly userId?: string },
): Thread {
  // An event that names no person has a thread that refuses each call.
  const { platform = DEFAULT_PLATFORM, pageId, userId = '' } = reference;
  return new ThreadHandle(context, platform, pageId, userId);
}

class ThreadHandle implements Thread {
  readonly #context: ThreadContext;
  #made: ThreadCore | undefined;

  constructor(
    context: ThreadContext,
    readonly platform: Platform,
    readonly pageId: string,
    readonly userId: string,
  ) {
    this.#context = context;
  }

  /** Every event has a thread, and few handlers use it: made when they do. */
  get #core(): ThreadCore {
    this.#made ??= new ThreadCore(this.#context, this.platform, this.pageId, this.userId, this);
    return this.#made;
  }

  async state(): Promise<ThreadState> {
    const { owner, source, sinceMs, expiresAtMs, metadata } = await this.#core.known();
    return {
      owner,
      mayReply: owner.kind !== 'app',
      ...(sinceMs !== undefined ? { since: new Date(sinceMs) } : {}),
      ...(expiresAtMs !== undefined ? { expiresAt: new Date(expiresAtMs) } : {}),
      source,
      ...(metadata !== undefined ? { metadata } : {}),
    };
  }

  async passThreadControl(targetAppId: string, options: MetadataOptions = {}): Promise<CallResult> {
    checkAppId(targetAppId, 'passThreadControl needs the app id to pass to');
    checkMetadata(options.metadata);
    return passTo(this.#core, targetAppId, options);
  }

  async passThreadControlToPageInbox(options: MetadataOptions = {}): Promise<CallResult> {
    checkMetadata(options.metadata);
    return passTo(this.#core, inboxAppId(this.platform), options);
  }

  async takeThreadControl(options: MetadataOptions = {}): Promise<CallResult> {
    checkMetadata(options.metadata);
    return take(this.#core, options);
  }

  async requestThreadControl(options: MetadataOptions = {}): Promise<CallResult> {
    checkMetadata(options.metadata);
    return (await this.#core.client()).requestThreadControl(this.userId, options);
  }

  async releaseThreadControl(options: CallOptions = {}): Promise<CallResult> {
    return this.#core.control((graph) => graph.releaseThreadControl(this.userId, options), {
      owner: { says: 'idle' },
      refusal: { says: 'unknown' },
    });
  }

  async extendThreadControl(options: CallOptions & { readonly durationSeconds: number }): Promise<CallResult> {
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
    return this.#core.orDrop(whenNotOwner, () => handOver(this.#core, to, rest));
  }

  async regain(options: RegainOptions = {}): Promise<'owned' | 'requested'> {
    return regain(this.#core, options);
  }

  send(message: string | OutgoingMessage, options?: WithoutDrop<SendOptions>): Promise<SentMessage>;
  send(message: string | OutgoingMessage, options: SendOptions): Promise<SentMessage | undefined>;
  async send(
    message: string | OutgoingMessage,
    { whenNotOwner, ...options }: SendOptions = {},
  ): Promise<SentMessage | undefined> {
    return this.#core.orDrop(whenNotOwner, () => sendMessage(this.#core, message, options));
  }

  async typing(on: boolean, { whenNotOwner, ...options }: TypingOptions = {}): Promise<void> {
    await this.#core.orDrop(whenNotOwner, () => sendTyping(this.#core, on, options));
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
