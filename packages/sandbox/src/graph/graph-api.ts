import { finished } from 'node:stream';
import type { Context, Middleware } from 'koa';
import { BodyTooLargeError, readText } from '../http/read-bytes.ts';
import type { Run } from '../state/run.ts';
import { GraphFault, newTraceId } from './graph-fault.ts';
import { splitVersion } from './graph-path.ts';
import type { GraphRequest, Outcome } from './graph-request.ts';
import { readBody } from './parameters.ts';
import { runCall } from './run-call.ts';

const DEFAULT_VERSION = 'v25.0';

/** The Graph side of the sandbox: `/{version?}/{node}`, `/{version?}/{node}/{edge}` and a few paths without a node. */
export function graphApi(run: Run): Middleware {
  return async (ctx) => {
    const request = await readRequest(run, ctx);
    setHeaders(ctx, request.versionPath);
    answer(run, ctx, await runCall(run, request, ctx.res));
  };
}

/** Reads the request. If that fails, the request has the fault, and is refused like a call with a wrong parameter. */
async function readRequest(run: Run, ctx: Context): Promise<GraphRequest> {
  const [, bearer] = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(ctx.get('authorization')) ?? [];
  const text = Object.fromEntries(new URLSearchParams(ctx.querystring));
  const request = { method: ctx.method, ...splitVersion(ctx.path), bearer, files: [] };
  try {
    const body = readBody(await readText(ctx.req, run.options.limits.bodyBytes), ctx.get('content-type'));
    const raw = { text: { ...text, ...body.text }, json: body.json };
    // Graph also takes the method from the query, for callers that can only GET and POST.
    return { ...request, raw, method: (raw.text['method'] ?? ctx.method).toUpperCase() };
  } catch (error) {
    return { ...request, raw: { text, json: {} }, fault: faultOf(error) };
  }
}

function faultOf(error: unknown): GraphFault {
  if (error instanceof GraphFault) return error;
  if (!(error instanceof BodyTooLargeError)) throw error;
  return new GraphFault({ code: 1, status: 413, message: `(#1) ${error.message}` });
}

function answer(run: Run, ctx: Context, { answer, release }: Outcome): void {
  if (!answer) {
    ctx.respond = false;
    ctx.req.socket.destroy();
    release();
    return;
  }
  ctx.set('Date', new Date(run.clock.now()).toUTCString());
  ctx.status = answer.status;
  const isText = answer.text !== undefined && answer.text === answer.body;
  // As text: Koa would answer 204 for a body that is JSON's null.
  ctx.body = answer.text ?? answer.body;
  ctx.set('Content-Type', `${isText ? 'text/html' : 'application/json'}; charset=UTF-8`);
  run.calls.begin();
  finished(ctx.res, () => {
    release();
    run.calls.end();
  });
}

function setHeaders(ctx: Context, versionPath: string): void {
  ctx.set('facebook-api-version', versionPath.slice(1) || DEFAULT_VERSION);
  ctx.set('x-fb-trace-id', newTraceId());
  ctx.set('x-fb-request-id', newTraceId());
  ctx.set('x-app-usage', JSON.stringify({ call_count: 1, total_time: 1, total_cputime: 1 }));
  ctx.set('Cache-Control', 'private, no-cache, no-store, must-revalidate');
}
