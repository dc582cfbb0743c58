import { readFileSync } from 'node:fs';
import * as chromium from './chromium.mjs';
import * as postgres from './postgres.mjs';
import * as redis from './redis.mjs';

/**
 * What tests may need from the machine: a pattern in their source that shows the need, and the function that provides
 * it.
 */
const NEEDS = [
  { pattern: redis.pattern, provide: redis.redis },
  { pattern: postgres.pattern, provide: postgres.postgres },
  { pattern: postgres.bouncerPattern, provide: postgres.pgbouncer },
  { pattern: chromium.pattern, provide: chromium.chromium },
];

/**
 * Provides what these test files need, once for all of them. Files without needs install nothing.
 *
 * @param {readonly string[]} files Paths.
 * @throws {Error} Something can't be provided. The message says what to do.
 */
export function provideNeedsOf(files) {
  const sources = files.map((file) => readFileSync(file, 'utf8'));
  for (const need of NEEDS) if (sources.some((source) => need.pattern.test(source))) need.provide();
}
