import type { Store } from './ports.ts';

/** The name of an operation of a store. */
type StoreOperation = Exclude<keyof Store, 'isDurable'>;

// As an object, so that an operation which is left out does not compile.
const names: Readonly<Record<StoreOperation, 0>> = {
  begin: 0,
  end: 0,
  renew: 0,
  park: 0,
  claimParked: 0,
  recordStep: 0,
  letters: 0,
  retryLetter: 0,
  discardLetter: 0,
  observe: 0,
  read: 0,
  claimAnnouncement: 0,
  markAnnounced: 0,
  unsettled: 0,
  settle: 0,
  threads: 0,
  bodies: 0,
  replaceBody: 0,
  forget: 0,
  getValue: 0,
  setValue: 0,
};

/** The operations of a store. */
export const STORE_OPERATIONS: readonly StoreOperation[] = Object.keys(names) as StoreOperation[];
