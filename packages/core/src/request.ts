import type { HandoverEvent } from './events.ts';
import type { Query } from './http/handshake.ts';

/** A request, free of any framework. */
export interface HandoverRequest {
  /** Upper case, as `node:http` and the Web have it. */
  readonly method: string;
  /** The parsed query; only asked for a GET. */
  readonly query?: Query;
  /** Names in lower case; of repeated headers the first counts. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The bytes as received, for a POST. */
  readonly body?: Uint8Array;
  /**
   * Another handler gets what this bot does not serve, so that an `object` of another product is not logged. Set by adapters
   * with `forward`. @default false
   */
  readonly isForwarded?: boolean;
}

/** What to answer to Meta. */
export interface HandoverAnswer {
  /** HTTP status. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Plain text. */
  readonly body: string;
  /** The events of the delivery, `standby` settled; empty where it was refused. */
  readonly events: readonly HandoverEvent[];
  /** Set with 404: the delivery was signed by Meta, and is about this `object`, which the bot does not serve. */
  readonly foreignObject?: string;
}
