import { PROFILE_FIELDS } from '../state/profile.ts';
import { PAGE_FIELD_OF, PAGE_FIELDS } from './page-fields.ts';
import { namesOf } from './person-names.ts';
import type { PlatformFacts } from './platform.ts';

/** App id of Meta's Page Inbox (Messenger Platform docs, Conversation Routing). */
export const PAGE_INBOX_ID = '263902037430900';

/** The one post of every page, on which people comment. */
const POST = '122100000000000';

/** Messenger: threads of the page itself. */
export const messenger: PlatformFacts = {
  name: 'messenger',
  label: 'Messenger',
  objectName: 'page',
  graphHosts: ['graph.facebook.com'],
  routings: ['on', 'off', 'primary'],
  hasNumbers: false,
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
  profile({ id, name, locale, profile: { timezone = 0, gender } }, pictureUrl) {
    const { firstName, lastName } = namesOf(name);
    return { first_name: firstName, last_name: lastName, profile_pic: pictureUrl, locale, timezone, gender, name, id };
  },
  profileNames: ['timezone', 'gender'],
  // The address that Meta makes up for each party (python-facebook, testdata).
  party: ({ id, name }) => ({ name, email: `${id}@facebook.com`, id }),
  conversationId: (digits) => `t_${digits}`,
  hasConversationLinks: true,
  // Graph API docs, Webhooks reference for Pages: feed.
  comment({ pageId, from: { id: personId, name }, number, text, at }) {
    const postId = `${pageId}_${POST}`;
    const id = `${POST}_${number}`;
    return {
      id,
      field: 'feed',
      value: {
        from: { id: personId, name },
        post_id: postId,
        comment_id: id,
        parent_id: postId,
        created_time: Math.floor(at / 1000),
        item: 'comment',
        verb: 'add',
        message: text,
      },
    };
  },
  usualProfile: ['first_name', 'last_name', 'profile_pic', 'id'],
  subcodes: { windowClosed: 2018278, takeRoutingOff: 2018464 },
  notOwner: () => undefined,
  errorWords: { '100/2018001': '(#100) No matching user found' },
};
