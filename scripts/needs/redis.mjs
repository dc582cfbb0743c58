// A Redis for the tests: REDIS_URL, else a redis-server on the PATH, else one installed with apt. See CONTRIBUTING.md.
import { provide } from './provide.mjs';

/** Which test files need it: those that start a server, by the name of the module that does. */
export const pattern = /\/redis-(?:server|cluster)(?:\.ts)?'/;

/**
 * Sees to it that there is a Redis, and puts where it is into the environment of the tests: `REDIS_SERVER`, the path of
 * the program. With `REDIS_URL` set and no program, tests that freeze or kill a Redis fail and say so.
 *
 * @throws {Error} There is none and none can be installed; the message says what to do.
 */
export function redis() {
  if (process.env.REDIS_SERVER) return;
  const path = provide({
    programs: ['redis-server'],
    aptPackage: 'redis-server',
    optional: Boolean(process.env.REDIS_URL),
    otherwise:
      'Install it (apt-get install redis-server, brew install redis), or name one that runs: REDIS_URL=redis://127.0.0.1:6379 (only keys under a prefix made up for each test are touched)',
  });
  if (path !== undefined) process.env.REDIS_SERVER = path;
}
