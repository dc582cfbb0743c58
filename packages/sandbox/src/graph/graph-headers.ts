import { newTraceId } from './graph-fault.ts';

const DEFAULT_VERSION = 'v25.0';

/** The headers of every answer but its date and type. Parts of a batch have them too. */
export function graphHeaders(versionPath: string): Record<string, string> {
  return {
    'facebook-api-version': versionPath.slice(1) || DEFAULT_VERSION,
    'x-fb-trace-id': newTraceId(),
    'x-fb-request-id': newTraceId(),
    'x-app-usage': JSON.stringify({ call_count: 1, total_time: 1, total_cputime: 1 }),
    'Cache-Control': 'private, no-cache, no-store, must-revalidate',
  };
}

/** Content type of an answer: a fault can send a gateway's HTML page. */
export function contentType({ text, body }: { text?: string; body: unknown }): string {
  return `${text !== undefined && text === body ? 'text/html' : 'application/json'}; charset=UTF-8`;
}
