/** Makes a request to the control API; resolves to status and JSON. */
export async function ask(
  base: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<[number, Record<string, unknown>]> {
  const response = await fetch(`${base}/_sandbox${path}`, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return [response.status, (await response.json()) as Record<string, unknown>];
}

/** One server-sent event. */
export interface StreamEvent {
  event: string;
  data: Record<string, unknown>;
}

/** Reads `count` server-sent events; `onOpen` runs when the stream is open. */
export async function readStream(
  url: string,
  count: number,
  onOpen: () => Promise<unknown> = async () => undefined,
): Promise<StreamEvent[]> {
  const abort = new AbortController();
  const response = await fetch(url, { signal: abort.signal });
  await onOpen();
  const events: StreamEvent[] = [];
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += new TextDecoder().decode(chunk);
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const [, event = '', data] = /event: (.*)\ndata: (.*)/.exec(block) ?? [];
      if (data !== undefined) events.push({ event, data: JSON.parse(data) });
    }
    if (events.length >= count) break;
  }
  abort.abort();
  return events.slice(0, count);
}
