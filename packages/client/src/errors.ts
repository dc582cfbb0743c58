import type { GraphErrorKind } from './classify.ts';

/** Base of what the client's calls reject with when the trouble is not in their arguments. */
export abstract class ClientError extends Error {
  /** What went wrong, for a `switch`. */
  abstract readonly kind: string;
  /** The call, by the last segment of its path, such as `take_thread_control`. */
  abstract readonly operation: string;
}

/** What is known about a refusal; the fields of {@link GraphError}. */
export interface GraphErrorDetails {
  readonly kind: GraphErrorKind;
  readonly status: number;
  readonly code: number | undefined;
  readonly subcode: number | undefined;
  readonly type: string | undefined;
  readonly isTransient: boolean;
  readonly traceId: string | undefined;
  readonly userMessage: string | undefined;
  readonly hint: string;
  readonly operation: string;
  readonly at: number;
  readonly retryAfterMs: number | undefined;
  readonly usagePercent: number | undefined;
  readonly ownerAppId: string | undefined;
}

/**
 * Graph answered and refused, or answered something that is no answer of Graph. Switch on `kind`; messages may be reworded.
 * It holds no token, secret, proof or text of a message: Graph's own words are left out where they quote one.
 */
export class GraphError extends ClientError {
  override readonly name: string = 'GraphError';
  /** What the refusal means; see {@link GraphErrorKind}. */
  override readonly kind: GraphErrorKind;
  /** HTTP status. Meta's own codes say more: 400 covers nearly everything. */
  readonly status: number;
  /** Meta's main code; undefined where the answer was not Graph's. */
  readonly code: number | undefined;
  /** Meta's narrower code; often absent. */
  readonly subcode: number | undefined;
  /** Family of the error, such as `OAuthException`. */
  readonly type: string | undefined;
  /** Meta says that the same call may succeed later. */
  readonly isTransient: boolean;
  /** What Meta's support asks for (`fbtrace_id`). */
  readonly traceId: string | undefined;
  /** Meta's sentence for people, in their language. */
  readonly userMessage: string | undefined;
  /** One sentence that says what to do. */
  readonly hint: string;
  /** The call, by the last segment of its path, such as `take_thread_control`. */
  override readonly operation: string;
  /** Time of the answer by the server's `Date` header (else the local clock), in ms since 1970. */
  readonly at: number;
  /** For kind `rate`: how long until access returns by Meta's estimate, in ms; undefined where Meta gives none. */
  readonly retryAfterMs: number | undefined;
  /** Highest use of a limit that the answer's usage headers tell, in percent; calls are throttled at 100. */
  readonly usagePercent: number | undefined;
  /** App that owns the thread, where the refusal names it: the lead-ads automation for subcode 2018321. */
  readonly ownerAppId: string | undefined;

  constructor(message: string, details: GraphErrorDetails) {
    super(message);
    this.kind = details.kind;
    this.status = details.status;
    this.code = details.code;
    this.subcode = details.subcode;
    this.type = details.type;
    this.isTransient = details.isTransient;
    this.traceId = details.traceId;
    this.userMessage = details.userMessage;
    this.hint = details.hint;
    this.operation = details.operation;
    this.at = details.at;
    this.retryAfterMs = details.retryAfterMs;
    this.usagePercent = details.usagePercent;
    this.ownerAppId = details.ownerAppId;
  }

  /** The fields and the message as plain data, for logs. */
  toJSON(): Record<string, unknown> {
    return { ...(this as object), message: this.message };
  }
}

/**
 * No answer came from Graph. `network`: the connection failed. `timeout`: no answer in time, so that the call may have been
 * carried out. `aborted`: the caller's signal ended it. The original error is in `cause`, unless it quoted a secret.
 */
export class ConnectionError extends ClientError {
  override readonly name: string = 'ConnectionError';
  /** How the call ended without an answer. */
  override readonly kind: 'network' | 'timeout' | 'aborted';
  /** The call, by the last segment of its path, such as `take_thread_control`. */
  override readonly operation: string;
  /** False when the connection was refused, or the host not found: nothing can have been carried out. */
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
