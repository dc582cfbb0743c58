import type { Context } from 'koa';
import type { Run } from '../state/run.ts';
import { beginStream } from './stream.ts';
import { clockReading } from './views.ts';

const MAX_READERS = 100;

/**
 * Server-sent events for clocks of other processes: a `clock` event with a reading at once, and another one whenever
 * the clock is advanced or set.
 */
export function createClockStream(run: Run): (ctx: Context) => void {
  const count = (by: 1 | -1): void => {
    run.clockFollowers += by;
    run.notices.tell({ what: 'followers' });
  };

  return (ctx) => {
    if (run.clockFollowers >= MAX_READERS) throw new RangeError(`at most ${MAX_READERS} readers at once`);
    count(1);
    const { res } = ctx;
    const stopBeating = beginStream(ctx);
    let behind = false;
    const send = (): void => {
      behind = !res.write(`event: clock\ndata: ${JSON.stringify(clockReading(run))}\n\n`);
    };
    send();
    // A slow reader gets only the newest reading once it is ready: that is enough.
    res.on('drain', () => {
      if (behind) send();
    });
    const stop = run.notices.on(({ what }) => {
      if (what === 'clock' && !behind && !res.destroyed) send();
    });
    res.on('close', () => {
      count(-1);
      stop();
      stopBeating();
    });
  };
}
