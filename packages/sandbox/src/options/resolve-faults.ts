import { type CallFault, checkCallFault, checkDeliveryFault, type DeliveryFault } from '../faults.ts';
import { checkKnownKeys } from '../known-keys.ts';
import { OptionError } from '../option-error.ts';
import type { SandboxOptions } from './options.ts';

/** Faults that are pending at the start. */
export interface ResolvedFaults {
  calls: readonly CallFault[];
  deliveries: readonly DeliveryFault[];
}

/**
 * Checks the faults of the options.
 *
 * @throws {OptionError} A fault is wrong; the message says which.
 */
export function resolveFaults(given: SandboxOptions['faults'] = {}): ResolvedFaults {
  checkKnownKeys('faults.', given, ['calls', 'deliveries']);
  const { calls = [], deliveries = [] } = given;
  checkEach('faults.calls', calls, checkCallFault);
  checkEach('faults.deliveries', deliveries, checkDeliveryFault);
  return { calls, deliveries };
}

function checkEach<T>(where: string, faults: readonly T[], check: (fault: T) => void): void {
  if (!Array.isArray(faults)) throw new OptionError(`${where} must be a list of faults`);
  for (const [at, fault] of faults.entries()) {
    try {
      check(fault);
    } catch (error) {
      throw error instanceof OptionError ? new OptionError(error.message.replace(where, `${where}[${at}]`)) : error;
    }
  }
}
