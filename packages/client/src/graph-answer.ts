import { classify } from './classify.ts';
import { GraphError, type GraphErrorDetails } from './errors.ts';
import { holdsLongIntegers, withExactIntegers } from './exact-json.ts';
import { hintFor } from './hints.ts';
import { isObject } from './is-object.ts';
import { readUsage } from './limit-usage.ts';
import { LEAD_ADS_APP_ID } from './meta-constants.ts';
import type { PreparedRequest } from './prepared-request.ts';
import { quotable, quotableWord } from './quotable.ts';
import { readRefusal } from './read-refusal.ts';
import type { AnswerHead, RawAnswer } from './sending.ts';

/** An answer of Graph that is not a refusal. */
export interface AcceptedAnswer extends AnswerHead {
  /** The body as JSON with exact integers, or empty. */
  readonly text: string;
  /** The parsed body; undefined if it is empty. */
  readonly data: unknown;
}

/** Time of an answer in ms since 1970, by the server's `Date` header, or by the local clock without one. */
export function timeOf(headers: Headers): number {
  const time = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(time) ? Date.now() : time;
}

/**
 * Checks an answer.
 *
 * @throws {GraphError} Graph refused (its error envelope counts with any status), or the answer is not from Graph.
 */
export function acceptAnswer(answer: RawAnswer, request: PreparedRequest): AcceptedAnswer {
  const { status, headers } = answer;
  const json = answer.text?.trim();
  // Parse before looking for long integers: a gateway's page may have any length and form.
  const data = json === undefined ? undefined : parsed(json);
  if (isObject(data) && data['error']) throw refusalError(answer, data['error'], request);
  if (status < 200 || status > 299) throw refusalError(answer, undefined, request);
  if (json === undefined) throw foreignError(answer, 'too long', request);
  if (json !== '' && data === undefined) throw foreignError(answer, 'not JSON', request);
  if (isObject(data) && (data['success'] === false || data['success'] === 'false'))
    throw unexpectedAnswer('Graph answered success: false', answer, request.operation, 'invalid');
  if (!holdsLongIntegers(json)) return { status, headers, text: json, data };
  const exact = withExactIntegers(json);
  return { status, headers, text: exact, data: JSON.parse(exact) };
}

/** The answer as a `Response` of the Web. */
export function responseOf({ status, headers, text }: AcceptedAnswer): Response {
  const kept = new Headers(headers);
  // These describe the bytes on the wire, which are decoded already.
  for (const name of ['content-length', 'content-encoding', 'transfer-encoding']) kept.delete(name);
  const mayHaveBody = status !== 204 && status !== 205;
  return new Response(mayHaveBody ? text : null, { status, headers: kept });
}

/**
 * The error for a success without the expected content. Its kind is `transient`, because Graph may have carried out the
 * call. `invalid` is for an explicit failure.
 */
export function unexpectedAnswer(
  problem: string,
  head: AnswerHead,
  operation: string,
  kind: 'transient' | 'invalid' = 'transient',
): GraphError {
  const hint = 'Check that the token belongs to the page and that baseUrl and version are those of Graph.';
  return errorOf(`${operation}: ${problem}`, head, { kind, operation, hint });
}

/** Makes an error with the facts from the answer's head. */
function errorOf(
  message: string,
  { status, headers }: AnswerHead,
  details: Pick<GraphErrorDetails, 'kind' | 'operation' | 'hint'> & Partial<GraphErrorDetails>,
): GraphError {
  const { percent, retryAfterMs } = readUsage(headers);
  return new GraphError(message, {
    status,
    isTransient: false,
    at: timeOf(headers),
    usagePercent: percent,
    retryAfterMs: details.kind === 'rate' ? retryAfterMs : undefined,
    ...details,
  });
}

function refusalError(head: AnswerHead, error: unknown, request: PreparedRequest): GraphError {
  const read = readRefusal(head.status, error);
  const { code, subcode, fields } = read;
  const { operation, redact } = request;
  const kind = classify(read);
  const hint = hintFor(kind, read, operation);
  const traceId = quotableWord(fields['fbtrace_id'], redact);
  const facts = [
    ...(code === undefined ? [`HTTP ${head.status}`] : [`code ${code}`]),
    ...(subcode === undefined ? [] : [`subcode ${subcode}`]),
    ...(traceId === undefined ? [] : [`trace ${traceId}`]),
  ];
  const words = quotable(fields['message'], redact);
  const data = fields['error_data'];
  const details = isObject(data) ? quotable(data['details'], redact) : undefined;
  const said = words === undefined ? '' : ` Meta says "${words}"${details === undefined ? '' : ` ("${details}")`}`;
  return errorOf(`${request.title} was refused as ${kind} (${facts.join(', ')}).${said} ${hint}`, head, {
    kind,
    code,
    subcode,
    type: quotableWord(fields['type'], redact),
    isTransient: read.isTransient,
    traceId,
    userMessage: quotable(fields['error_user_msg'], redact),
    ...(details !== undefined && { details }),
    hint,
    operation,
    ownerAppId: subcode === 2018321 || code === 2018321 ? LEAD_ADS_APP_ID : undefined,
  });
}

/**
 * The error for a success that is not from Graph, such as a gateway's page. As with a 5xx, Graph may have been reached.
 */
function foreignError(head: AnswerHead, fault: string, { title, operation }: PreparedRequest): GraphError {
  const hint = 'Something between this client and Graph answered: check baseUrl and proxies.';
  const message = `${title} was answered with HTTP ${head.status} and a body that is ${fault}. ${hint}`;
  return errorOf(message, head, { kind: 'transient', operation, hint });
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // A gateway's HTML, or an empty body. The caller distinguishes the two.
    return undefined;
  }
}
