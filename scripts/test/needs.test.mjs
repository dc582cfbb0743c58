import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const needs = suite('needs of tests');

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs tests as on a machine without any program. */
function testOnBareMachine(file) {
  const { REDIS_URL: _, REDIS_SERVER: __, ...env } = process.env;
  return spawnSync(process.execPath, ['scripts/test.mjs', file], {
    cwd: root,
    env: { ...env, PATH: '/nonexistent' },
    encoding: 'utf8',
  });
}

needs('a test of Redis fails if Redis is missing and cannot be installed, and says what to do', () => {
  const { status, stdout, stderr } = testOnBareMachine('packages/redis/test/redis-cluster.test.ts');
  assert.is(status, 1);
  assert.match(stderr, /redis-server.*apt-get install redis-server.*REDIS_URL=/);
  assert.is(stdout, '0 passed, 1 failed\n');
});

needs('a test that needs no Redis runs without one', () => {
  const { status, stdout } = testOnBareMachine('packages/core/test/note.test.ts');
  assert.is(status, 0);
  assert.match(stdout, /[1-9]\d* passed, 0 failed\n$/);
});

needs.run();
