import { createHandover, type Handover, type HandoverClient } from '@handover/core';
import type { Store } from '@handover/core/store';
import type { TestClock } from '@handover/testkit';
import { APP, memoryLogger, SECRET } from '../../support/harness.ts';

export { APP, DESK, INBOX, SECRET } from '../../support/harness.ts';

/** A bot of a page with routing on, on a store of the caller's. */
export function makeBot({
  store,
  clock,
  client,
}: {
  readonly store: Store;
  readonly clock: TestClock;
  readonly client: HandoverClient;
}): Handover {
  return createHandover({ appId: APP, appSecret: SECRET, client, routing: 'on', store, clock, logger: memoryLogger() });
}
