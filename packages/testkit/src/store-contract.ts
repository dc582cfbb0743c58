import type { ContractCase } from './contract-case.ts';
import { announcementCases } from './store/announcement-cases.ts';
import { claimCases } from './store/claim-cases.ts';
import { mergeCases } from './store/merge-cases.ts';
import { registerCases } from './store/register-cases.ts';
import type { MakeStore } from './store/store-case.ts';
import { timeCases } from './store/time-cases.ts';
import { valueCases } from './store/value-cases.ts';

/**
 * What every `Store` must do, as cases for any test runner: which mark a register keeps, the merge compared step by
 * step with core's own, claims with their leases and attempts, announcements, values, and time as an argument.
 */
export const storeContract: readonly ContractCase<MakeStore>[] = [
  ...registerCases,
  ...mergeCases,
  ...claimCases,
  ...announcementCases,
  ...valueCases,
  ...timeCases,
];
