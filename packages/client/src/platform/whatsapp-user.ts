import { nature } from '../argument-checks.ts';
import { OptionError } from '../option-error.ts';

/** Source: WhatsApp docs, Business-scoped user ids. */
const BSUID = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/;
const PHONE = /^[0-9]{5,20}$/;
/** What people put between the digits of a number. */
const FILLING = /[\s+().-]/g;

/**
 * The person in the form of a send: a business-scoped user id (BSUID) as `recipient`, a phone number as `to`.
 *
 * @throws {OptionError} It is neither.
 */
export function userOf(userId: unknown): { readonly recipient: string } | { readonly to: string } {
  if (typeof userId === 'string') {
    if (BSUID.test(userId)) return { recipient: userId };
    const digits = userId.replace(FILLING, '');
    if (PHONE.test(digits)) return { to: digits };
  }
  throw new OptionError(
    'userId',
    `userId must be a string: a BSUID such as 'PT.704…', or a phone number with its country code (got ${typeof userId === 'string' && userId !== '' ? 'another string' : nature(userId)})`,
  );
}
