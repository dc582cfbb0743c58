import { wrongType } from '../argument-errors.ts';
import type { PlatformFacts } from './platforms.ts';

/** @throws {TypeError} The platform has no personas. */
export function requirePersonas({ hasPersonas, label }: PlatformFacts): void {
  if (!hasPersonas) throw wrongType(`${label} has no personas: they exist on Messenger only`);
}
