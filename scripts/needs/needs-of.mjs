import { readFileSync } from 'node:fs';
import * as chromium from './chromium.mjs';
import * as redis from './redis.mjs';

/** What tests may need of the machine: a pattern in their source that shows the need, and what sees to it. */
const NEEDS = [
  { pattern: redis.pattern, provide: redis.redis },
  { pattern: chromium.pattern, provide: chromium.chromium },
];

/**
 * Sees to what these test files need, once for all of them; a run of files without needs asks for nothing.
 *
 * @param {readonly string[]} files Paths.
 * @throws {Error} Something can't be had; the message says what to do.
 */
export function provideNeedsOf(files) {
  const sources = files.map((file) => readFileSync(file, 'utf8'));
  for (const need of NEEDS) if (sources.some((source) => need.pattern.test(source))) need.provide();
}
