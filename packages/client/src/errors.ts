import type { GraphErrorKind } from './classify.ts';

/** Base of what the client's calls reject with when the trouble is not in their arguments. */
export abstract class ClientError extends Error {
  /** What went wrong, for a `switch`. */
  abstract readonly kind: string;
  /** The call, by the last segment of its path, such as `take_thread_control`; `node` where that is an id. */
  abstract readonly operation: string;
}

/**
 * Graph answered and refused, or answered something that is no answer of Graph. Switch on `kind`; messages may be reworded.
 * It holds no token, secret or proof, and of a text of the call no more than three words in a row: Graph's sentence has `…`
 * where it quotes one.
 */
export class GraphError extends ClientError {
  override readonly name: string = 'GraphError';
  /** What the refusal means; see {@link GraphErrorKind}. */
  override readonly kind!: GraphErrorKind;
  /** HTTP status. Meta's own codes say more: 400 covers nearly everything. */
  readonly status!: number;
  /** Meta's main code; undefined where the answer was not Graph's. */
  readonly code?: number | undefined;
  /** Meta's narrower code; often absent. */
  readonly subcode?: number | undefined;
  /** Family of the error, such as `OAuthException`. */
  readonly type?: string | undefined;
  /** Meta says that the same call may succeed later. */
  readonly isTransient!: boolean;
  /** What Meta's support asks for (`fbtrace_id`). */
  readonly traceId?: string | undefined;
  /** Meta's sentence for people, in their language. */
  readonly userMessage?: string | undefined;
  /** One sentence that says what to do. */
  readonly hint!: string;
  /** The call, by the last segment of its path, such as `take_thread_control`; `node` where that is an id. */
  override readonly operation!: string;
  /** Time of the answer by the server's `Date` header (else the local clock), in ms since 1970. */
  readonly at!: number;
  /** For kind `rate`: how long until access returns by Meta's estimate, in ms; undefined where Meta gives none. */
  readonly retryAfterMs?: number | undefined;
  /** Highest use of a limit that the answer's usage headers tell, in percent; calls are throttled at 100. */
  readonly usagePercent?: number | undefined;
  /** App that owns the thread, where the refusal names it: the lead-ads automation for subcode 2018321. */
  readonly ownerAppId?: string | undefined;

  constructor(message: string, details: GraphErrorDetails) {
    super(message);
    Object.assign(this, details);
  }

  /** The fields and the message as plain data, for logs. */
  toJSON(): Record<string, unknown> {
    return { ...(this as object), message: this.message };
  }
}

/** What is known about a refusal: the fields of {@link GraphError}. */
export type GraphErrorDetails = Omit<GraphError, keyof Error | 'toJSON'>;

/**
 * No answer came from Graph. `network`: the connection failed. `timeout`: no answer in time, so that the call may have been
 * carried out. `aborted`: the caller's signal ended it, and `cause` is its reason. Otherwise `cause` is a copy
 * of the original error: its name, its code, and its message with `…` for what it shares with a credential or a text of the call.
 */
export class ConnectionError extends ClientError {
  override readonly name: string = 'ConnectionError';
  /** How the call ended without an answer. */
  override readonly kind: 'network' | 'timeout' | 'aborted';
  /** The call, by the last segment of its path, such as `take_thread_control`; `node` where that is an id. */
  override readonly operation: string;
  /**
   * False where nothing can have been carried out: the connection was refused, the host not found, or the call ended by its
   * signal before it was sent, or in a pause after a refusal that carried nothing out.
   */
  readonly sent: boolean;

  constructor(
    message: string,
    {
      kind,
      operation,
      sent,
      cause,
    }: { kind: 'network' | 'timeout' | 'aborted'; operation: string; sent: boolean; cause?: unknown },
  ) {
    super(message, { cause });
    this.kind = kind;
    this.operation = operation;
    this.sent = sent;
  }

  /** The fields and the message as plain data, for logs; without the cause. */
  toJSON(): Record<string, unknown> {
    return { ...(this as object), message: this.message };
  }
}
