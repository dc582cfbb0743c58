/**
 * App id of Meta's Page Inbox, also of the Business Suite inbox for Messenger. Source: Messenger Platform docs,
 * Conversation Routing.
 */
export const PAGE_INBOX_APP_ID: string = '263902037430900';

/** App id of Meta's Instagram inbox. Source: Instagram Messaging docs, Conversation Routing. */
export const INSTAGRAM_INBOX_APP_ID: string = '1217981644879628';

/**
 * App id of Messenger's lead-ads automation: it owns a thread while its questions run, then passes or releases it.
 * Source: Messenger Platform docs, Lead Generation Ads.
 */
export const LEAD_ADS_APP_ID: string = '413038776280800';

/** Longest extension of control: seven days, in seconds. Source: Messenger Platform docs, Conversation Routing. */
export const MAX_EXTENSION_SECONDS: number = 604_800;
