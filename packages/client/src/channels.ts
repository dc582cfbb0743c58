import { ClientError } from './errors.ts';
import type { Platform } from './platform/platforms.ts';

/** One request to Graph, with its retries, is over. */
export interface CallEnded {
  /** When it began, in ms since 1970. */
  readonly startedAt: number;
  /** Until its last answer, in ms, with the pauses between attempts. */
  readonly durationMs: number;
  readonly method: string;
  /** The path without ids, such as `/{id}/messages`. */
  readonly path: string;
  /** The option `pageId`: the page, or on WhatsApp the number. */
  readonly pageId: string;
  readonly platform: Platform;
  /** The option `appId`. */
  readonly appId?: string;
  /** How often it was sent. */
  readonly attempts: number;
  /** HTTP status of the last answer; absent if none came. */
  readonly status?: number;
  /** `ok`, or the `kind` of the error: a `GraphErrorKind`, `network`, `timeout` or `aborted`. */
  readonly outcome: string;
}

/**
 * The channel of `node:diagnostics_channel` on which the client publishes, and its messages. They hold ids, kinds, times and
 * outcomes, never a text, a name or a token. A message is built only while a subscriber listens. Runtimes without
 * `process.getBuiltinModule` (Node before 20.16 and 22.3, browsers) have no channel.
 *
 * @example
 * import { subscribe } from 'node:diagnostics_channel';
 * import type { ClientChannels } from '@handover/client';
 *
 * subscribe('handover:call', (message) => {
 *   const { method, path, outcome, durationMs } = message as ClientChannels['handover:call'];
 *   console.log(method, path, outcome, durationMs);
 * });
 */
export interface ClientChannels {
  'handover:call': CallEnded;
}

/** The part of a channel that the client uses. */
export interface CallChannel {
  /** Whether a message is to be built. */
  readonly hasSubscribers: boolean;
  publish(message: CallEnded): void;
}

/** The channel `handover:call`, where the runtime has channels. A bundler for another runtime finds no import of a Node module here. */
export function callChannel(): CallChannel | undefined {
  const { process } = globalThis as { process?: Partial<NodeJS.Process> };
  return process?.getBuiltinModule?.('node:diagnostics_channel')?.channel('handover:call');
}

/** What all calls of a client have in common. */
export type CallFacts = Pick<CallEnded, 'pageId' | 'platform' | 'appId'> & {
  /** Includes the version; has no slash at its end. */
  readonly baseUrl: string;
};

/** Begins the message about a request; the returned function completes it with an answer or an error. */
export function callEnded(
  { url, method }: Pick<Request, 'url' | 'method'>,
  { baseUrl, ...facts }: CallFacts,
): (attempts: number, end: unknown) => CallEnded {
  const startedAt = Date.now();
  const begunAt = performance.now();
  return (attempts, end) => {
    const { status } = end as { readonly status?: number };
    return {
      startedAt,
      durationMs: performance.now() - begunAt,
      method,
      path: pathTemplate(url, baseUrl),
      ...facts,
      attempts,
      ...(status === undefined ? {} : { status }),
      outcome: !(end instanceof Error) ? 'ok' : end instanceof ClientError ? end.kind : 'invalid',
    };
  };
}

/** The path without ids. Every path of Graph begins with an id, for which a page's name will do; then comes one edge at most. */
function pathTemplate(url: string, baseUrl: string): string {
  const [, edge] = new URL(url).pathname.slice(new URL(baseUrl).pathname.length + 1).split('/');
  if (edge === undefined) return '/{id}';
  return /^[a-z_]+$/.test(edge) ? `/{id}/${edge}` : '/{id}/{id}';
}
