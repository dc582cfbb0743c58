import type { Platform } from '../event-parts.ts';

/** What differs between the platforms that threads are on. */
export interface PlatformFacts {
  /** The `object` of its deliveries, and the name of its inbox. */
  readonly objectName: 'page' | 'instagram';
  /** App id of the inbox that Meta itself keeps there. Source: Messenger and Instagram Platform docs, Conversation Routing. */
  readonly inboxAppId: string;
  /**
   * Whether a client and the threads of its page have the same page id. On Instagram the calls go to the page that the
   * account is linked to.
   */
  readonly isClientOfThreadsPage: boolean;
  /** Webhook fields that knowing the owner needs. Source: Messenger Platform docs, Webhook Events reference. */
  readonly ownershipFields: readonly string[];
  /** Whether echoes name the app that sent them. */
  readonly echoesNameApp: boolean;
  /** Longest text of a message. Source: Messenger and Instagram Platform docs, Send API. */
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
    inboxAppId: '263902037430900',
    isClientOfThreadsPage: true,
    ownershipFields: ['messaging_handovers', 'standby', 'message_echoes'],
    echoesNameApp: true,
    textLimit: { most: 2_000, unit: 'characters', lengthOf: (text) => text.length },
  },
  instagram: {
    objectName: 'instagram',
    inboxAppId: '1217981644879628',
    isClientOfThreadsPage: false,
    // The first in the singular; echoes come with `messages`.
    ownershipFields: ['messaging_handover', 'standby'],
    echoesNameApp: false,
    textLimit: { most: 1_000, unit: 'bytes', lengthOf: (text) => Buffer.byteLength(text) },
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
