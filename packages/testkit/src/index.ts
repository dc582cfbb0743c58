export type { ContractCase } from './contract-case.ts';
export {
  type DashboardTestOptions,
  type DeliveryOptions,
  dashboardTest,
  delivery,
  type Item,
  type ItemOptions,
  items,
  SAMPLE_IDS,
} from './items.ts';
export { rejects } from './rejects.ts';
export type { MakeScheduler, SchedulerSubject } from './scheduler/scheduler-case.ts';
export { runDueContract, schedulerContract } from './scheduler-contract.ts';
export { escapedJson, type SignedRequest, signedRequest } from './signed-request.ts';
export type { MakeStore, StoreSubject } from './store/store-case.ts';
export { storeContract } from './store-contract.ts';
export { type TestClock, testClock } from './test-clock.ts';
export { type Change, type ChangeOptions, SAMPLE_NUMBER, whatsappChanges } from './whatsapp-changes.ts';
