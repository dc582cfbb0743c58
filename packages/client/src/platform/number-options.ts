import { type Id, idOf, nature, optionalIdOf } from '../argument-checks.ts';
import { OptionError } from '../option-error.ts';

/** Options that only a client for WhatsApp has. */
export interface NumberOptions {
  /** Id of the phone number, not the number itself. */
  readonly phoneNumberId?: Id | undefined;
  /** Id of the WhatsApp Business account that the number is in; the calls about subscriptions need it. */
  readonly accountId?: Id | undefined;
}

/** Whether the options are for a WhatsApp Business number. */
export function isWhatsapp({ platform }: { readonly platform?: unknown }): boolean {
  return platform === 'whatsapp';
}

/**
 * The number and its account.
 *
 * @throws {OptionError} The number is missing, or an id is wrong.
 */
export function numberOf({ phoneNumberId, pageId, accountId }: NumberOptions & { readonly pageId?: Id | undefined }): {
  readonly platform: 'whatsapp';
  readonly pageId: string;
  readonly accountId: string | undefined;
} {
  const given = phoneNumberId ?? pageId;
  if (given === undefined || given === 'me') {
    throw new OptionError(
      'phoneNumberId',
      `phoneNumberId must be the id of the phone number, since with platform 'whatsapp' a token may be of several numbers (got ${nature(given)}): look it up under WhatsApp, API Setup in the app dashboard`,
    );
  }
  return {
    platform: 'whatsapp',
    pageId: idOf(given, 'phoneNumberId'),
    accountId: optionalIdOf(accountId, 'accountId'),
  };
}

/** @throws {OptionError} A page was given an option of a number. */
export function refuseNumberOptions(options: NumberOptions): void {
  for (const name of ['phoneNumberId', 'accountId'] as const) {
    if (options[name] !== undefined) {
      throw new OptionError(name, `${name} is for WhatsApp: give createClient the option platform: 'whatsapp' too`);
    }
  }
}
