import type { Platform } from './events.ts';

/** App id of Meta's Page Inbox, where people answer for a page on Messenger. Source: Messenger Platform docs, Conversation Routing. */
export const PAGE_INBOX_APP_ID = '263902037430900';

/** App id of Meta's Instagram inbox. Source: Instagram Platform docs, Conversation Routing. */
export const INSTAGRAM_INBOX_APP_ID = '1217981644879628';

/** App id of Meta's automation that asks the questions of a lead ad. Source: Messenger Platform docs, Lead Generation Ads. */
export const LEAD_ADS_APP_ID = '413038776280800';

/** App id of Meta's Business AI, which answers customers by itself. Source: Messenger Platform docs, thread_owner ("BMX Gen AI Chatbot"). */
export const BUSINESS_AI_APP_ID = '622851382610562';

/** App id under which Meta's Business AI also answers, and takes threads. Seen in real deliveries; Meta has no page about it. */
export const BUSINESS_AI_CONTROL_APP_ID = '388207815496149';

/** The inbox that Meta itself keeps on a platform. */
export function inboxAppId(platform: Platform): string {
  return platform === 'instagram' ? INSTAGRAM_INBOX_APP_ID : PAGE_INBOX_APP_ID;
}

/** Which of Meta's inboxes an app id is, if any. */
export function inboxOf(appId: string | undefined): 'page' | 'instagram' | undefined {
  if (appId === PAGE_INBOX_APP_ID) return 'page';
  return appId === INSTAGRAM_INBOX_APP_ID ? 'instagram' : undefined;
}
