import { OptionError } from '@handover/core';

/** How the database is written. Of a store and a scheduler on one connection, the option that was given last counts. */
export interface ConnectionOptions {
  /**
   * How surely a write has reached the disk when it is answered. `normal`: a process that is killed loses nothing; a
   * machine that loses power may lose the last writes before it, and the file stays whole. `full`: it loses nothing
   * either, and each write waits for the disk. @default 'normal'
   */
  readonly synchronous?: 'normal' | 'full';
  /**
   * For how long an operation waits, in ms, while another connection has the file locked; then it fails. Nothing is
   * blocked meanwhile. Core gives a store 4,000 ms. @default 3_500
   */
  readonly patienceMs?: number;
}

/** The timers of Node count no further. */
const MOST_MS = 2 ** 31 - 1;

/** @throws {OptionError} An option is of the wrong kind; it is named. */
export function checkConnectionOptions({ synchronous, patienceMs }: ConnectionOptions): void {
  if (synchronous !== undefined && synchronous !== 'normal' && synchronous !== 'full') {
    throw new OptionError('synchronous', "synchronous must be 'normal' or 'full'");
  }
  if (patienceMs !== undefined) checkMs('patienceMs', patienceMs, 0);
}

/** @throws {OptionError} `value` is not a whole number of ms of at least `least`. */
export function checkMs(option: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least && value <= MOST_MS) return;
  throw new OptionError(option, `${option} must be a whole number of milliseconds from ${least} to ${MOST_MS}`);
}
