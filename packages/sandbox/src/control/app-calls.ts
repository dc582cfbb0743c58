import { OptionError } from '../option-error.ts';
import type { AppState, World } from '../state/world.ts';
import { optionalText, textField } from './route.ts';

/** Outcome of a call made as an app: Meta's answer, even an error, or the reason why there was none. */
export interface AppCallResult {
  /** True for a status below 400. */
  ok: boolean;
  /** Status of Graph's answer; null: a fault kept the answer back. */
  status: number | null;
  /** Body of the answer; if Meta refused, its error envelope. */
  body: unknown;
  /** Why no answer came. */
  problem?: string;
}

interface AppCall {
  method: 'GET' | 'POST';
  edge: string;
  params: Record<string, unknown>;
}

/** Longest wait in ms for a call that a fault delays on a manual clock. */
const PATIENCE_MS = 20_000;

const calls: Readonly<Record<string, (body: Record<string, unknown>, recipient: { id: string }) => AppCall>> = {
  pass: (body, recipient) =>
    post('pass_thread_control', { recipient, ...given(body, 'targetApp', 'target_app_id'), ...metadata(body) }),
  take: (body, recipient) => post('take_thread_control', { recipient, ...metadata(body) }),
  request: (body, recipient) => post('request_thread_control', { recipient, ...metadata(body) }),
  release: (_, recipient) => post('release_thread_control', { recipient }),
  extend: (body, recipient) => post('extend_thread_control', { recipient, ...duration(body) }),
  owner: (_, recipient) => ({ method: 'GET', edge: 'thread_owner', params: { recipient: recipient.id } }),
  send: (body, recipient) =>
    post('messages', {
      recipient,
      messaging_type: 'RESPONSE',
      message: { text: textField(body, 'text') },
      ...given(body, 'persona', 'persona_id'),
    }),
};

/** Names of the calls that can be made as an app. */
export const APP_CALLS: readonly string[] = Object.keys(calls);

/**
 * Makes a Graph call as an app, over HTTP like the app itself, so that the same checks, faults and timeline entries
 * apply. If Graph refuses, the refusal is the result.
 *
 * @throws {OptionError} `call` is none of the names, or a field has a wrong type.
 */
export async function callAs(
  world: World,
  app: AppState,
  personId: string,
  body: Record<string, unknown>,
): Promise<AppCallResult> {
  const name = textField(body, 'call');
  const make = Object.hasOwn(calls, name) ? calls[name] : undefined;
  if (!make) throw new OptionError(`call must be one of ${APP_CALLS.join(', ')}`);
  const { method, edge, params } = make(body, { id: personId });
  const url = new URL(`${world.url}/v25.0/me/${edge}`);
  if (method === 'GET') for (const [key, value] of Object.entries(params)) url.searchParams.set(key, String(value));
  try {
    const response = await fetch(url, {
      method,
      headers: { Authorization: `Bearer ${app.accessToken}`, 'Content-Type': 'application/json' },
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...(method === 'POST' ? { body: JSON.stringify(params) } : {}),
    });
    return { ok: response.ok, status: response.status, body: parsed(await response.text()) };
  } catch (error) {
    const late = error instanceof Error && error.name === 'TimeoutError';
    const problem = late ? `no answer within ${PATIENCE_MS} ms` : 'the connection was cut without an answer';
    return { ok: false, status: null, body: null, problem };
  }
}

function post(edge: string, params: Record<string, unknown>): AppCall {
  return { method: 'POST', edge, params };
}

function given(body: Record<string, unknown>, name: string, wireName: string): Record<string, unknown> {
  const value = optionalText(body, name);
  return value === undefined || value === '' ? {} : { [wireName]: value };
}

function metadata(body: Record<string, unknown>): Record<string, unknown> {
  return given(body, 'metadata', 'metadata');
}

/** The duration, unchecked, because Graph reports what is wrong with it. Digits from a form become a number. */
function duration({ durationSeconds }: Record<string, unknown>): Record<string, unknown> {
  if (durationSeconds === undefined) return {};
  const isText = typeof durationSeconds === 'string' && /^\d+$/.test(durationSeconds);
  return { duration: isText ? Number(durationSeconds) : durationSeconds };
}

/** A fault can answer with a gateway's HTML page. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return text;
  }
}
