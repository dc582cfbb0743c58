import type { OutgoingRequest } from './carrier.ts';
import { type Secrets, textsOf } from './safe-text.ts';

/**
 * A request, with what an error about it says and must not quote. That is worked out when it is asked for: a call that
 * succeeds needs none of it.
 */
export class PreparedRequest {
  readonly outgoing: OutgoingRequest;
  readonly #credentials: readonly string[];

  /** @param credentials What the client adds to its requests; those in the address are found there. */
  constructor(outgoing: OutgoingRequest, credentials: readonly string[]) {
    this.outgoing = outgoing;
    this.#credentials = credentials;
  }

  /** HTTP method and operation, for people. */
  get title(): string {
    return `${this.outgoing.method} ${this.operation}`;
  }

  /** Last segment of the path; `node` where that is an id. */
  get operation(): string {
    const lastSegment = new URL(this.outgoing.url).pathname.split('/').at(-1) ?? '';
    return /^[a-z_]+$/.test(lastSegment) && lastSegment !== 'me' ? lastSegment : 'node';
  }

  /** It is no GET, so that something may have changed where its outcome is unknown. */
  get mayChange(): boolean {
    return this.outgoing.method !== 'GET' && this.outgoing.method !== 'HEAD';
  }

  get secrets(): Secrets {
    const { url, body } = this.outgoing;
    const { searchParams } = new URL(url);
    const inAddress = ['appsecret_proof', 'access_token'].flatMap((name) => searchParams.getAll(name));
    const credentials = [...this.#credentials, ...inAddress].filter((secret) => secret !== '');
    return { credentials, texts: textsIn(body) };
  }
}

function textsIn(body: OutgoingRequest['body']): readonly string[] {
  const text = typeof body === 'string' || body === undefined ? body : new TextDecoder().decode(body);
  if (text === undefined || text === '') return [];
  try {
    return textsOf(JSON.parse(text));
  } catch {
    // A body of another form, which a caller of client.api may send: all of it may be text.
    return [text];
  }
}
