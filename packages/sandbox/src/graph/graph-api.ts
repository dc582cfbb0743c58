import { finished } from 'node:stream';
import type { Context, Middleware } from 'koa';
import type { Run } from '../state/run.ts';
import { isBatch, runBatch } from './batch/batch.ts';
import { contentType, graphHeaders } from './graph-headers.ts';
import type { Outcome } from './request/graph-request.ts';
import { readRequest } from './request/read-request.ts';
import { runCall } from './run-call.ts';

/**
 * The Graph side of the sandbox: `/{version?}/{node}`, `/{version?}/{node}/{edge}`, batches at `/{version?}`, and a few
 * paths without a node.
 */
export function graphApi(run: Run): Middleware {
  return async (ctx) => {
    const request = await readRequest(run.options.limits, ctx);
    ctx.set(graphHeaders(request.versionPath));
    const answered = isBatch(request) ? runBatch(run, request, ctx.res) : runCall(run, request, ctx.res);
    answer(run, ctx, await answered);
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
  // As text: Koa would answer 204 for a body that is JSON's null.
  ctx.body = answer.file?.bytes ?? answer.text ?? answer.body;
  ctx.set('Content-Type', contentType(answer));
  // A browser shows such a file without running anything in it.
  if (answer.file) ctx.set('Content-Security-Policy', "sandbox; default-src 'none'; frame-ancestors 'none'");
  run.calls.begin();
  finished(ctx.res, () => {
    release();
    run.calls.end();
  });
}
