import type { ResolvedApp } from './options/resolve-app.ts';
import type { Inbox } from './people/inbox.ts';
import type { MetaAi } from './people/meta-ai.ts';
import type { Person } from './people/person.ts';
import type { PhoneApp } from './people/phone-app.ts';
import type { Settings } from './people/settings.ts';
import type { Platform } from './platform/platform.ts';
import type { DeliveryEntry, TimelineEntry } from './timeline/timeline-entry.ts';
import type { GivenEntries } from './webhooks/by-hand.ts';

/** One page on one platform: its people, its agents and its settings. */
export interface SandboxPage extends Omit<Settings, 'setWebhook'> {
  /** Page id, on WhatsApp the phone number's id. A Facebook Page and its Instagram account have the same one. */
  readonly id: string;
  /** Its name. */
  readonly name: string;
  /** Id of the Instagram account, which deliveries carry on Instagram. */
  readonly instagramId: string;
  /** WhatsApp: id of the account that the number is in, which deliveries carry. Null elsewhere. */
  readonly accountId: string | null;
  /** WhatsApp: the number itself, digits with the country code. Null elsewhere. */
  readonly displayNumber: string | null;
  /** Platform on which its people write. */
  readonly platform: Platform;
  /** The apps that are connected to it, with secrets and with their tokens for this page. */
  readonly apps: readonly ResolvedApp[];
  /** The app's page token for this page. @throws {OptionError} The app is not connected to the page. */
  accessToken(appId: string): string;
  /** All people of the page so far. */
  readonly people: Person[];
  /**
   * The page's person of this name: the same object for the same name. Two pages have different people, even if their
   * names are the same. @throws {RangeError} The limit of people is reached.
   */
  person(name: string): Person;
  /** Human agents. */
  readonly inbox: Inbox;
  /** WhatsApp: the shop's phone, on which people answer in the WhatsApp Business app. */
  readonly phone: PhoneApp;
  /** Meta's own AI, which speaks and takes threads. */
  readonly ai: MetaAi;
  /** App id of the thread's owner; null: the thread is idle, or the page has no such person. */
  owner(personId: string): string | null;
  /** The entries of `sandbox.timeline` about this page: a copy, plain data. */
  readonly timeline: TimelineEntry[];
  /** As `sandbox.deliver`; an absent `id` of an entry becomes this page's. */
  deliver(appId: string, entry: GivenEntries, options?: { object?: string }): Promise<void>;
  /** As `sandbox.testButton`, with a field of this page's platform. */
  testButton(appId: string, field: string): Promise<DeliveryEntry>;
}
