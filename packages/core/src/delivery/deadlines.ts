import { unref } from '../clock.ts';
import type { Clock } from '../ports.ts';

/** Many deadlines of one length on one timer: what ends in time, as nearly all does, sets none of its own. */
export interface Deadlines {
  /** Calls `late` once the time is up, unless the returned function was called before. */
  start(late: () => void): () => void;
}

export function deadlines(clock: Clock, lengthMs: number): Deadlines {
  // All are of one length, so the first to start is the first to end.
  let waiting: { at: number; late: (() => void) | undefined }[] = [];
  let head = 0;
  let armed = false;

  function drop(): void {
    while (head < waiting.length && waiting[head]?.late === undefined) head += 1;
    if (head > 1024 && head * 2 > waiting.length) {
      waiting = waiting.slice(head);
      head = 0;
    }
  }

  function arm(): void {
    const next = waiting[head];
    if (armed || next === undefined) return;
    armed = true;
    unref(clock.setTimeout(ring, Math.max(0, next.at - clock.now())));
  }

  function ring(): void {
    armed = false;
    const now = clock.now();
    for (drop(); (waiting[head]?.at ?? Number.POSITIVE_INFINITY) <= now; drop()) {
      const due = waiting[head];
      const late = due?.late;
      if (due !== undefined) due.late = undefined;
      late?.();
    }
    arm();
  }

  return {
    start(late) {
      const entry: { at: number; late: (() => void) | undefined } = { at: clock.now() + lengthMs, late };
      waiting.push(entry);
      arm();
      return () => {
        entry.late = undefined;
        drop();
      };
    },
  };
}
