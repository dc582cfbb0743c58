import type { Platform } from '@handover/client';

/** What the checks need to know of a platform. */
export interface PlatformFacts {
  /** Name for readers. */
  readonly label: string;
  /** The `object` of its deliveries and of the app's subscription. */
  readonly objectName: string;
  /**
   * Permissions of the token; any one of the sets does. Source: Messenger Platform, Instagram Platform and WhatsApp docs,
   * Permissions.
   */
  readonly scopes: readonly (readonly string[])[];
  /** Whether its token is one of a page; that of a number is a system user's. */
  readonly hasPageToken: boolean;
  /** Whether Meta routes its threads. */
  readonly hasRouting: boolean;
  /** Fields that a bot needs and that are chosen for the app alone. Source: WhatsApp docs, Webhooks. */
  readonly appFields: readonly string[];
  /** Whether the account of the page is a node of its own. */
  readonly hasLinkedAccount: boolean;
}

/** The platforms. */
export const PLATFORM_FACTS: Readonly<Record<Platform, PlatformFacts>> = {
  messenger: {
    label: 'Messenger',
    objectName: 'page',
    scopes: [['pages_messaging', 'pages_manage_metadata']],
    hasPageToken: true,
    hasRouting: true,
    appFields: ['messages'],
    hasLinkedAccount: false,
  },
  instagram: {
    label: 'Instagram',
    objectName: 'instagram',
    scopes: [
      ['instagram_basic', 'instagram_manage_messages', 'pages_manage_metadata'],
      ['instagram_business_basic', 'instagram_business_manage_messages'],
    ],
    hasPageToken: true,
    hasRouting: true,
    appFields: ['messages'],
    hasLinkedAccount: true,
  },
  whatsapp: {
    label: 'WhatsApp',
    objectName: 'whatsapp_business_account',
    scopes: [['whatsapp_business_messaging', 'whatsapp_business_management']],
    hasPageToken: false,
    hasRouting: false,
    appFields: ['messages', 'smb_message_echoes'],
    hasLinkedAccount: false,
  },
};
