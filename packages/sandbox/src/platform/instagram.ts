import { PAGE_FIELD_OF, PAGE_FIELDS } from './page-fields.ts';
import type { PlatformFacts } from './platform.ts';
import { usernameOf } from './username.ts';

/** App id of Meta's Instagram Inbox (Instagram Platform docs, Conversation Routing). */
export const INSTAGRAM_INBOX_ID = '1217981644879628';

const names = `agent_messages messages messaging_postbacks messaging_seen messaging_handover messaging_referral
messaging_optins message_reactions message_edit standby comments live_comments mentions story_insights creator_marketplace_projects
creator_marketplace_invited_creator_onboarding delta story_reactions onboarding_welcome_message_series follow comment_poll_response
story_poll_response share_to_story`;

/** Values of `subscribed_fields` for an Instagram account: some are the singular of the Page's names. */
const INSTAGRAM_FIELDS: readonly string[] = names.split(/\s+/);

/** The one post of every account, on which people comment. */
const MEDIA = '17900000000000000';

/** Instagram: threads of the account that is linked to the page. */
export const instagram: PlatformFacts = {
  name: 'instagram',
  label: 'Instagram',
  objectName: 'instagram',
  // The second one for apps with Instagram Login (Instagram Platform docs, Instagram API with Instagram Login).
  graphHosts: ['graph.facebook.com', 'graph.instagram.com'],
  routings: ['on', 'off', 'primary'],
  hasNumbers: false,
  inbox: { id: INSTAGRAM_INBOX_ID, name: 'Instagram Inbox' },
  accountId: ({ instagramId }) => instagramId,
  // 17 digits: too many for an exact JSON number.
  peopleAfter: 61_200_344_556_670_000n,

  ownFields: INSTAGRAM_FIELDS,
  fields: [...new Set([...PAGE_FIELDS, ...INSTAGRAM_FIELDS])],
  fieldOf: {
    ...PAGE_FIELD_OF,
    // There is no field for echoes: `messages` brings them.
    echo: 'messages',
    echo_deleted: 'messages',
    read: 'messaging_seen',
    referral: 'messaging_referral',
    message_edit: 'message_edit',
    handover: 'messaging_handover',
  },
  hasNamedLists: false,
  hasDeliveryReceipts: false,
  // The receipt names the message, not a time.
  readReceipt: (_, mid) => (mid ? { mid } : undefined),
  handoverLane: ({ instagramHandover }) => instagramHandover,

  routingFlag: 'ig_multi_app',
  hasPersonas: false,
  // Instagram Messaging docs, Ice Breakers and Persistent Menu: no other properties, and a menu has no options.
  profileFields: ['ice_breakers', 'persistent_menu'],
  hasMenuOptions: false,
  hasUserMenus: false,
  maxTextBytes: 1000,
  // A sticker of a heart, and a post of the account (Instagram Platform docs, Send Messages).
  attachmentTypes: ['audio', 'file', 'image', 'like_heart', 'media_share', 'template', 'video'],
  personType: 'IGBusinessScopedID',
  profile: ({ id, name, profile }, pictureUrl) => ({
    name,
    username: profile.username ?? usernameOf(name),
    profile_pic: pictureUrl,
    follower_count: profile.followerCount ?? 0,
    is_verified_user: profile.isVerifiedUser ?? false,
    is_user_follow_business: profile.isUserFollowBusiness ?? false,
    is_business_follow_user: profile.isBusinessFollowUser ?? false,
    id,
  }),
  profileNames: ['username', 'followerCount', 'isVerifiedUser', 'isUserFollowBusiness', 'isBusinessFollowUser'],
  party: ({ id, username }) => ({ username, id }),
  // Instagram's ids are base64: `ig_d:1:IGMessageThread:`, then the ids of account and thread.
  conversationId: (digits) => `aWdfZAG06MTpJR01lc3NhZA2VUaHJlYWQ6${Buffer.from(digits).toString('base64url')}`,
  hasConversationLinks: false,
  // Instagram Platform docs, Webhooks: comments.
  comment: ({ from: { id, username }, number, text }) => ({
    id: number,
    field: 'comments',
    value: { id: number, from: { id, username }, media: { id: MEDIA, media_product_type: 'FEED' }, text },
  }),
  usualProfile: ['name', 'username', 'id'],
  subcodes: { windowClosed: 2534022, takeRoutingOff: 2534123 },
  notOwner: ({ instagramNotOwner }) =>
    instagramNotOwner === '2534037'
      ? {
          code: 100,
          subcode: 2534037,
          message: '(#100) The action is invalid because the calling app is not the thread owner.',
        }
      : undefined,
  errorWords: {
    '10/2534014': '(#10) No matching Instagram user',
    '100/2534014': '(#100) No matching Instagram user',
  },
};
