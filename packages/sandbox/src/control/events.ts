import type { Context } from 'koa';
import type { Timeline } from '../timeline.ts';
import type { TimelineEntry } from '../timeline-entry.ts';

const HEARTBEAT_MS = 15_000;
/** A reader that lets more than this pile up is cut off; it can resume by its last event id. */
const MAX_BUFFERED_BYTES = 4_194_304;
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

    const write = (text: string): void => {
      res.write(text);
      if (res.writableLength > MAX_BUFFERED_BYTES) res.destroy();
    };
    const send = (entry: TimelineEntry): void =>
      write(`id: ${entry.seq}\nevent: entry\ndata: ${JSON.stringify(entry)}\n\n`);
    write(': timeline of the sandbox\n\n');
    if (cursor) {
      const missed = timeline.after(Number(cursor));
      const lost = (missed[0]?.seq ?? timeline.last() + 1) - 1 - Number(cursor);
      // What the ring has forgotten cannot be told any more, but that it is missing can.
      if (lost > 0) write(`event: gap\ndata: ${JSON.stringify({ missing: lost })}\n\n`);
      for (const entry of missed) send(entry);
    }
    const stop = timeline.on(send);
    const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS);
    heartbeat.unref();
    res.on('close', () => {
      readers -= 1;
      stop();
      clearInterval(heartbeat);
    });
  };
}
