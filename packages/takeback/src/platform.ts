// Everything that depends on the platform: to add a platform, change this file.
import {
  INSTAGRAM_INBOX_APP_ID,
  type Owner,
  PAGE_INBOX_APP_ID,
  type PageReference,
  PLATFORMS,
  type ThreadReference,
} from '@handover/core';

/** The messaging platform. */
export type Platform = PageReference['platform'];

/**
 * Webhook fields that deliver what others write in a thread. On Instagram, echoes come with `messages`.
 * Source: Messenger and Instagram Platform docs and WhatsApp docs, Webhooks.
 */
export const HEARING_FIELDS: Readonly<Record<Platform, readonly string[]>> = {
  messenger: ['message_echoes', 'standby'],
  instagram: ['messages', 'standby'],
  whatsapp: ['smb_message_echoes'],
};

/** {@link HEARING_FIELDS} in words. */
export const HEARING_FIELDS_TEXT = 'message_echoes and standby (on Instagram to messages and standby)';

/** Whether Meta can be asked for the owner and the messages of a thread. */
export function canLookUp(platform: Platform): boolean {
  return PLATFORMS[platform].hasThreadControl;
}

/** Stands for the people who answer in the WhatsApp Business app, as their app id. */
const PHONE = PLATFORMS.whatsapp.inboxAppId;

/** The app id of an owner, or what stands for it. */
export function appIdOf(owner: Owner): string | undefined {
  if (owner.kind !== 'app') return undefined;
  return owner.inbox === 'phone' ? PHONE : owner.appId;
}

/** The app with this id, as an owner. Without an id: an app that Meta has not named. */
export function ownerOf(appId: string | undefined): Owner {
  if (appId === undefined) return { kind: 'app' };
  if (appId === PHONE) return { kind: 'app', inbox: 'phone' };
  if (appId === PAGE_INBOX_APP_ID) return { kind: 'app', appId, inbox: 'page' };
  if (appId === INSTAGRAM_INBOX_APP_ID) return { kind: 'app', appId, inbox: 'instagram' };
  return { kind: 'app', appId };
}

/** The page of a thread, without its person. */
export function pageOf({ platform, pageId }: PageReference): PageReference {
  return { platform, pageId };
}

/** A page as a key. */
export function pageKey({ platform, pageId }: PageReference): string {
  return `${platform}:${pageId}`;
}

/** A thread as a key. */
export function threadKey(thread: Required<ThreadReference>): string {
  return `${pageKey(thread)}:${thread.userId}`;
}

/** The thread of a {@link threadKey}; `undefined` for a key of something else. */
export function threadOfKey(key: string): Required<ThreadReference> | undefined {
  const [, platform = '', pageId, userId] = /^([^:]*):([^:]+):(.+)$/s.exec(key) ?? [];
  if (pageId === undefined || userId === undefined || !Object.hasOwn(HEARING_FIELDS, platform)) return undefined;
  return { platform: platform as Platform, pageId, userId };
}
