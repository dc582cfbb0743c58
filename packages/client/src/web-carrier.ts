import { type Carrier, maxBodyBytes, type RawAnswer } from './carrier.ts';

/** The part of `fetch` that is used: called with an address and plain options, so that older implementations fit. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Carries requests by `fetch`: the one that is given, else the global one. */
export function webCarrier(fetch: Fetch | undefined): Carrier {
  // Looked up at each call: the global may be replaced later, by a tracer for example.
  const send: Fetch = fetch ?? ((url, init) => globalThis.fetch(url, init));

  return ({ url, method, headers, body }, { answered, failed }) => {
    const controller = new AbortController();
    const receive = async (): Promise<RawAnswer> => {
      const { signal } = controller;
      const init = { method, headers: new Headers(headers), redirect: 'manual', signal } as const;
      const response = await send(url, body === undefined ? init : { ...init, body });
      return { status: response.status, headers: response.headers, text: await boundedText(response) };
    };
    receive().then(answered, failed);
    return () => controller.abort();
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
      // Its own outcome is of no interest: the body is given up either way.
      reader.cancel().catch(() => undefined);
      return undefined;
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}
