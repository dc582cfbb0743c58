// A Redis for the tests: REDIS_URL, else a redis-server on the PATH, else one installed with apt. See CONTRIBUTING.md.
import { provide } from './provide.mjs';

/** Matches test files that start a Redis server, by the name of the module they import. */
export const pattern = /\/redis-(?:server|cluster)(?:\.ts)?'/;

/**
 * Makes sure that there is a Redis, and sets `REDIS_SERVER`, the path of the program, in the environment of the tests.
 * If only `REDIS_URL` is set, tests that freeze or kill a Redis fail with that reason.
 *
 * @throws {Error} There is none and none can be installed. The message says what to do.
 */
export function redis() {
  if (process.env.REDIS_SERVER) return;
  const path = provide({
    programs: ['redis-server'],
    aptPackages: ['redis-server'],
    optional: Boolean(process.env.REDIS_URL),
    otherwise:
      'Install it (apt-get install redis-server, brew install redis), or name a running one: REDIS_URL=redis://127.0.0.1:6379 (the tests use only keys under random prefixes)',
  });
  if (path !== undefined) process.env.REDIS_SERVER = path;
}
