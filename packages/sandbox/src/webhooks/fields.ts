import type { Platform } from '../meta.ts';

/** Kinds of events that the sandbox sends. */
export type EventKind =
  | 'message'
  | 'message_deleted'
  | 'echo'
  | 'echo_deleted'
  | 'postback'
  | 'reaction'
  | 'read'
  | 'delivery'
  | 'referral'
  | 'message_edit'
  | 'handover';

const pageFieldNames = `affiliation attire awards bio birthday business_integrity call_permission_reply call_settings_update calls category
checkins comment_poll_response company_overview conversations culinary_team current_location description email feature_access_list feed
follow founded general_info general_manager group_feed hometown hours inbox_labels invalid_topic_placeholder
invoice_access_bank_slip_events invoice_access_invoice_change invoice_access_invoice_draft_change
invoice_access_onboarding_status_active leadgen leadgen_fat leadgen_update live_videos local_delivery location marketing_message_clicks
marketing_message_deliveries marketing_message_delivery_failed marketing_message_echoes marketing_message_reads
marketing_messages_subscriber_upload_status mcom_invoice_change members mention merchant_review message_context message_deliveries
message_echoes message_edits message_mention message_reactions message_reads message_template_status_update messages
messaging_account_linking messaging_appointments messaging_checkout_updates messaging_customer_information messaging_direct_sends
messaging_fblogin_account_linking messaging_feedback messaging_game_plays messaging_handovers messaging_in_thread_lead_form_submit
messaging_integrity messaging_optins messaging_optouts messaging_payments messaging_policy_enforcement messaging_postbacks
messaging_pre_checkouts messaging_referrals mission name page_about_story page_change_proposal page_upcoming_change parking
payment_options payment_request_update personal_info personal_interests phone picture price_range product_review products
public_transit publisher_subscriptions ratings registration response_feedback send_cart standby story_poll_response story_share
user_action video_text_question_responses videos website`;

const instagramFieldNames = `agent_messages messages messaging_postbacks messaging_seen messaging_handover messaging_referral
messaging_optins message_reactions message_edit standby comments live_comments mentions story_insights creator_marketplace_projects
creator_marketplace_invited_creator_onboarding delta story_reactions onboarding_welcome_message_series follow comment_poll_response
story_poll_response share_to_story`;

/** Values of `subscribed_fields` for a Page (Graph API reference, Page/subscribed_apps). */
export const PAGE_FIELDS: readonly string[] = pageFieldNames.split(/\s+/);

/** Values of `subscribed_fields` for an Instagram account: some are the singular of the Page's names. */
export const INSTAGRAM_FIELDS: readonly string[] = instagramFieldNames.split(/\s+/);

/** Names that a subscription on this platform may use: an Instagram account linked to a page takes the Page's too. */
export function fieldsOf(platform: Platform): readonly string[] {
  return platform === 'instagram' ? [...new Set([...PAGE_FIELDS, ...INSTAGRAM_FIELDS])] : PAGE_FIELDS;
}

const messengerField: Record<EventKind, string> = {
  message: 'messages',
  message_deleted: 'messages',
  echo: 'message_echoes',
  echo_deleted: 'message_echoes',
  postback: 'messaging_postbacks',
  reaction: 'message_reactions',
  read: 'message_reads',
  delivery: 'message_deliveries',
  referral: 'messaging_referrals',
  message_edit: 'message_edits',
  handover: 'messaging_handovers',
};

const instagramField: Record<EventKind, string> = {
  ...messengerField,
  // Instagram has no field for echoes: they ride on `messages`.
  echo: 'messages',
  echo_deleted: 'messages',
  read: 'messaging_seen',
  referral: 'messaging_referral',
  message_edit: 'message_edit',
  handover: 'messaging_handover',
};

/** The field an app must be subscribed to for this kind on `messaging`. */
export function fieldOf(kind: EventKind, platform: Platform): string {
  return platform === 'instagram' ? instagramField[kind] : messengerField[kind];
}

/** A Page's name of a field as Instagram calls it; other names stay. */
export function instagramName(field: string): string {
  const kind = (Object.keys(messengerField) as EventKind[]).find((key) => messengerField[key] === field);
  return kind === undefined ? field : instagramField[kind];
}

/** Every field of which the sandbox has something to deliver, `standby` last. */
export function deliveredFields(platform: Platform): string[] {
  const table = platform === 'instagram' ? instagramField : messengerField;
  return [...new Set([...Object.values(table), 'standby'])].filter(
    // Instagram has no receipts of delivery.
    (field) => platform === 'messenger' || field !== 'message_deliveries',
  );
}

/** What an app is subscribed to unless it says otherwise: all that a bot with handover needs. */
export function recommendedFields(platform: Platform): string[] {
  const kinds: EventKind[] = ['message', 'postback', 'referral', 'handover', 'echo', 'reaction', 'read'];
  return [...new Set([...kinds.map((kind) => fieldOf(kind, platform)), 'standby'])];
}
