import type { AcceptedAnswer } from './answer.ts';

/** A request of the client's own: what a `Request` of the Web would be built from and taken apart into again. */
export class OwnRequest {
  readonly url: string;
  readonly method: string;
  /** JSON. */
  readonly body: string | undefined;

  constructor(url: string, method: string, body: string | undefined) {
    this.url = url;
    this.method = method;
    this.body = body;
  }
}

/** Sends a request of the client's own. */
export type SendOwn = (request: OwnRequest) => Promise<AcceptedAnswer>;
