import { INSTAGRAM_INBOX_APP_ID, PAGE_INBOX_APP_ID } from '../meta-constants.ts';

/** Platform of a page's threads. */
export type PagePlatform = 'messenger' | 'instagram';

/** Platform of the threads of a page, or of a WhatsApp Business number. */
export type Platform = PagePlatform | 'whatsapp';

/** What the client must know about a platform of pages. */
export interface PlatformFacts {
  /** Its name in Graph. */
  readonly name: PagePlatform;
  /** Its name in sentences. */
  readonly label: string;
  /** App id of Meta's inbox, where people answer. */
  readonly inboxAppId: string;
  /** Parameters that name the platform in a handover call; empty if it is Graph's default. */
  readonly params: { readonly platform?: PagePlatform };
  /** The flag of `messaging_feature_status` that shows that Conversation Routing is on. */
  readonly routingFlag: 'msgr_multi_app' | 'ig_multi_app';
  /** Fields of a person's profile that are requested by default. */
  readonly profileFields: readonly string[];
  /** Whether a page can speak as a persona. */
  readonly hasPersonas: boolean;
}

/**
 * The platforms of pages by name. Sources: Messenger Platform docs and Instagram Messaging docs, Conversation Routing, User
 * Profile API; Messenger Platform docs, Personas.
 */
export const PLATFORMS: Readonly<Record<PagePlatform, PlatformFacts>> = {
  messenger: {
    name: 'messenger',
    label: 'Messenger',
    inboxAppId: PAGE_INBOX_APP_ID,
    params: {},
    routingFlag: 'msgr_multi_app',
    profileFields: ['first_name', 'last_name', 'profile_pic'],
    hasPersonas: true,
  },
  instagram: {
    name: 'instagram',
    label: 'Instagram',
    inboxAppId: INSTAGRAM_INBOX_APP_ID,
    params: { platform: 'instagram' },
    routingFlag: 'ig_multi_app',
    profileFields: ['name', 'username', 'profile_pic'],
    hasPersonas: false,
  },
};

/** The default platform of a client. */
export const DEFAULT_PLATFORM: PagePlatform = 'messenger';

/** Every platform that a client can be for. */
export const PLATFORM_NAMES: readonly Platform[] = [...(Object.keys(PLATFORMS) as PagePlatform[]), 'whatsapp'];
