import { PROFILE_FIELDS } from '../state/profile.ts';
import { PAGE_FIELD_OF, PAGE_FIELDS } from './page-fields.ts';
import { namesOf } from './person-names.ts';
import type { PlatformFacts } from './platform.ts';

/** App id of Meta's Page Inbox (Messenger Platform docs, Conversation Routing). */
export const PAGE_INBOX_ID = '263902037430900';

/** Messenger: threads of the page itself. */
export const messenger: PlatformFacts = {
  name: 'messenger',
  label: 'Messenger',
  objectName: 'page',
  inbox: { id: PAGE_INBOX_ID, name: 'Page Inbox' },
  accountId: () => undefined,
  // 16 digits.
  peopleAfter: 7_312_004_455_667_000n,

  ownFields: PAGE_FIELDS,
  fields: PAGE_FIELDS,
  fieldOf: PAGE_FIELD_OF,
  hasNamedLists: true,
  hasDeliveryReceipts: true,
  // Everything up to this time is read.
  readReceipt: (watermark) => ({ watermark }),
  handoverLane: () => 'messaging',

  routingFlag: 'msgr_multi_app',
  hasPersonas: true,
  profileFields: PROFILE_FIELDS,
  hasMenuOptions: true,
  hasUserMenus: true,
  maxTextBytes: Number.POSITIVE_INFINITY,
  attachmentTypes: ['audio', 'file', 'image', 'template', 'video'],
  // Recorded in broidHQ/integrations#73.
  personType: 'MessengerPageScopedID',
  profile({ id, name, locale }, pictureUrl) {
    const { firstName, lastName } = namesOf(name);
    return { first_name: firstName, last_name: lastName, profile_pic: pictureUrl, locale, name, id };
  },
  usualProfile: ['first_name', 'last_name', 'profile_pic', 'id'],
  subcodes: { windowClosed: 2018278, takeRoutingOff: 2018464 },
  notOwner: () => undefined,
  errorWords: { '100/2018001': '(#100) No matching user found' },
};
