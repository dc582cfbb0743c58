import type { ContractCase } from './contract-case.ts';
import { dueCases } from './scheduler/due-cases.ts';
import { runCases } from './scheduler/run-cases.ts';
import type { MakeScheduler } from './scheduler/scheduler-case.ts';
import { sharingCases } from './scheduler/sharing-cases.ts';
import { timerCases } from './scheduler/timer-cases.ts';

/**
 * What every `Scheduler` must do, as cases for any test runner. Each case waits for the expected result and then a
 * while longer, so a scheduler that runs in real time also passes on a busy machine.
 */
export const schedulerContract: readonly ContractCase<MakeScheduler>[] = [...timerCases, ...runCases, ...sharingCases];

/** What a `Scheduler` with `runDue` must do besides. One without it has no such cases: run them where it is there. */
export const runDueContract: readonly ContractCase<MakeScheduler>[] = dueCases;
