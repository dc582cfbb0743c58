import { OptionError } from '../option-error.ts';
import type { PlatformFacts } from './platforms.ts';

/** @throws {OptionError} The platform has no personas. */
export function requirePersonas({ hasPersonas, label }: PlatformFacts): void {
  if (!hasPersonas) throw new OptionError('platform', `${label} has no personas: they exist on Messenger only`);
}
