import type { GraphErrorKind } from './classify.ts';

/** Base class of the errors with which calls reject when their arguments are right. */
export abstract class ClientError extends Error {
  /** What went wrong, for a `switch`. */
  abstract readonly kind: string;
  /** The call, by the last segment of its path, such as `take_thread_control`; `node` if that is an id. */
  abstract readonly operation: string;
}

/**
 * Graph refused the call, or the answer did not come from Graph. Switch on `kind`; messages may be reworded. Holds no
 * token, secret or proof. Of a text of the call it quotes at most three words in a row: `…` replaces longer quotations
 * in Graph's sentence.
 */
export class GraphError extends ClientError {
  override readonly name: string = 'GraphError';
  /** The meaning of the refusal; see {@link GraphErrorKind}. */
  override readonly kind!: GraphErrorKind;
  /** HTTP status. Meta's own codes say more: 400 covers nearly everything. */
  readonly status!: number;
  /** Meta's main code; undefined if the answer did not come from Graph. */
  readonly code?: number | undefined;
  /** Meta's narrower code; often absent. */
  readonly subcode?: number | undefined;
  /** Family of the error, such as `OAuthException`. */
  readonly type?: string | undefined;
  /** True if Meta says that the same call may succeed later. */
  readonly isTransient!: boolean;
  /** The trace id that Meta's support asks for (`fbtrace_id`). */
  readonly traceId?: string | undefined;
  /** Meta's sentence for users, in their language. */
  readonly userMessage?: string | undefined;
  /** WhatsApp: what exactly is wrong, in Meta's words (`error_data.details`). */
  readonly details?: string | undefined;
  /** One sentence that says what to do. */
  readonly hint!: string;
  /** The call, by the last segment of its path, such as `take_thread_control`; `node` if that is an id. */
  override readonly operation!: string;
  /** Time of the answer in ms since 1970, by the server's `Date` header, or by the local clock without one. */
  readonly at!: number;
  /** For kind `rate`: Meta's estimate until access returns, in ms; undefined if Meta gives none. */
  readonly retryAfterMs?: number | undefined;
  /** Highest use of a limit in the answer's usage headers, in percent. Meta throttles calls at 100. */
  readonly usagePercent?: number | undefined;
  /** App that owns the thread, if the refusal names it: the lead-ads automation for subcode 2018321. */
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

/** The fields of {@link GraphError}. */
export type GraphErrorDetails = Omit<GraphError, keyof Error | 'toJSON'>;

/**
 * No answer came from Graph. `network`: the connection failed. `timeout`: no answer came in time; Graph may have
 * carried out the call. `aborted`: the caller's signal ended the call, and `cause` is its reason. Otherwise `cause` is
 * a copy of the original error: its name, its code, and its message with `…` for any part of a credential or text of
 * the call.
 */
export class ConnectionError extends ClientError {
  override readonly name: string = 'ConnectionError';
  /** How the call ended without an answer. */
  override readonly kind: 'network' | 'timeout' | 'aborted';
  /** The call, by the last segment of its path, such as `take_thread_control`; `node` if that is an id. */
  override readonly operation: string;
  /**
   * False if Graph cannot have carried out the call: the connection was refused, the host was not found, or the signal
   * ended the call before it was sent or in a pause after a refusal that carried nothing out.
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
