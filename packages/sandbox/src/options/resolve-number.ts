import { inventId } from '../invent-id.ts';
import { OptionError } from '../option-error.ts';
import type { PlatformFacts } from '../platform/platform.ts';
import { flags, id } from './option-checks.ts';
import type { SandboxPageOptions } from './options.ts';

/** What a business phone number has beside the id and the name of a page. */
export interface NumberFacts {
  /** The WhatsApp Business account that it is in. */
  accountId: string;
  /** The number itself: digits with the country code. */
  displayNumber: string;
  /** It is also in the WhatsApp Business app on a phone. */
  phoneApp: boolean;
}

const FIRST_ACCOUNT_ID = 330_000_000_000_001n;
const FIRST_NUMBER = 351_210_000_000n;
const NUMBER_OPTIONS = ['accountId', 'displayNumber', 'phoneApp'] as const;

/**
 * The facts of a phone number; undefined on platforms without numbers.
 *
 * @throws {OptionError} An option is wrong, another number of the run is the same, or the platform has no numbers.
 */
export function resolveNumber(
  given: SandboxPageOptions,
  { hasNumbers, label }: PlatformFacts,
  { others, where }: { others: readonly { page: { number?: NumberFacts } }[]; where: { page: string } },
): NumberFacts | undefined {
  if (!hasNumbers) {
    const foreign = NUMBER_OPTIONS.find((name) => given[name] !== undefined);
    if (foreign !== undefined) throw new OptionError(`${where.page}${foreign} is for phone numbers: ${label} has none`);
    return undefined;
  }
  flags(where.page.replace(/\.$/, ''), given, ['phoneApp']);
  const numbers = others.flatMap(({ page }) => page.number ?? []);
  const displayNumber = id(
    `${where.page}displayNumber`,
    given.displayNumber ??
      inventId(
        FIRST_NUMBER,
        numbers.map((number) => number.displayNumber),
      ),
  );
  if (numbers.some((number) => number.displayNumber === displayNumber)) {
    throw new OptionError(`${where.page}displayNumber: another number of the run is the same`);
  }
  const accountId = given.accountId ?? numbers[0]?.accountId ?? String(FIRST_ACCOUNT_ID);
  return {
    accountId: id(`${where.page}accountId`, accountId),
    displayNumber,
    phoneApp: given.phoneApp ?? true,
  };
}
