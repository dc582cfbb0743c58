import { OptionError } from '@handover/core';

/** How the database is written. If a store and a scheduler share a connection, the option given last applies. */
export interface ConnectionOptions {
  /**
   * How durable a write is when the operation returns. `normal`: a killed process loses nothing; a machine that loses
   * power may lose its last writes, and the file stays intact. `full`: it loses nothing then either, but each write
   * waits for the disk. @default 'normal'
   */
  readonly synchronous?: 'normal' | 'full';
  /**
   * How long an operation waits, in ms, while another connection has the file locked, before it fails. The process is
   * not blocked meanwhile. Core's limit for a store is 4,000 ms. @default 3_500
   */
  readonly patienceMs?: number;
  /**
   * Whether missing tables are created, and older ones brought to this version. With false, a file without the tables of
   * this version is refused and stays unchanged: for programs that only look after the store of a bot. @default true
   */
  readonly migrate?: boolean;
}

/** The longest delay of a Node timer. */
const MOST_MS = 2 ** 31 - 1;

/** @throws {OptionError} An option has the wrong kind; the error names it. */
export function checkConnectionOptions({ synchronous, patienceMs, migrate }: ConnectionOptions): void {
  if (synchronous !== undefined && synchronous !== 'normal' && synchronous !== 'full') {
    throw new OptionError('synchronous', "synchronous must be 'normal' or 'full'");
  }
  if (patienceMs !== undefined) checkMs('patienceMs', patienceMs, 0);
  if (migrate !== undefined && typeof migrate !== 'boolean') {
    throw new OptionError('migrate', 'migrate must be true or false');
  }
}

/** @throws {OptionError} `value` is not a whole number of ms of at least `least`. */
export function checkMs(option: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least && value <= MOST_MS) return;
  throw new OptionError(option, `${option} must be a whole number of milliseconds from ${least} to ${MOST_MS}`);
}
