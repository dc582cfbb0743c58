import type { Platform } from './events.ts';
import { PLATFORMS, type PlatformFacts } from './platform/platforms.ts';

/** App id of Meta's Page Inbox, where people answer for a page on Messenger. Source: Messenger Platform docs, Conversation Routing. */
export const PAGE_INBOX_APP_ID: string = PLATFORMS.messenger.inboxAppId;

/** App id of Meta's Instagram inbox. Source: Instagram Platform docs, Conversation Routing. */
export const INSTAGRAM_INBOX_APP_ID: string = PLATFORMS.instagram.inboxAppId;

/** Stands for the WhatsApp Business app on a phone, which is no app at Meta. */
export const PHONE: string = PLATFORMS.whatsapp.inboxAppId;

/** App id of Meta's automation that asks the questions of a lead ad. Source: Messenger Platform docs, Lead Generation Ads. */
export const LEAD_ADS_APP_ID = '413038776280800';

/** App id of Meta's Business AI, which answers customers by itself. Source: Messenger Platform docs, thread_owner ("BMX Gen AI Chatbot"). */
export const BUSINESS_AI_APP_ID = '622851382610562';

/** App id under which Meta's Business AI also answers, and takes threads. Seen in real deliveries; Meta has no page about it. */
export const BUSINESS_AI_CONTROL_APP_ID = '388207815496149';

/** Where people answer on a platform: Meta's inbox, or what stands for the phone app. */
export function inboxAppId(platform: Platform): string {
  return PLATFORMS[platform].inboxAppId;
}

/** Which place where people answer an app id is, if any. */
export function inboxOf(appId: string | undefined): PlatformFacts['inbox'] | undefined {
  return Object.values(PLATFORMS).find((platform) => platform.inboxAppId === appId)?.inbox;
}
