export { within } from './clock.ts';
export {
  EMPTY_RECORD,
  isNewer,
  type Mark,
  type Marks,
  mergeObservation,
  type Observation,
  REGISTERS,
  type Register,
  type Said,
  type Seen,
  type ThreadRecord,
} from './ownership/registers.ts';
export type { DueTimer, Scheduler } from './ports.ts';
export {
  type BeginEvent,
  type BegunEvent,
  DONE_FOR_MS,
  type EndEvent,
  type Letter,
  type ListedThread,
  type ParkEvent,
  type ParkedRun,
  type Store,
  THREAD_LASTS_MS,
} from './store-port.ts';
export { threadKey, threadOfKey } from './thread-key.ts';
