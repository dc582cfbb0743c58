import { randomBytes } from 'node:crypto';
import type { Refusal } from '../model/refusal.ts';
import { MESSAGING_PRODUCT } from '../platform/whatsapp.ts';

/** A Graph error to answer with. */
export class GraphFault extends Error {
  override readonly name = 'GraphFault';
  readonly code: number;
  readonly subcode: number | undefined;
  readonly type: string;
  readonly status: number;
  readonly isTransient: boolean | undefined;
  readonly userTitle: string | undefined;
  readonly userMessage: string | undefined;
  /** What is wrong, on WhatsApp. */
  readonly details: string | undefined;

  constructor(
    refusal: Refusal & {
      status?: number;
      isTransient?: boolean;
      userTitle?: string;
      userMessage?: string;
      details?: string;
    },
  ) {
    super(refusal.message);
    this.code = refusal.code;
    this.subcode = refusal.subcode;
    this.type = refusal.type ?? 'OAuthException';
    this.status = refusal.status ?? 400;
    this.isTransient = refusal.isTransient;
    this.userTitle = refusal.userTitle;
    this.userMessage = refusal.userMessage;
    this.details = refusal.details;
  }
}

/** The envelope of a Graph error (Graph API docs, Handle Errors). */
export function errorBody(fault: GraphFault, traceId: string): { error: Record<string, unknown> } {
  return {
    error: {
      message: fault.message,
      type: fault.type,
      code: fault.code,
      ...(fault.subcode === undefined ? {} : { error_subcode: fault.subcode }),
      ...(fault.isTransient === undefined ? {} : { is_transient: fault.isTransient }),
      ...(fault.userTitle === undefined ? {} : { error_user_title: fault.userTitle }),
      ...(fault.userMessage === undefined ? {} : { error_user_msg: fault.userMessage }),
      ...(fault.details === undefined
        ? {}
        : { error_data: { messaging_product: MESSAGING_PRODUCT, details: fault.details } }),
      fbtrace_id: traceId,
    },
  };
}

/** A trace id like those that Meta's support asks for. */
export function newTraceId(): string {
  return `A${randomBytes(16).toString('base64url')}`;
}

/** Code 100: a parameter is wrong. The message names it as Meta's messages do. */
export function invalid(message: string, subcode?: number): GraphFault {
  return new GraphFault({ code: 100, message: `(#100) ${message}`, ...(subcode === undefined ? {} : { subcode }) });
}

/** 100/33: the object does not exist, or the token may not see it. */
export function noSuchObject(method: string, id: string): GraphFault {
  return new GraphFault({
    code: 100,
    subcode: 33,
    type: 'GraphMethodException',
    message:
      `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to ` +
      'missing permissions, or does not support this operation. Please read the Graph API documentation at ' +
      'https://developers.facebook.com/docs/graph-api',
  });
}

/** 100/33 for a call that names no object. */
export function unsupported(method: string): GraphFault {
  return new GraphFault({
    code: 100,
    subcode: 33,
    type: 'GraphMethodException',
    message:
      `Unsupported ${method.toLowerCase()} request. Please read the Graph API documentation at ` +
      'https://developers.facebook.com/docs/graph-api',
  });
}

/** 803: names that belong to no object (mobolic/facebook-sdk#315). */
export function aliasFault(names: readonly string[]): GraphFault {
  return new GraphFault({
    code: 803,
    message: `(#803) Some of the aliases you requested do not exist: ${names.join(',')}`,
  });
}

/** 100: the node's type has no such field or edge. */
export function noSuchField(name: string, type: string): GraphFault {
  return invalid(`Tried accessing nonexisting field (${name}) on node type (${type})`);
}

/** 2500: what stands in the path behind the part that Graph could read (laravel-notification-channels/facebook#53). */
export function unknownPath(rest: readonly string[]): GraphFault {
  return new GraphFault({ code: 2500, message: `Unknown path components: /${rest.join('/')}` });
}

/** Code 2: a temporary error on Meta's side. */
export function transientFault(status = 500): GraphFault {
  return new GraphFault({
    code: 2,
    status,
    isTransient: true,
    message: 'An unexpected error has occurred. Please retry your request later.',
  });
}
