import type { Context } from 'koa';
import type { Timeline } from '../timeline.ts';
import type { TimelineEntry } from '../timeline-entry.ts';

const HEARTBEAT_MS = 15_000;
const MAX_READERS = 100;

/** Server-sent events: every new entry of the timeline, resumed after `Last-Event-ID` (or `?after=`). */
export function createEventStream(timeline: Timeline): (ctx: Context) => void {
  let readers = 0;

  return (ctx) => {
    const cursor = ctx.get('last-event-id') || new URLSearchParams(ctx.querystring).get('after');
    if (cursor && !/^\d+$/.test(cursor)) throw new TypeError('Last-Event-ID and after take the seq of an entry');
    if (readers >= MAX_READERS) throw new RangeError(`at most ${MAX_READERS} readers at once`);
    readers += 1;
    const { res } = ctx;
    ctx.respond = false;
    res.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    });

    // A cursor from before a restart may lie ahead of a timeline that began anew.
    let told = cursor ? Math.min(Number(cursor), timeline.last()) : timeline.last();
    let full = false;
    const tell = (entry: TimelineEntry): void => {
      full = !res.write(`id: ${entry.seq}\nevent: entry\ndata: ${JSON.stringify(entry)}\n\n`);
      told = entry.seq;
    };
    // As much as the reader takes: what it is too slow for stays in the timeline and is read from there later.
    const catchUp = (): void => {
      const behind = timeline.after(told);
      const oldest = behind[0]?.seq ?? timeline.last() + 1;
      // What the timeline has forgotten cannot be told any more, but that it is missing can.
      if (oldest - 1 > told) {
        full = !res.write(`event: gap\ndata: ${JSON.stringify({ missing: oldest - 1 - told })}\n\n`);
        told = oldest - 1;
      }
      for (const entry of behind) {
        if (full) return;
        tell(entry);
      }
    };
    res.write(': timeline of the sandbox\n\n');
    catchUp();
    res.on('drain', () => {
      full = false;
      catchUp();
    });
    const stop = timeline.on((entry) => {
      if (full || res.destroyed) return;
      if (entry.seq === told + 1) tell(entry);
      else catchUp();
    });
    const heartbeat = setInterval(() => {
      if (!full && !res.destroyed) res.write(': still here\n\n');
    }, HEARTBEAT_MS);
    heartbeat.unref();
    res.on('close', () => {
      readers -= 1;
      stop();
      clearInterval(heartbeat);
    });
  };
}
