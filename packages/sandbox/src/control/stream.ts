import type { Context } from 'koa';

const HEARTBEAT_MS = 15_000;

/** Starts an answer of server-sent events, with a heartbeat. @returns A function that stops the heartbeat. */
export function beginStream(ctx: Context): () => void {
  const { res } = ctx;
  ctx.respond = false;
  res.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  const heartbeat = setInterval(() => {
    // A slow reader has data to read and needs no heartbeat.
    if (!res.destroyed && !res.writableNeedDrain) res.write(': still here\n\n');
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return () => clearInterval(heartbeat);
}
