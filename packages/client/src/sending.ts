/** The part of `fetch` that is used: called with an address and plain options, so that older implementations fit. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** A request as it goes out. Redirects are not followed: they would repeat the call elsewhere, or turn a POST into a GET. */
export interface OutgoingRequest {
  readonly url: string;
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON as text, which every fetch takes and a wrapper can read; everything else as bytes. */
  readonly body: string | ArrayBuffer | undefined;
}

/** What is read of an answer besides its body. */
export type AnswerHead = Pick<Response, 'status' | 'headers'>;

/** An answer as it came: its body is read to the end. */
export interface RawAnswer extends AnswerHead {
  /** The body; undefined where it was longer than any of Graph's. */
  readonly text: string | undefined;
}

/** A request on its way. */
export interface Sending {
  /** All of the answer. Rejects with the error of the runtime. */
  readonly answer: Promise<RawAnswer>;
  /** Ends the request; what becomes of its answer is of no interest any more. */
  cancel(): void;
}

/** Sends one request. Never throws. */
export type Send = (request: OutgoingRequest) => Sending;

/** Longest body of an answer in bytes: Graph's longest lists stay far below, and one without an end would fill the memory. */
export const maxBodyBytes: number = 8 * 1024 * 1024;

// They describe the connection, which belongs to fetch. A caller of client.api has no part in them.
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

/** The `fetch` of the runtime, looked up at each call: a tracer or a test may replace it later. */
export const globalFetch: Fetch = (url, init) => globalThis.fetch(url, init);

/** Sends requests by a `fetch`. */
export function sendBy(fetch: Fetch): Send {
  async function answerTo(request: OutgoingRequest, signal: AbortSignal): Promise<RawAnswer> {
    const { url, method, body } = request;
    // New ones for each attempt: what a wrapper adds must not add up.
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

/** The body as text, undefined where it is too long. */
async function boundedText(response: Response): Promise<string | undefined> {
  // Some implementations have a body of another kind.
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
      // Whether the rest can be cancelled makes no difference to the call.
      reader.cancel().catch(() => undefined);
      return undefined;
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}
