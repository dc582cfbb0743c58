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

/** Content type of an answer: a fault can send a gateway's HTML page, and an endpoint a file. */
export function contentType({
  text,
  body,
  file,
}: {
  text?: string;
  body: unknown;
  file?: { mimeType: string };
}): string {
  // The file of an imported session may have any text for a type.
  if (file) return /^[\w.+-]+\/[\w.+-]+$/.test(file.mimeType) ? file.mimeType : 'application/octet-stream';
  return `${text !== undefined && text === body ? 'text/html' : 'application/json'}; charset=UTF-8`;
}
