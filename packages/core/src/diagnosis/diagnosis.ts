import type { SignatureError } from '../errors.ts';
import type { HandoverEvent, PageReference } from '../events.ts';
import type { HandoverOptions } from '../options.ts';
import type { Owners } from '../ownership/owner.ts';
import type { ThreadRecord } from '../ownership/registers.ts';
import { DEFAULT_PLATFORM, isPlatform } from '../platform/platforms.ts';
import type { Clock, Logger, PageClient } from '../ports.ts';
import { check, type Finding } from './check.ts';
import { type EchoWatch, echoWatch } from './echo-watch.ts';
import { type StandbyWatch, standbyWatch } from './standby-watch.ts';
import { type SubscriptionWatch, subscriptionWatch } from './subscription-watch.ts';
import type { Warnings } from './warnings.ts';

/** What a diagnosis is made with. */
export interface DiagnosisOptions {
  /** The options of the bot. */
  readonly options: HandoverOptions;
  readonly warnings: Warnings;
  readonly clientOf: (page: PageReference) => PageClient;
  readonly owners: Owners;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Whether a name has handlers. */
  readonly isWanted: (name: string) => boolean;
}

/** `bot.check()` asks Meta about each page that was seen: of more the first are checked. */
const MOST_PAGES = 100;
/** Once deliveries have come through, forged ones are everyday noise: so many in a row are not. */
const MANY_IN_A_ROW = 20;

/** Watches what goes in and out of a bot for signs of a wrong set-up, and warns the developer. */
export class Diagnosis {
  readonly #echoes: EchoWatch;
  readonly #standby: StandbyWatch;
  readonly #subscriptions: SubscriptionWatch;
  /** The page of a single client; of a function each call may name another one. */
  readonly #ownPage: PageReference | undefined;
  readonly #pages = new Map<string, PageReference>();
  #hasAccepted = false;
  #refusedInARow = 0;

  constructor(private readonly parts: DiagnosisOptions) {
    const { options, warnings, clientOf, isWanted } = parts;
    const { appId, client } = options;
    this.#ownPage = typeof client === 'function' ? undefined : pageOf(client);
    this.#echoes = echoWatch({ appId, warnings });
    this.#standby = standbyWatch({ warnings, clientOf, isWanted });
    const canRead = typeof client === 'object' && typeof client.getSubscriptions === 'function';
    this.#subscriptions = subscriptionWatch({
      ...parts,
      appId,
      ownPage: canRead ? this.#ownPage : undefined,
      isWanted: () => isWanted('message'),
    });
    // A client of another app acts as that app, and its refusals say nothing about this one.
    const clientAppId = typeof client === 'object' ? client.appId : undefined;
    if (typeof clientAppId === 'string' && clientAppId !== appId) {
      warnings.warn('client_app_id', { fields: { appId, clientAppId } });
    }
  }

  /** A delivery had a right signature. */
  accepted(): void {
    if (this.#hasAccepted && this.#refusedInARow === 0) return;
    this.#hasAccepted = true;
    this.#refusedInARow = 0;
    this.parts.warnings.cured('wrong_signature');
    this.parts.warnings.cured('missing_signature');
  }

  /** A delivery was refused for its signature. */
  signatureRefused({ reason }: SignatureError): void {
    this.#refusedInARow += 1;
    if (this.#hasAccepted && this.#refusedInARow < MANY_IN_A_ROW) return;
    const code = reason === 'missing' ? 'missing_signature' : 'wrong_signature';
    this.parts.warnings.warn(code, { fields: { refusedInARow: this.#refusedInARow } });
  }

  /** A verification request was refused. */
  verificationRefused(reason: string): void {
    if (reason === 'no_token') this.parts.warnings.warn('no_verify_token');
    if (reason === 'wrong_token') this.parts.warnings.warn('wrong_verify_token');
  }

  /** Called for each event of a person that runs here. `record` is the thread as the store returned it. */
  received(event: HandoverEvent, record: ThreadRecord | undefined): void {
    const { platform, pageId } = event;
    const key = `${platform}:${pageId}`;
    if (this.#pages.size < MOST_PAGES && !this.#pages.has(key)) this.#pages.set(key, { platform, pageId });
    if (event.kind === 'echo') this.#echoes.seen(event);
    else if (!this.#standby.reached.has(key)) {
      this.#standby.seen(event, record === undefined ? undefined : this.parts.owners.of(record, event));
    }
  }

  /** Graph accepted a message of this bot. */
  sent(page: PageReference, messageId: string | undefined): void {
    this.#echoes.sent(page, messageId);
  }

  /** A delivery with these events was answered with this status. */
  answered(status: number, events: readonly HandoverEvent[]): void {
    if (status >= 500 || this.#subscriptions.isFailing) this.#subscriptions.answered(status, events);
  }

  /** `bot.check()`. */
  check(skewMs: number | undefined): Promise<readonly Finding[]> {
    const { options, warnings, clientOf, isWanted } = this.parts;
    return check({
      appId: options.appId,
      warnings,
      clientOf,
      pages: this.#ownPage === undefined ? [...this.#pages.values()] : [this.#ownPage],
      routing: options.routing ?? 'auto',
      hasVerifyToken: options.verifyToken !== undefined,
      isStoreDefault: options.store === undefined,
      skewMs,
      isWanted,
    });
  }

  /** Looks for nothing any more. */
  stop(): void {
    this.#subscriptions.stop();
  }
}

function pageOf(client: Exclude<HandoverOptions['client'], (...args: never) => unknown>): PageReference {
  const { platform, pageId } = client;
  return {
    platform: isPlatform(platform) ? platform : DEFAULT_PLATFORM,
    pageId: typeof pageId === 'string' ? pageId : 'me',
  };
}
