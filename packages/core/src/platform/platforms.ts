import type { Platform } from '../event-parts.ts';
import { DONE_FOR_MS } from '../store-port.ts';

/** What differs between the platforms that threads are on. */
export interface PlatformFacts {
  /** The `object` of its deliveries. */
  readonly objectName: 'page' | 'instagram' | 'whatsapp_business_account';
  /** Name of the place where people answer: Meta's inbox, or the WhatsApp Business app on a phone. */
  readonly inbox: 'page' | 'instagram' | 'phone';
  /**
   * App id of the inbox that Meta itself keeps there; the phone app has none, so `phone` stands for it. Source: Messenger and
   * Instagram Platform docs, Conversation Routing.
   */
  readonly inboxAppId: string;
  /** Whether threads are passed, taken and looked up by calls to Graph. Without them a hand-over is a hold of this bot's own. */
  readonly hasThreadControl: boolean;
  /**
   * Whether a client and the threads of its page have the same page id. On Instagram the calls go to the page that the
   * account is linked to.
   */
  readonly isClientOfThreadsPage: boolean;
  /** Webhook fields that knowing the owner needs. Source: Messenger Platform docs and WhatsApp docs, Webhooks references. */
  readonly ownershipFields: readonly string[];
  /** Whether a person may have several ids, which may change: a phone number and a business-scoped user id. */
  readonly hasSeveralIds: boolean;
  /** Whether echoes name the app that sent them. */
  readonly echoesNameApp: boolean;
  /** How long Meta may redeliver an event, in ms. Source: Graph API docs, Webhooks; WhatsApp docs, Webhooks (seven days). */
  readonly redeliversForMs: number;
  /** Longest text of a message. Source: Messenger and Instagram Platform docs, Send API; WhatsApp docs, Text messages. */
  readonly textLimit: {
    readonly most: number;
    readonly unit: 'characters' | 'bytes';
    readonly lengthOf: (text: string) => number;
  };
}

/** The platforms: one entry each, which all lists of platforms are made from. */
export const PLATFORMS: Readonly<Record<Platform, PlatformFacts>> = {
  messenger: {
    objectName: 'page',
    inbox: 'page',
    inboxAppId: '263902037430900',
    hasThreadControl: true,
    hasSeveralIds: false,
    isClientOfThreadsPage: true,
    ownershipFields: ['messaging_handovers', 'standby', 'message_echoes'],
    echoesNameApp: true,
    redeliversForMs: DONE_FOR_MS,
    textLimit: { most: 2_000, unit: 'characters', lengthOf: (text) => text.length },
  },
  instagram: {
    objectName: 'instagram',
    inbox: 'instagram',
    inboxAppId: '1217981644879628',
    hasThreadControl: true,
    hasSeveralIds: false,
    isClientOfThreadsPage: false,
    // The first in the singular; echoes come with `messages`.
    ownershipFields: ['messaging_handover', 'standby'],
    echoesNameApp: false,
    redeliversForMs: DONE_FOR_MS,
    textLimit: { most: 1_000, unit: 'bytes', lengthOf: (text) => Buffer.byteLength(text) },
  },
  whatsapp: {
    objectName: 'whatsapp_business_account',
    inbox: 'phone',
    inboxAppId: 'phone',
    hasThreadControl: false,
    hasSeveralIds: true,
    isClientOfThreadsPage: true,
    ownershipFields: ['messages', 'smb_message_echoes'],
    echoesNameApp: false,
    redeliversForMs: 7 * 86_400_000,
    textLimit: { most: 4_096, unit: 'characters', lengthOf: (text) => text.length },
  },
};

/** The platform of a thread for which none is named. */
export const DEFAULT_PLATFORM: Platform = 'messenger';

/** Object name of a delivery to its platform. */
export const PLATFORM_OF_OBJECT: ReadonlyMap<string, Platform> = new Map(
  (Object.keys(PLATFORMS) as Platform[]).map((platform) => [PLATFORMS[platform].objectName, platform]),
);

/** True for the name of a platform. */
export function isPlatform(name: unknown): name is Platform {
  return typeof name === 'string' && Object.hasOwn(PLATFORMS, name);
}
