/** Stable reason of a {@link HandoverError}; switch on it, messages may be reworded. */
export type ErrorCode =
  | 'bad_option'
  | 'bad_signature'
  | 'bad_payload'
  | 'not_owner'
  | 'hand_over_failed'
  | 'no_take_right'
  | 'wrong_client'
  | 'unknown_page'
  | 'client_timeout'
  | 'handler_timeout'
  | 'lease_lost'
  | 'closed'
  | 'restarted'
  | 'store_failed';

/**
 * Base class of every error that core throws, so one `instanceof` recognizes them all. The client has its own; across
 * packages check `name` and `kind` or `code`. No token, secret, digest or customer's text stands in a message.
 */
export class HandoverError extends Error {
  override readonly name: string = 'HandoverError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * An option or an argument is missing, unknown or wrong; `option` names it. The client and the sandbox, which do
 * without core, have an error of their own with the same `name`, `code` and `kind`.
 */
export class OptionError extends HandoverError {
  override readonly name = 'OptionError';
  /** The same call fails the same way each time, so a handler that it ends counts as handled. */
  readonly kind = 'invalid';

  constructor(
    /** The option or the argument that is wrong. */
    readonly option: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super('bad_option', message, options);
  }
}

/** Not from Meta, or not meant for this app. Answered with 401. */
export class SignatureError extends HandoverError {
  override readonly name = 'SignatureError';

  constructor(
    message: string,
    /** `missing`: there is no header of the right form. `mismatch`: it signs other bytes, or with another secret. */
    readonly reason: 'missing' | 'mismatch',
  ) {
    super('bad_signature', message);
  }
}

/** The body is not JSON or not a webhook envelope. Answered with `status`: 400, or 404 for an `object` we do not serve. */
export class PayloadError extends HandoverError {
  override readonly name = 'PayloadError';

  constructor(
    readonly status: 400 | 404,
    message: string,
    /** With 404: the `object` that the delivery is about. */
    readonly object?: string,
  ) {
    super('bad_payload', message);
  }
}

/**
 * This app may not speak in the thread now, so nothing was sent to the person. Thrown by `thread.send` and `thread.typing` (with
 * `whenNotOwner: 'drop'` they resolve to `undefined` instead), and the `reason` of a handler's `signal` when the thread is
 * lost while it runs. `cause` holds Meta's refusal where there was one.
 */
export class NotThreadOwnerError extends HandoverError {
  override readonly name = 'NotThreadOwnerError';
  /** `owner`: another app owns the thread. `hold`: a plugin keeps this app quiet while a person answers. */
  readonly reason: 'owner' | 'hold';
  /** When the hold ends, where that is known. */
  readonly until?: Date;

  constructor(
    /** App that owns the thread, where it is known. */
    readonly ownerAppId: string | undefined,
    {
      reason = 'owner',
      until,
      ...options
    }: ErrorOptions & { readonly reason?: 'owner' | 'hold'; readonly until?: Date | undefined } = {},
  ) {
    super('not_owner', reason === 'hold' ? heldWords(until) : ownedWords(ownerAppId), options);
    this.reason = reason;
    if (until !== undefined) this.until = until;
  }
}

function ownedWords(ownerAppId: string | undefined): string {
  const owner = ownerAppId === undefined ? 'Another app' : `App ${ownerAppId}`;
  return `${owner} owns this thread, so this app may not answer: wait for the thread to come back, or call thread.regain()`;
}

function heldWords(until: Date | undefined): string {
  const end = until === undefined ? '' : ` until ${until.toISOString()}`;
  return `A person answers in this thread, so this app keeps quiet${end}: wait for the hold to end, or send for a person with { by: 'person' }`;
}

/** Another process took the lease of the event over, for instance because this one was stopped for longer than `leaseMs`. */
export class LeaseLostError extends HandoverError {
  override readonly name = 'LeaseLostError';

  constructor() {
    super('lease_lost', 'Another process runs this event now, so nothing more is sent here');
  }
}

/** `thread.handOver` sent its message, but the pass failed: the thread is still where it was. `cause` is the refusal. */
export class PassFailedError extends HandoverError {
  override readonly name = 'PassFailedError';

