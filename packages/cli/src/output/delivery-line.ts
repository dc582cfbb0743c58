import type { Summary } from '../recording/summary-of.ts';
import type { Printer } from './printer.ts';

/** A delivery that was passed on or sent. */
export interface DeliveryLine extends Pick<Summary, 'kinds' | 'threads'> {
  /** When it came at first, in ms since 1970. */
  readonly at: number;
  /** What the bot answered; `undefined` without an answer. */
  readonly status: number | undefined;
  readonly durationMs: number;
  /** Why there is no answer, in a few words. */
  readonly problem?: string;
}

/** Prints one line about a delivery: time, kinds, threads, status, duration. */
export function printDelivery(print: Printer, line: DeliveryLine): void {
  const { at, kinds, threads, status, problem } = line;
  const time = new Date(at).toISOString();
  const durationMs = Math.round(line.durationMs);
  const isAccepted = status !== undefined && status >= 200 && status < 300;
  const answer = print.paint[isAccepted ? 'green' : 'red'](
    status === undefined ? (problem ?? 'no answer') : `${status}`,
  );
  const words = [print.paint.dim(time), kinds.join(', ') || 'nothing', threads.join(', '), answer, `${durationMs} ms`];
  print.result(
    { at: time, kinds, threads, status: status ?? null, durationMs, ...(problem === undefined ? {} : { problem }) },
    words.filter((word) => word !== '').join('  '),
  );
}
