import type { AnswerHead, RawAnswer } from './carrier.ts';
import { classify } from './classify.ts';
import { LEAD_ADS_APP_ID } from './constants.ts';
import { GraphError } from './errors.ts';
import { holdsLongIntegers, withExactIntegers } from './exact-json.ts';
import { hintFor } from './hints.ts';
import type { PreparedRequest } from './prepared-request.ts';
import { readRefusal } from './read-refusal.ts';
import { readUsage } from './usage.ts';
import { quotable, quotableWord } from './words-of-others.ts';

/** An answer of Graph that is no refusal. */
export interface AcceptedAnswer extends Pick<RawAnswer, 'status' | 'headers'> {
  /** The body as JSON with exact integers, or empty. */
  readonly text: string;
  /** The body parsed; undefined where it is empty. */
  readonly data: unknown;
}

/** Time of an answer by the server's `Date` header in ms since 1970; the local clock's where there is none. */
export function timeOf(headers: AnswerHead['headers']): number {
  const time = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(time) ? Date.now() : time;
}

/**
 * Checks an answer.
 *
 * @throws {GraphError} Graph refused, by its error envelope whatever the status is, or the answer is none of Graph's.
 */
export function acceptAnswer({ status, headers, text }: RawAnswer, call: PreparedRequest): AcceptedAnswer {
  const json = text?.trim();
  // As it is, before anything looks for numbers in it: a gateway's page may be of any length and form.
  const data = json === undefined ? undefined : parsed(json);
  if (isObject(data) && data['error']) {
    throw refusal(status, headers, data['error'], call);
  }
  if (status < 200 || status > 299) throw refusal(status, headers, undefined, call);
  if (json === undefined || (json !== '' && data === undefined)) {
    throw foreign(status, headers, json === undefined ? 'too long' : 'no JSON', call);
  }
  if (isObject(data) && (data['success'] === false || data['success'] === 'false')) {
    throw unexpectedAnswer('Graph answered success: false', { status, headers }, call.operation, 'invalid');
  }
  if (!holdsLongIntegers(json)) return { status, headers, text: json, data };
  const exact = withExactIntegers(json);
  return { status, headers, text: exact, data: JSON.parse(exact) };
}

/** The answer as a `Response` of the Web. */
export function responseOf({ status, headers, text }: AcceptedAnswer): Response {
  const kept = new Headers([...headers]);
  // They described the bytes on the wire, which are decoded and read.
  for (const name of ['content-length', 'content-encoding', 'transfer-encoding']) kept.delete(name);
  const mayHaveBody = status !== 204 && status !== 205;
  return new Response(mayHaveBody ? text : null, { status, headers: kept });
}

/**
 * The error for a call that Graph answered with success and without what was asked for: `transient`, since the call may have
 * been carried out. `invalid` is for what Graph denies in so many words.
 */
export function unexpectedAnswer(
  problem: string,
  { status, headers }: AnswerHead,
  operation: string,
  kind: 'transient' | 'invalid' = 'transient',
): GraphError {
  const { percent, retryAfterMs } = readUsage(headers);
  return new GraphError(`${operation}: ${problem}`, {
    kind,
    status,
    code: undefined,
    subcode: undefined,
    type: undefined,
    isTransient: false,
    traceId: undefined,
    userMessage: undefined,
    hint: 'Check that the token belongs to the page and that baseUrl and version are those of Graph.',
    operation,
    at: timeOf(headers),
    retryAfterMs,
    usagePercent: percent,
    ownerAppId: undefined,
  });
}

function refusal(status: number, headers: AnswerHead['headers'], error: unknown, call: PreparedRequest): GraphError {
  const read = readRefusal(status, error);
  const { code, subcode, fields } = read;
  const kind = classify(read);
  const hint = hintFor(kind, read, call.operation);
  const traceId = quotableWord(fields['fbtrace_id'], call.redact);
  const { percent, retryAfterMs } = readUsage(headers);

  const facts = [
    ...(code === undefined ? [`HTTP ${status}`] : [`code ${code}`]),
    ...(subcode === undefined ? [] : [`subcode ${subcode}`]),
    ...(traceId === undefined ? [] : [`trace ${traceId}`]),
  ];
  const words = quotable(fields['message'], call.redact);
  const said = words === undefined ? '' : ` Meta says "${words}"`;
  return new GraphError(`${call.title} was refused as ${kind} (${facts.join(', ')}).${said} ${hint}`, {
    kind,
    status,
    code,
    subcode,
    type: quotableWord(fields['type'], call.redact),
    isTransient: read.isTransient,
    traceId,
    userMessage: quotable(fields['error_user_msg'], call.redact),
    hint,
    operation: call.operation,
    at: timeOf(headers),
    retryAfterMs: kind === 'rate' ? retryAfterMs : undefined,
    usagePercent: percent,
    ownerAppId: subcode === 2018321 || code === 2018321 ? LEAD_ADS_APP_ID : undefined,
  });
}

/** A success that is none of Graph's: a gateway's page. Whether Graph was reached is unknown, as with a 5xx. */
function foreign(status: number, headers: AnswerHead['headers'], fault: string, call: PreparedRequest): GraphError {
  const hint = 'Something between this client and Graph answered: check baseUrl and proxies.';
  return new GraphError(`${call.title} was answered with HTTP ${status} and a body that is ${fault}. ${hint}`, {
    kind: 'transient',
    status,
    code: undefined,
    subcode: undefined,
    type: undefined,
    isTransient: false,
    traceId: undefined,
    userMessage: undefined,
    hint,
    operation: call.operation,
    at: timeOf(headers),
    retryAfterMs: undefined,
    usagePercent: undefined,
    ownerAppId: undefined,
  });
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // A gateway's HTML, or nothing at all: the caller tells the two apart.
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