  constructor(
    /** Id of the message that the person has already received: do not send it again. */
    readonly messageId: string | undefined,
    options: ErrorOptions,
  ) {
    super(
      'hand_over_failed',
      'The message went out but the thread could not be passed: call thread.passThreadControl again, without the message',
      options,
    );
  }
}

/** A handler did not end within `handlerTimeoutMs` and was left behind; what it still does is not waited for. */
export class HandlerTimeoutError extends HandoverError {
  override readonly name = 'HandlerTimeoutError';

  constructor(readonly timeoutMs: number) {
    super(
      'handler_timeout',
      `A handler did not end within ${timeoutMs} ms and was left behind: give what it waits for a time-out, or raise handlerTimeoutMs`,
    );
  }
}

/** The store did not answer, or failed. Deliveries get 503 meanwhile and Meta repeats them. */
export class StoreError extends HandoverError {
  override readonly name = 'StoreError';

  constructor(message: string, options?: ErrorOptions) {
    super('store_failed', message, options);
  }
}

/** What Graph errors say of themselves, whatever package they come from. */
interface GraphErrorFields {
  readonly at?: unknown;
  readonly kind?: unknown;
  readonly code?: unknown;
  readonly subcode?: unknown;
}

/**
 * The `kind` that an error of the client carries (`'not_owner'`, `'window_closed'`, …), or `undefined`.
 * It reads fields and does not use `instanceof`, since an app may hold two copies of a package.
 */
export function kindOf(error: unknown): string | undefined {
  const kind = typeof error === 'object' && error !== null ? (error as GraphErrorFields).kind : undefined;
  return typeof kind === 'string' ? kind : undefined;
}

/** Meta's `error_subcode` of a client's error, or `undefined`. */
export function subcodeOf(error: unknown): number | undefined {
  const subcode = typeof error === 'object' && error !== null ? (error as GraphErrorFields).subcode : undefined;
  return typeof subcode === 'number' ? subcode : undefined;
}

/** Meta's time of a refusal in ms, where the client's error carries it. */
export function atOf(error: unknown): number | undefined {
  const at = typeof error === 'object' && error !== null ? (error as GraphErrorFields).at : undefined;
  return typeof at === 'number' ? at : undefined;
}

/**
 * True for an {@link OptionError} of any package. Also true for a `TypeError` or `RangeError` of kind `'invalid'`, which a
 * client of your own may throw.
 */
export function isOptionError(error: unknown): boolean {
  if (!(error instanceof Error) || kindOf(error) !== 'invalid') return false;
  return error.name === 'OptionError' || error instanceof TypeError || error instanceof RangeError;
}

/**
 * Kinds of refusal that a repeat does not change. Not among them: `token`, which a new token mends; `already_owner` and
 * `routing_off`, after which another call does the same; `rate` and `transient`, which pass.
 */
export const DEFINITE_KINDS: ReadonlySet<string> = new Set([
  'not_owner',
  'bad_target',
  'no_role',
  'window_closed',
  'unreachable',
  'permission',
  'invalid',
]);
/** Limits for one person, of kind `rate`: Meta warns of repeats. Source: Messenger Platform docs, Common Error Codes. */
const NOT_TO_REPEAT: ReadonlySet<number> = new Set([2018338, 1893016, 2018354]);
const DEFINITE_CODES: ReadonlySet<ErrorCode> = new Set(['wrong_client', 'unknown_page']);

/**
 * True where running a handler again can't help: the thread is another app's, Meta refused for good, an argument is wrong,
 * or there is no client for the page. Such a failure is reported and counts as handled.
 */
export function isDefinite(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'NotThreadOwnerError') return true;
  const wraps = error.name === 'PassFailedError' || (error instanceof HandoverError && error.code === 'no_take_right');
  if (wraps) return isDefinite(error.cause);
  if (NOT_TO_REPEAT.has(subcodeOf(error) ?? 0)) return true;
  return DEFINITE_KINDS.has(kindOf(error) ?? '') || (error instanceof HandoverError && DEFINITE_CODES.has(error.code));
}

/** What was thrown, as an `Error`: handlers and drivers may throw anything. */
export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(`A ${typeof error} was thrown, not an Error`);
}
