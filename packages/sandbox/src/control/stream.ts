import type { Context } from 'koa';

const HEARTBEAT_MS = 15_000;

/** Begins an answer of server-sent events, with a heartbeat that keeps the connection from looking dead. @returns The end of the heartbeat. */
export function beginStream(ctx: Context): () => void {
  const { res } = ctx;
  ctx.respond = false;
  res.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  const heartbeat = setInterval(() => {
    // A reader that is too slow has enough to read.
    if (!res.destroyed && !res.writableNeedDrain) res.write(': still here\n\n');
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return () => clearInterval(heartbeat);
}
