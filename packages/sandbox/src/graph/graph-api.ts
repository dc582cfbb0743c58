import { finished } from 'node:stream';
import type { Context, Middleware } from 'koa';
import type { World } from '../state/world.ts';
import { isBatch, runBatch } from './batch.ts';
import { contentType, graphHeaders } from './graph-headers.ts';
import type { Outcome } from './graph-request.ts';
import { readRequest } from './read-request.ts';
import { runCall } from './run-call.ts';

/**
 * The Graph side of the sandbox: `/{version?}/{node}`, `/{version?}/{node}/{edge}`, batches at `/{version?}`, and a few
 * paths without a node.
 */
export function graphApi(world: World): Middleware {
  return async (ctx) => {
    const request = await readRequest(world.options.limits, ctx);
    ctx.set(graphHeaders(request.versionPath));
    const run = isBatch(request) ? runBatch : runCall;
    answer(world, ctx, await run(world, request, ctx.res));
  };
}

function answer(world: World, ctx: Context, { answer, release }: Outcome): void {
  if (!answer) {
    ctx.respond = false;
    ctx.req.socket.destroy();
    release();
    return;
  }
  ctx.set('Date', new Date(world.clock.now()).toUTCString());
  ctx.status = answer.status;
  // As text: Koa would answer 204 for a body that is JSON's null.
  ctx.body = answer.text ?? answer.body;
  ctx.set('Content-Type', contentType(answer));
  world.calls.begin();
  finished(ctx.res, () => {
    release();
    world.calls.end();
  });
}
