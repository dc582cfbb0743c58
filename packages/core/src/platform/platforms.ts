import type { Platform } from '../event-parts.ts';

/** What differs between the platforms that threads are on. */
export interface PlatformFacts {
  /** The `object` of its deliveries, and the name of its inbox. */
  readonly objectName: 'page' | 'instagram';
  /** App id of the inbox that Meta itself keeps there. Source: Messenger and Instagram Platform docs, Conversation Routing. */
  readonly inboxAppId: string;
}

/** The platforms: one entry each, which all lists of platforms are made from. */
export const PLATFORMS: Readonly<Record<Platform, PlatformFacts>> = {
  messenger: { objectName: 'page', inboxAppId: '263902037430900' },
  instagram: { objectName: 'instagram', inboxAppId: '1217981644879628' },
};

/** True for the name of a platform. */
export function isPlatform(name: unknown): name is Platform {
  return typeof name === 'string' && Object.hasOwn(PLATFORMS, name);
}
