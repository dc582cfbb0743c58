import type { Platform } from '../sandbox.ts';

/** Words of the page that differ between the platforms. */
interface PlatformTexts {
  /** What a page of the run is called. */
  page: string;
  /** Title of the pane in which the customer writes. */
  customer: string;
  /** Title of the pane in which human agents answer. */
  inbox: string;
  /** What the bot sets by `messenger_profile`. */
  profile: string;
  /** Label of the field for the `ref` of a link. */
  ref: string;
  /** What the page says about the second pane. */
  agents: string;
}

const platformTexts: Readonly<Record<Platform, PlatformTexts>> = {
  messenger: {
    page: 'Page',
    customer: 'Messenger',
    inbox: 'Page Inbox',
    profile: 'Messenger profile',
    ref: 'ref of an m.me link',
    agents: 'what the human agents see',
  },
  instagram: {
    page: 'Page',
    customer: 'Instagram',
    inbox: 'Instagram Inbox',
    profile: 'Instagram profile',
    ref: 'ref of an ig.me link',
    agents: 'what the human agents see',
  },
  // A number has no profile that a bot sets, and no links with a ref.
  whatsapp: {
    page: 'Number',
    customer: 'WhatsApp',
    inbox: 'WhatsApp Business app',
    profile: 'Profile',
    ref: 'ref of a link',
    agents: 'the shop’s phone',
  },
};

/** The platform of a page that is still loading, and of a new page until another one is chosen. */
export const usualPlatform: Platform = 'messenger';

/** The words for the platform of a page. */
export function textsOf(page: { readonly platform: Platform } | undefined): PlatformTexts {
  return platformTexts[page?.platform ?? usualPlatform];
}
