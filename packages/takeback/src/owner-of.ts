import { INSTAGRAM_INBOX_APP_ID, type Owner, PAGE_INBOX_APP_ID } from '@handover/core';
import type { Watch } from './watch.ts';

const INBOXES: Readonly<Record<string, 'page' | 'instagram'>> = {
  [PAGE_INBOX_APP_ID]: 'page',
  [INSTAGRAM_INBOX_APP_ID]: 'instagram',
};

/** The owner that a watch knows of. */
export function ownerOf({ appId }: Watch): Owner {
  if (appId === undefined) return { kind: 'app' };
  const inbox = INBOXES[appId];
  return { kind: 'app', appId, ...(inbox !== undefined ? { inbox } : {}) };
}
