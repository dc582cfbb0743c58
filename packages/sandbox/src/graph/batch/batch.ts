import type { CallerConnection } from '../../state/calls.ts';
import type { Run } from '../../state/run.ts';
import { errorBody, GraphFault, newTraceId } from '../graph-fault.ts';
import { contentType, graphHeaders } from '../graph-headers.ts';
import { partsOf } from '../request/graph-path.ts';
import type { GraphAnswer, GraphRequest, Outcome } from '../request/graph-request.ts';
import { runCall } from '../run-call.ts';
import { authorize, credentialsOf, worldOfCall } from '../tokens/authorize.ts';
import { type Part, partRequest, readParts } from './batch-parts.ts';

/** A part's answer; null: it timed out, or was omitted. */
type PartAnswer = { code: number; headers?: { name: string; value: string }[]; body: string } | null;

/** True for a batch: `POST /` with the parameter `batch`. */
export function isBatch({ method, path, raw }: GraphRequest): boolean {
  return method === 'POST' && partsOf(path).length === 0 && batchOf(raw) !== undefined;
}

/**
 * Runs the parts of a batch one after the other (Graph API docs, Batch Requests). Each is a call like any other, with its
 * own entry in the timeline. The webhooks follow after the answer to the batch.
 */
export async function runBatch(run: Run, request: GraphRequest, connection: CallerConnection): Promise<Outcome> {
  let parts: Part[];
  try {
    if (request.fault) throw request.fault;
    // The token of the batch is required, also if each part brings its own.
    const credentials = credentialsOf(request);
    authorize(worldOfCall(run, credentials.token, '', {}), credentials);
    parts = readParts(batchOf(request.raw));
  } catch (error) {
    if (!(error instanceof GraphFault)) throw error;
    // As a call of its own, so that it stands in the timeline.
    return runCall(run, { ...request, fault: error }, connection);
  }

  const withHeaders = !isFalse(request.raw.json['include_headers'] ?? request.raw.text['include_headers']);
  const answers: PartAnswer[] = [];
  const releases: (() => void)[] = [];
  const results = new Map<string, unknown>();
  for (const part of parts) {
    const needed = [...part.needs].filter((name) => !results.has(name));
    if (needed.length > 0) {
      answers.push(shown(failedDependency(), request.versionPath, withHeaders));
      continue;
    }
    const call = partRequest(part, request, (name) => results.get(name));
    const { answer, release } = await runCall(run, call, connection);
    releases.push(release);
    const isSuccess = answer !== undefined && answer.status < 400;
    if (isSuccess && part.name !== undefined) results.set(part.name, answer.body);
    const isOmitted = !answer || (isSuccess && part.omitsSuccess);
    answers.push(isOmitted ? null : shown(answer, call.versionPath, withHeaders && part.includesHeaders));
  }
  return {
    answer: { status: 200, body: answers },
    release() {
      for (const release of releases) release();
    },
  };
}

function batchOf({ text, json }: GraphRequest['raw']): unknown {
  return json['batch'] ?? text['batch'];
}

function shown(answer: GraphAnswer, versionPath: string, withHeaders: boolean): PartAnswer {
  const headers = {
    'Content-Type': contentType(answer),
    ...graphHeaders(versionPath),
    ...(answer.location === undefined ? {} : { Location: answer.location }),
  };
  return {
    code: answer.status,
    ...(withHeaders ? { headers: Object.entries(headers).map(([name, value]) => ({ name, value })) } : {}),
    body: answer.text ?? JSON.stringify(answer.body),
  };
}

/** What a part gets whose dependency failed. Meta's words for it are not recorded; 424 is the status for this. */
function failedDependency(): GraphAnswer {
  const fault = new GraphFault({ code: -3, type: 'GraphBatchException', status: 424, message: 'Failed dependency' });
  return { status: fault.status, body: errorBody(fault, newTraceId()), fault };
}

/** `include_headers=false`, as text, number or value. */
function isFalse(value: unknown): boolean {
  return value === false || value === 0 || value === 'false' || value === '0';
}
