import { textsOf } from './body-texts.ts';
import type { Redact } from './quotable.ts';
import { redaction } from './redaction.ts';
import type { OutgoingRequest } from './sending.ts';

/**
 * A request, with what an error about it says and must not quote. This is computed on demand: a call that succeeds
 * needs none of it.
 */
export class PreparedRequest {
  readonly outgoing: OutgoingRequest;
  readonly #credentials: readonly string[];
  #redact: Redact | undefined;

  /** @param credentials The credentials that the client adds to its requests. Those in the address are found there. */
  constructor(outgoing: OutgoingRequest, credentials: readonly string[]) {
    this.outgoing = outgoing;
    this.#credentials = credentials;
  }

  /** HTTP method and operation, for error messages. */
  get title(): string {
    return `${this.outgoing.method} ${this.operation}`;
  }

  /** Last segment of the path; `node` if that is an id. */
  get operation(): string {
    const lastSegment = new URL(this.outgoing.url).pathname.split('/').at(-1) ?? '';
    return /^[a-z_]+$/.test(lastSegment) && lastSegment !== 'me' ? lastSegment : 'node';
  }

  /** True unless it is a GET or HEAD: if its outcome is unknown, something may have changed. */
  get mayChange(): boolean {
    return this.outgoing.method !== 'GET' && this.outgoing.method !== 'HEAD';
  }

  /** Hides what an error about this request must not quote: credentials and texts of its body. */
  get redact(): Redact {
    this.#redact ??= redaction(textsOf(this.outgoing.body), this.#credentialsSent());
    return this.#redact;
  }

  #credentialsSent(): readonly string[] {
    const { searchParams } = new URL(this.outgoing.url);
    const inAddress = ['appsecret_proof', 'access_token'].flatMap((name) => searchParams.getAll(name));
    return [...this.#credentials, ...inAddress];
  }
}
