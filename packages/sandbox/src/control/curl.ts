import type { AppIdentity } from '../options/resolve-app.ts';
import type { CallEntry, DeliveryEntry } from '../timeline/timeline-entry.ts';
import { deliveryHeaders } from '../webhooks/attempt.ts';
import { serialize } from '../webhooks/serialize.ts';
import { webhookOf } from '../webhooks/webhook-of.ts';

/** A delivery as it went over the wire. */
export interface WireDelivery {
  /** Address of the webhook; null: the app has none now. */
  url: string | null;
  /** All headers, the signatures over `body` among them. */
  headers: Record<string, string>;
  /** The signed bytes: only ASCII. */
  body: string;
}

/** The bytes and headers of a delivery, rebuilt from the entry: the same body gives the same bytes. */
export function wireDelivery(entry: DeliveryEntry, app: AppIdentity): WireDelivery {
  const body = serialize(entry.body);
  const url = webhookOf(app, String(entry.body['object']))?.url ?? null;
  return { url, headers: deliveryHeaders(body, app.secret), body };
}

/** A delivery as a command line for a POSIX shell. */
export function curlOfDelivery({ url, headers, body }: WireDelivery): string {
  const shown = Object.entries(headers).filter(([name]) => /^(content-type|user-agent|x-hub-)/i.test(name));
  return command([
    `-X POST ${quoted(url ?? 'http://127.0.0.1:3000/webhook')}`,
    ...shown.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    `--data-raw ${quoted(body)}`,
  ]);
}

/**
 * A Graph call as a command line for a POSIX shell. The token is not in the timeline: the line takes it from
 * `$PAGE_TOKEN`, which the sandbox prints at its start.
 */
export function curlOfCall({ method, version, path, params }: CallEntry, baseUrl: string): string {
  const url = new URL(`${baseUrl}${version === '' ? '' : `/${version}`}${path}`);
  const hasBody = method === 'POST';
  if (!hasBody) for (const [name, value] of Object.entries(params)) url.searchParams.set(name, asText(value));
  return command([
    `${method === 'GET' ? '' : `-X ${method} `}${quoted(url.href)}`,
    // In double quotes, so that the shell fills the variable in.
    '-H "Authorization: Bearer $PAGE_TOKEN"',
    ...(hasBody
      ? [`-H ${quoted('Content-Type: application/json')}`, `--data-raw ${quoted(JSON.stringify(params))}`]
      : []),
  ]);
}

function command(parts: readonly string[]): string {
  return `curl ${parts.join(' \\\n  ')}`;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** One word for a POSIX shell, in single quotes: inside them only the quote itself is special. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
