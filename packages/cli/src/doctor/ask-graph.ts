import type { Subject } from './subject.ts';

/** How one call to Graph ended. */
export type GraphAnswer =
  | { readonly state: 'answered'; readonly body: Readonly<Record<string, unknown>> }
  /** Graph answered with an error. */
  | { readonly state: 'refused'; readonly code: number; readonly subcode: number | undefined; readonly message: string }
  /** No answer, or one that is not Graph's. */
  | { readonly state: 'unreachable'; readonly reason: string }
  /** The call was not made. */
  | { readonly state: 'skipped' };

/** Asks Graph, and keeps how far its clock is from ours. */
export interface Graph {
  /**
   * GET with this token. Never rejects. Makes a second attempt if Graph says that the failure is temporary.
   *
   * @param path Without a version: Graph takes the oldest that the app may use, and no field here is newer.
   */
  get(path: string, token: string, query?: Readonly<Record<string, string>>): Promise<GraphAnswer>;
  /** How far Graph's clock is ahead of ours, in ms, by its `Date` headers; undefined while none came. */
  readonly skewMs: number | undefined;
}

const MOST_CHARACTERS = 1_000_000;

/** Makes the caller. Answers are shown without the subject's secrets. */
export function graphOf(subject: Subject): Graph {
  const { graphUrl, graphMs, token, secret, now } = subject;
  const hidden = [token, secret].filter((value): value is string => value !== undefined);
  let skewMs: number | undefined;

  async function once(url: URL, bearer: string): Promise<GraphAnswer & { readonly isTemporary?: boolean }> {
    const begun = now();
    let response: Response;
    let text: string;
    try {
      response = await fetch(url, {
        headers: { authorization: `Bearer ${bearer}`, accept: 'application/json' },
        redirect: 'manual',
        signal: AbortSignal.timeout(graphMs),
      });
      text = (await response.text()).slice(0, MOST_CHARACTERS);
    } catch (error) {
      return { state: 'unreachable', reason: reasonOf(error, graphMs) };
    }
    const body = objectOf(text);
    if (body === undefined) {
      return { state: 'unreachable', reason: `the answer did not come from Graph (HTTP ${response.status}, no JSON)` };
    }
    noteTime(response.headers.get('date'), begun, now());
    const { error } = body;
    if (!isObject(error)) return { state: 'answered', body };
    return {
      state: 'refused',
      code: Number(error['code'] ?? 0),
      subcode: error['error_subcode'] === undefined ? undefined : Number(error['error_subcode']),
      message: shown(String(error['message'] ?? `HTTP ${response.status}`)),
      isTemporary: error['is_transient'] === true || response.status >= 500,
    };
  }

  /** The header has whole seconds, cut off: on average it is half a second behind. */
  function noteTime(date: string | null, begun: number, ended: number): void {
    const at = Date.parse(date ?? '');
    if (!Number.isNaN(at)) skewMs = at + 500 - (begun + ended) / 2;
  }

  function shown(message: string): string {
    return hidden.reduce((text, value) => text.replaceAll(value, '…'), message).slice(0, 300);
  }

  return {
    async get(path, bearer, query = {}) {
      const url = new URL(`${graphUrl}/${path}`);
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      const first = await once(url, bearer);
      return first.isTemporary === true ? once(url, bearer) : first;
    },
    get skewMs() {
      return skewMs;
    },
  };
}

/** Why a request got no answer, without the address, which may hold a secret. */
function reasonOf(error: unknown, limitMs: number): string {
  if ((error as Error).name === 'TimeoutError') return `no answer within ${limitMs / 1_000} s`;
  const code = codeOf(error);
  return REASONS[code ?? ''] ?? (code === undefined ? 'the connection failed' : `the connection failed (${code})`);
}

/** The code of an error of Node. */
function codeOf(error: unknown): string | undefined {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause === undefined ? undefined : codeOf(cause);
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused, so no program listens there',
  ENOTFOUND: 'the name of the host is unknown',
  EAI_AGAIN: 'the name of the host could not be looked up',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  UND_ERR_CONNECT_TIMEOUT: 'the connection could not be made in time',
};

/** A JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
