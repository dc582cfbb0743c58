import type { PlatformFacts } from './platform.ts';

/**
 * Id under which messages of the WhatsApp Business app on a phone stand in the sandbox. It is the sandbox's own: Meta shows no
 * app id for them.
 */
export const PHONE_APP_ID = '990000000000001';

/** Value of `messaging_product` in calls and deliveries. */
export const MESSAGING_PRODUCT = 'whatsapp';

const names = `account_alerts account_review_update account_settings_update account_update automatic_events
business_capability_update business_status_update calls flows history message_echoes message_template_components_update
message_template_quality_update message_template_status_update messages messaging_handovers partner_solutions
payment_configuration_update phone_number_name_update phone_number_quality_update security smb_app_state_sync
smb_message_echoes standby template_category_update tracking_events user_preferences`;

/** Fields that an app can choose for its accounts (WhatsApp docs, Webhooks). */
const FIELDS: readonly string[] = names.split(/\s+/);

/** WhatsApp: threads of a business phone number. Its events, people and calls are in the folder `whatsapp`. */
export const whatsapp: PlatformFacts = {
  name: 'whatsapp',
  label: 'WhatsApp',
  objectName: 'whatsapp_business_account',
  graphHosts: ['graph.facebook.com'],
  routings: ['off'],
  hasNumbers: true,
  inbox: { id: PHONE_APP_ID, name: 'WhatsApp Business app' },
  accountId: () => undefined,
  // Phone numbers of 12 digits.
  peopleAfter: 351_960_000_000n,

  ownFields: FIELDS,
  fields: FIELDS,
  fieldOf: {
    message: 'messages',
    message_deleted: 'messages',
    echo: 'smb_message_echoes',
    echo_deleted: 'smb_message_echoes',
    postback: 'messages',
    reaction: 'messages',
    read: 'messages',
    delivery: 'messages',
    referral: 'messages',
    message_edit: 'messages',
    handover: 'messaging_handovers',
  },
  hasNamedLists: false,
  hasDeliveryReceipts: true,
  readReceipt: () => undefined,
  handoverLane: () => 'changes',

  routingFlag: undefined,
  hasPersonas: false,
  profileFields: [],
  hasMenuOptions: false,
  hasUserMenus: false,
  maxTextBytes: Number.POSITIVE_INFINITY,
  attachmentTypes: [],
  personType: 'WhatsAppUser',
  // Graph shows no people, no conversations and no posts of a number.
  profile: () => ({}),
  profileNames: ['username'],
  party: ({ id }) => ({ id }),
  conversationId: (digits) => `t_${digits}`,
  comment: undefined,
  hasConversationLinks: false,
  usualProfile: [],
  subcodes: { windowClosed: 0, takeRoutingOff: 0 },
  notOwner: () => undefined,
  errorWords: {},
};
