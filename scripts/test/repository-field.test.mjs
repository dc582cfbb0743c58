import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { repositoryField } from '../release/repository-field.mjs';

const field = suite('repositoryField');

field('names the repository of the build, and the folder in it', () => {
  const env = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'owner/name' };
  assert.equal(repositoryField(env, 'packages/core'), {
    type: 'git',
    url: 'git+https://github.com/owner/name.git',
    directory: 'packages/core',
  });
});

for (const env of [
  {},
  { GITHUB_REPOSITORY: 'owner/name' },
  { GITHUB_SERVER_URL: 'https://github.com' },
  { GITHUB_SERVER_URL: 'http://github.com', GITHUB_REPOSITORY: 'owner/name' },
  { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'name' },
]) {
  field(`is an error if the environment names no repository: ${JSON.stringify(env)}`, () => {
    assert.throws(() => repositoryField(env, 'packages/core'), /release\.yml/);
  });
}

field.run();
