import type { Context } from 'koa';
import { OptionError } from '../option-error.ts';
import type { Notice } from '../state/notices.ts';
import type { Run } from '../state/run.ts';
import type { TimelineEntry } from '../timeline/timeline-entry.ts';
import { beginStream } from './stream.ts';

const MAX_READERS = 100;

/**
 * Server-sent events: `entry` for every new entry of the timeline, resumed after `Last-Event-ID` (or `?after=`), `gap`
 * for entries that were dropped, `changed` for changes without an entry. A reader that gives the `epoch` of its state
 * gets `changed` at once if that state is out of date.
 */
export function createEventStream(run: Run): (ctx: Context) => void {
  const { timeline, notices } = run;
  let readers = 0;

  return (ctx) => {
    const query = new URLSearchParams(ctx.querystring);
    const cursor = ctx.get('last-event-id') || query.get('after');
    const epoch = query.get('epoch') ?? run.epoch;
    if (cursor && !/^\d+$/.test(cursor)) throw new OptionError('Last-Event-ID and after take the seq of an entry');
    if (readers >= MAX_READERS) throw new RangeError(`at most ${MAX_READERS} readers at once`);
    readers += 1;
    const { res } = ctx;
    const stopBeating = beginStream(ctx);

    // A cursor from before a restart may be ahead of the new timeline.
    let sent = cursor ? Math.min(Number(cursor), timeline.last()) : timeline.last();
    let full = false;
    const tell = (entry: TimelineEntry): void => {
      full = !res.write(`id: ${entry.seq}\nevent: entry\ndata: ${JSON.stringify(entry)}\n\n`);
      sent = entry.seq;
    };
    // Sends as much as the reader takes. For a slow reader the rest stays in the timeline until later.
    const catchUp = (): void => {
      const behind = timeline.after(sent);
      const oldest = behind[0]?.seq ?? timeline.last() + 1;
      // Dropped entries cannot be sent any more, so say how many are missing.
      if (oldest - 1 > sent) {
        full = !res.write(`event: gap\ndata: ${JSON.stringify({ missing: oldest - 1 - sent })}\n\n`);
        sent = oldest - 1;
      }
      for (const entry of behind) {
        if (full) return;
        tell(entry);
      }
    };
    // Notices that a slow reader has not received yet: the newest of each kind is enough.
    const unsaid = new Map<string, Notice>();
    const say = (notice: Notice): void => {
      if (notice.what === 'everything') sent = timeline.last();
      full = !res.write(`event: changed\ndata: ${JSON.stringify(notice)}\n\n`);
    };
    res.write(': timeline of the sandbox\n\n');
    if (epoch === run.epoch) catchUp();
    else say({ what: 'everything' });
    res.on('drain', () => {
      full = false;
      for (const [key, notice] of unsaid) {
        if (full) return;
        unsaid.delete(key);
        say(notice);
      }
      if (!full) catchUp();
    });
    const stopNotices = notices.on((notice) => {
      if (res.destroyed) return;
      if (full) unsaid.set(`${notice.what} ${notice.personId ?? ''}`, notice);
      else say(notice);
    });
    const stop = timeline.on((entry) => {
      if (full || res.destroyed) return;
      if (entry.seq === sent + 1) tell(entry);
      else catchUp();
    });
    res.on('close', () => {
      readers -= 1;
      stop();
      stopNotices();
      stopBeating();
    });
  };
}
