import { randomUUID } from 'node:crypto';
import type { HandoverEvent } from '../events.ts';

/** The entry's id in what the Test button of Meta's app dashboard sends. Source: Graph API docs, Webhooks. */
export const TEST_ENTRY_ID = '0';

const PREFIX = 'dashboard-test:';
const TEST_ID = /^dashboard-test:[0-9a-f-]{36}$/;

/**
 * An id for an event of the dashboard's Test button. Its samples are the same each time, so that an id made of them would
 * make the second press look like a redelivery.
 */
export function testEventId(): string {
  return PREFIX + randomUUID();
}

/** True for an event of the dashboard's Test button. It names no real page and no real person. */
export function isDashboardTest({ id }: Pick<HandoverEvent, 'id'>): boolean {
  return id.startsWith(PREFIX) && TEST_ID.test(id);
}
