/** The part of `fetch` that the client uses: an address and plain options, so that older implementations work. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * A request as it is sent. Redirects are not followed: they would repeat the call elsewhere, or turn a POST into a GET.
 */
export interface OutgoingRequest {
  readonly url: string;
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON as text, which every fetch accepts and a wrapper can read; anything else as bytes. */
  readonly body: string | ArrayBuffer | undefined;
}

/** The parts of an answer besides its body. */
export type AnswerHead = Pick<Response, 'status' | 'headers'>;

/** An answer whose body has been read completely. */
export interface RawAnswer extends AnswerHead {
  /** The body; undefined if it was too long to come from Graph. */
  readonly text: string | undefined;
}

/** A request in progress. */
export interface Sending {
  /** The complete answer. Rejects with the error of the runtime. */
  readonly answer: Promise<RawAnswer>;
  /** Cancels the request. Its answer is then ignored. */
  cancel(): void;
}

/** Sends one request. Never throws. */
export type Send = (request: OutgoingRequest) => Sending;

/**
 * Longest body of an answer in bytes. Graph's longest lists are far shorter, and an endless body would fill the memory.
 */
export const maxBodyBytes: number = 8 * 1024 * 1024;

// Headers of the connection. Only fetch may set them, not a caller of client.api.
const connectionHeaders = [
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'transfer-encoding',
  'upgrade',
];

/** The `fetch` of the runtime, looked up at each call, because a tracer or a test may replace it later. */
export const globalFetch: Fetch = (url, init) => globalThis.fetch(url, init);

/** Makes a sender from a `fetch`. */
export function sendBy(fetch: Fetch): Send {
  async function answerTo(request: OutgoingRequest, signal: AbortSignal): Promise<RawAnswer> {
    const { url, method, body } = request;
    // New headers for each attempt, so that a wrapper's headers do not accumulate.
    const headers = new Headers(request.headers);
    for (const name of connectionHeaders) headers.delete(name);
    const init = { method, headers, redirect: 'manual', signal } as const;
    const response = await fetch(url, body === undefined ? init : { ...init, body });
    return { status: response.status, headers: response.headers, text: await boundedText(response) };
  }

  return (request) => {
    const controller = new AbortController();
    return { answer: answerTo(request, controller.signal), cancel: () => controller.abort() };
  };
}

/** The body as text; undefined if it is too long. */
async function boundedText(response: Response): Promise<string | undefined> {
  // Some implementations have a body that is not a Web stream.
  if (typeof response.body?.getReader !== 'function') {
    const text = await response.text();
    return text.length > maxBodyBytes ? undefined : text;
  }
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.byteLength;
    if (length > maxBodyBytes) {
      // A failure to cancel the rest does not matter to the call.
      reader.cancel().catch(() => undefined);
      return undefined;
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}
