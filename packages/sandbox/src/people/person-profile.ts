import { checkKnownKeys, kindOf } from '../known-keys.ts';
import { OptionError } from '../option-error.ts';
import type { PersonProfile, PlatformFacts } from '../platform/platform.ts';

const TYPES: Readonly<Record<keyof PersonProfile, 'string' | 'number' | 'boolean'>> = {
  timezone: 'number',
  gender: 'string',
  username: 'string',
  followerCount: 'number',
  isVerifiedUser: 'boolean',
  isUserFollowBusiness: 'boolean',
  isBusinessFollowUser: 'boolean',
};

/**
 * A copy of the profile.
 *
 * @throws {OptionError} The platform has no such value, or it is of a wrong type.
 */
export function checkPersonProfile(
  { profileNames }: PlatformFacts,
  given: PersonProfile,
): PersonProfile & Record<string, unknown> {
  checkKnownKeys('setProfile: ', given, profileNames);
  for (const [name, value] of Object.entries(given) as [keyof PersonProfile, unknown][]) {
    const isCount = name !== 'followerCount' || (Number.isInteger(value) && Number(value) >= 0);
    if (typeof value !== TYPES[name] || value === '' || Number.isNaN(value) || !isCount) {
      throw new OptionError(`setProfile: ${name} must be a ${TYPES[name]} (got ${kindOf(value)})`);
    }
  }
  if (given.gender !== undefined && !['female', 'male'].includes(given.gender)) {
    throw new OptionError("setProfile: gender must be 'female' or 'male'");
  }
  return { ...given };
}
