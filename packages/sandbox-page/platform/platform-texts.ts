import type { Platform } from '../sandbox.ts';

/** Words of the page that differ between the platforms. */
interface PlatformTexts {
  /** Title of the pane in which the customer writes. */
  customer: string;
  /** Title of the pane in which human agents answer. */
  inbox: string;
  /** Label of the field for the `ref` of a link. */
  ref: string;
}

const platformTexts: Readonly<Record<Platform, PlatformTexts>> = {
  messenger: { customer: 'Messenger', inbox: 'Page Inbox', ref: 'ref of an m.me link' },
  whatsapp: { customer: 'WhatsApp', inbox: 'The shop’s phone', ref: '' },
  instagram: { customer: 'Instagram', inbox: 'Instagram Inbox', ref: 'ref of an ig.me link' },
};

/** The words for the sandbox's platform. While the state is still loading, the words for Messenger. */
export function textsOf(state: { readonly platform: Platform } | undefined): PlatformTexts {
  return platformTexts[state?.platform ?? 'messenger'];
}
