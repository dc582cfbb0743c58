import type { Platform } from '../../platform/platform.ts';
import { PLATFORMS } from '../../platform/platforms.ts';
import { usernameOf } from '../../platform/username.ts';
import { readLinkingToken } from '../../state/linking-token.ts';
import type { PersonState } from '../../state/person-state.ts';
import type { World } from '../../state/world.ts';
import { textOf } from '../../text-of.ts';
import { invalid } from '../graph-fault.ts';
import { personaShape } from '../persona-endpoints.ts';
import { checkTokenKind } from '../tokens/authorize.ts';
import { conversationShape, conversationsOf } from './conversation-shape.ts';
import { labelShape } from './label-shape.ts';
import { pictureData, pictureUrl } from './picture.ts';
import { edge, type Shape, single } from './shape.ts';

/** Fields of the Page that the sandbox has no value for (Graph API reference, Page). */
const EMPTY = `about affiliation artists_we_like attire best_page bio birthday booking_agent built category_list
company_overview contact_address copyright_attribution_insights country_page_likes cover culinary_team current_location delivery_and_pickup_option_info
description description_html differently_open_offerings directed_by display_subtext displayed_message_response_time does_viewer_have_page_permission_link_ig
emails engagement fan_count features followers_count food_styles founded general_info general_manager genre global_brand_page_name
has_lead_access has_whatsapp_business_number has_whatsapp_number hometown hours impressum influences is_always_open
is_chain is_community_page is_eligible_for_branded_content is_eligible_for_disable_connect_ig_btn_for_non_page_admin_am_web
is_messenger_bot_get_started_enabled is_messenger_platform_bot is_owned is_permanently_closed is_unclaimed is_verified
is_webhooks_subscribed keywords leadgen_tos_acceptance_time leadgen_tos_accepted leadgen_tos_accepting_user location members
messenger_ads_default_icebreakers messenger_ads_default_quick_replies messenger_ads_quick_replies_type mini_shop_storefront mission mpg new_like_count offer_eligible
overall_star_rating owner_business page_token parent_page parking payment_options personal_info personal_interests pharma_safety_info phone
pickup_options place_type plot_outline preferred_audience press_contact price_range privacy_info_url produced_by products promotion_eligible
promotion_ineligible_reason public_transit rating_count record_label release_date restaurant_services restaurant_specialties schedule
screenplay_by season single_line_address starring start_info store_code store_location_descriptor store_number studio
supports_donate_button_in_live_video talking_about_count temporary_status unread_notif_count unseen_message_count
user_access_expire_time verification_status voip_info website were_here_count whatsapp_number written_by`.split(/\s+/);

/** What the admin may do on the page: everything (Graph API reference, User Accounts). */
const TASKS = ['ADVERTISE', 'ANALYZE', 'CREATE_CONTENT', 'MANAGE', 'MESSAGING', 'MODERATE'];
const CATEGORY = { id: '2201', name: 'Product/service' };

/** The page (Graph API reference, Page). */
export const pageShape: Shape<World> = {
  type: 'Page',
  usual: ['name', 'id'],
  fields: {
    id: ({ options: { page } }) => page.id,
    name: ({ options: { page } }) => page.name,
    // The token of the calling app for this page.
    access_token: (world, { call }) => world.apps.get(call.app.id)?.accessToken,
    category: () => CATEGORY.name,
    category_list: () => [CATEGORY],
    tasks: () => TASKS,
    has_added_app: (world, { call }) => world.apps.has(call.app.id),
    is_published: () => true,
    link: ({ options: { page } }) => `https://www.facebook.com/${page.id}`,
    username: ({ options: { page } }) => usernameOf(page.name),
    picture: (world, { field }) => pictureData(world, world.options.page, field.modifiers),
    instagram_business_account: single(() => accountShape, linkedAccount),
    connected_instagram_account: single(() => accountShape, linkedAccount),
    messaging_feature_status: featureStatus,
    unread_message_count: (world) => [...world.people.values()].filter(isUnread).length,
    recipient: (world, { call }) => recipientOfToken(world, call.params['account_linking_token']),
    conversations: edge(conversationShape, (world, { call }) => {
      checkTokenKind(call.token, ['page']);
      return conversationsOf(world);
    }),
    personas: edge(personaShape, ({ personas }) => [...personas.values()]),
    custom_labels: edge(labelShape, ({ labels }) => [...labels.values()]),
  },
  empty: EMPTY,
};

/** The Instagram account that is linked to the page (Instagram Platform docs, IG User and Get Started). */
export const accountShape: Shape<World> = {
  type: 'IGUser',
  usual: ['name', 'id'],
  fields: {
    ...pageShape.fields,
    ...accountFields(),
    id: (world) => accountId(world),
  },
  empty: ['biography', 'followers_count', 'follows_count', 'has_profile_pic', 'is_published', 'media_count', 'website'],
};

/**
 * The page of an Instagram sandbox under `me`. An app with Instagram Login asks `me` on another host, which the sandbox
 * does not see, so it also knows the names of the account.
 */
export const pageWithAccountShape: Shape<World> = {
  ...pageShape,
  fields: { ...accountFields(), ...pageShape.fields, username: ({ options: { page } }) => usernameOf(page.name) },
};

function accountFields(): Shape<World>['fields'] {
  return {
    ig_id: accountId,
    user_id: accountId,
    username: ({ options: { page } }) => usernameOf(page.name),
    profile_picture_url: (world) => pictureUrl(world, { id: accountId(world) ?? '', name: world.options.page.name }),
    account_type: () => 'BUSINESS',
  };
}

function accountId({ options: { page, platform } }: World): string | undefined {
  return platform.accountId(page);
}

/** The page's own account on Instagram, if the run has it. */
function linkedAccount({ run, options: { page } }: World): World | undefined {
  return run.worlds.find((world) => world.options.page.id === page.id && accountId(world) !== undefined);
}

function isUnread({ messages, seenAt }: PersonState): boolean {
  return messages.some(({ from, at, deleted }) => from === null && !deleted && at > (seenAt ?? 0));
}

/**
 * The person who got this account linking token (Messenger Platform docs, Account Linking).
 *
 * @throws {GraphFault} Code 100: the token is none, or has expired.
 */
function recipientOfToken(world: World, token: unknown): string | undefined {
  if (token === undefined) return undefined;
  const personId = readLinkingToken(world, textOf(token));
  if (personId === undefined) throw invalid('Invalid account_linking_token');
  return personId;
}

function featureStatus(world: World): Record<string, boolean> {
  return {
    hop_v2: hopV2(world),
    ...Object.fromEntries(
      Object.values(PLATFORMS).flatMap(({ routingFlag, name }) =>
        routingFlag === undefined ? [] : [[routingFlag, routesOn(world, name)]],
      ),
    ),
  };
}

/** True if the page, or the account linked to it, has Conversation Routing on. */
function routesOn({ run, options }: World, platform: Platform): boolean {
  return run.worldOf({ id: options.page.id, platform })?.routing === 'on';
}

/** Meta's flag `hop_v2` of the protocol of 2021 to 2025. It says little about roles (see the quirk). */
function hopV2({ quirks, routing }: World): boolean {
  if (quirks.hopV2 === 'roles') return routing === 'primary';
  return quirks.hopV2 === 'always' || routing !== 'on';
}
