import { OptionError } from '@handover/core';
import { checkMs } from '../connection/connection-options.ts';

/** @throws {OptionError} An option has the wrong kind; the error names it. */
export function checkSchedulerOptions(options: {
  readonly pollMs: number;
  readonly leaseMs: number;
  readonly concurrency: number;
}): void {
  checkMs('pollMs', options.pollMs, 1);
  checkMs('leaseMs', options.leaseMs, 3);
  if (!Number.isSafeInteger(options.concurrency) || options.concurrency < 1)
    throw new OptionError('concurrency', 'concurrency must be a positive integer');
}
