import { finished } from 'node:stream';
import type { Context, Middleware } from 'koa';
import type { Run } from '../state/run.ts';
import { newTraceId } from './graph-fault.ts';
import type { Outcome } from './graph-request.ts';
import { readRequest } from './read-request.ts';
import { runCall } from './run-call.ts';

const DEFAULT_VERSION = 'v25.0';

/** The Graph side of the sandbox: `/{version?}/{node}`, `/{version?}/{node}/{edge}` and a few paths without a node. */
export function graphApi(run: Run): Middleware {
  return async (ctx) => {
    const request = await readRequest(run.options.limits, ctx);
    setHeaders(ctx, request.versionPath);
    answer(run, ctx, await runCall(run, request, ctx.res));
  };
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
  if (answer.location !== undefined) ctx.set('Location', answer.location);
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
