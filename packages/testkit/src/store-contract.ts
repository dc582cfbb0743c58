import type { ContractCase } from './contract-case.ts';
import { announcementCases } from './store/announcement-cases.ts';
import { claimCases } from './store/claim-cases.ts';
import { claimParkedCases } from './store/claim-parked-cases.ts';
import { forgetCases } from './store/forget-cases.ts';
import { journalCases } from './store/journal-cases.ts';
import { letterCases } from './store/letter-cases.ts';
import { listCases } from './store/list-cases.ts';
import { mergeCases } from './store/merge-cases.ts';
import { parkCases } from './store/park-cases.ts';
import { registerCases } from './store/register-cases.ts';
import type { MakeStore } from './store/store-case.ts';
import { timeCases } from './store/time-cases.ts';
import { valueCases } from './store/value-cases.ts';

/**
 * What every `Store` must do, as cases for any test runner: registers and which mark stays, the merge compared with
 * core's own step by step, claims with their leases and attempts, parked events, journals, letters, announcements, the
 * waiting list, values, what is forgotten of a thread, and time as an argument.
 */
export const storeContract: readonly ContractCase<MakeStore>[] = [
  ...registerCases,
  ...mergeCases,
  ...claimCases,
  ...parkCases,
  ...claimParkedCases,
  ...journalCases,
  ...letterCases,
  ...announcementCases,
  ...listCases,
  ...valueCases,
  ...forgetCases,
  ...timeCases,
];
