import type { Platform } from '../platform/platform.ts';
import { PLATFORMS } from '../platform/platforms.ts';
import type { World } from '../state/world.ts';
import { conversationShape, conversationsOf } from './conversation-shape.ts';
import type { GraphNode } from './node.ts';
import { personaShape } from './persona-endpoints.ts';
import { edge, type Shape } from './shape.ts';

/** Fields of the Page that the sandbox has no value for (Graph API reference, Page). */
const EMPTY = `about affiliation artists_we_like attire best_page bio birthday booking_agent built category_list
company_overview contact_address copyright_attribution_insights country_page_likes cover culinary_team current_location delivery_and_pickup_option_info
description description_html differently_open_offerings directed_by display_subtext displayed_message_response_time does_viewer_have_page_permission_link_ig
emails engagement fan_count features followers_count food_styles founded general_info general_manager genre global_brand_page_name
has_added_app has_lead_access has_whatsapp_business_number has_whatsapp_number hometown hours impressum influences is_always_open
is_chain is_community_page is_eligible_for_branded_content is_eligible_for_disable_connect_ig_btn_for_non_page_admin_am_web
is_messenger_bot_get_started_enabled is_messenger_platform_bot is_owned is_permanently_closed is_published is_unclaimed is_verified
is_webhooks_subscribed keywords leadgen_tos_acceptance_time leadgen_tos_accepted leadgen_tos_accepting_user link location members
messenger_ads_default_icebreakers messenger_ads_default_quick_replies messenger_ads_quick_replies_type mini_shop_storefront mission mpg new_like_count offer_eligible
overall_star_rating owner_business page_token parent_page parking payment_options personal_info personal_interests pharma_safety_info phone
pickup_options place_type plot_outline preferred_audience press_contact price_range privacy_info_url produced_by products promotion_eligible
promotion_ineligible_reason public_transit rating_count recipient record_label release_date restaurant_services restaurant_specialties schedule
screenplay_by season single_line_address starring start_info store_code store_location_descriptor store_number studio
supports_donate_button_in_live_video talking_about_count temporary_status unread_message_count unread_notif_count unseen_message_count
user_access_expire_time username verification_status voip_info website were_here_count whatsapp_number written_by`.split(
  /\s+/,
);

/** The page, also under the id of its linked account. */
export const pageShape: Shape<GraphNode> = {
  type: 'Page',
  usual: ['name', 'id'],
  fields: {
    id: ({ id }) => id,
    name: (_, { call }) => call.world.options.page.name,
    messaging_feature_status: (_, { call }) => featureStatus(call.world),
    conversations: edge(conversationShape, (_, { call }) => conversationsOf(call.world)),
    personas: edge(personaShape, (_, { call }) => [...call.world.personas.values()]),
  },
  empty: EMPTY,
};

/** The Instagram account that is linked to the page. */
export const accountShape: Shape<GraphNode> = { ...pageShape, type: 'IGUser' };

function featureStatus(world: World): Record<string, boolean> {
  return {
    hop_v2: hopV2(world),
    ...Object.fromEntries(Object.values(PLATFORMS).map((one) => [one.routingFlag, routesOn(world, one.name)])),
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
