import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rejects } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { root, runNode } from '../../../scripts/workspace/run-tool.mjs';
import { mutate } from '../mutate.mjs';
import { rooms } from '../rooms.mjs';
import { strykerRooms } from '../stryker/rooms.mjs';
import { strykerPlugins } from '../stryker/sample.mjs';
import { workingCopy } from '../working-copy.mjs';

const mutants = suite('mutants');

const all = Object.values(rooms).flat();
const mutant = { file: 'a.ts', breaks: 'It breaks.', tests: ['a.test.ts'] };
let folder;

mutants.before.each(async () => {
  folder = await mkdtemp(join(tmpdir(), 'handover-mutants-test-'));
  await writeFile(join(folder, 'a.ts'), "export const price = 'one $';\nexport const two = 2;\n");
});

mutants.after.each(async () => {
  await rm(folder, { recursive: true, force: true });
});

for (const [room, list] of Object.entries(rooms)) {
  mutants(`the mutants of ${room} fit the current code, and their test files exist`, async () => {
    for (const each of list) {
      await mutate(root, each);
      for (const file of each.tests) await access(join(root, file));
    }
  });
}

for (const [room, { mutate: globs, tests }] of Object.entries(strykerRooms)) {
  mutants(`the folder and the tests of StrykerJS for ${room} exist`, async () => {
    for (const glob of globs) await access(join(root, glob.slice(0, glob.indexOf('/*'))));
    for (const file of tests) await access(join(root, file));
  });
}

mutants('a sample draws the same mutants each time, and leaves out all others', async () => {
  const checker = strykerPlugins[0].factory();
  const list = Array.from({ length: 400 }, (_, at) => ({ id: String(at) }));
  const groups = await checker.group(list);
  assert.is(groups.length, 151);
  assert.equal(await checker.group(list.toReversed()), [...groups.slice(0, 150), groups[150].toReversed()]);
  assert.equal(
    groups
      .flat()
      .map(Number)
      .sort((a, b) => a - b),
    list.map(({ id }) => Number(id)),
  );
  const statuses = await Promise.all(groups.map((ids) => checker.check(ids.map((id) => ({ id })))));
  assert.is(statuses.flatMap(Object.values).filter(({ status }) => status === 'passed').length, 150);
});

mutants('each mutant exists once, and says in one sentence what breaks', () => {
  assert.is(new Set(all.map(({ file, find, replace }) => JSON.stringify([file, find, replace]))).size, all.length);
  for (const { breaks } of all) assert.match(breaks, /^[A-Z].*\.$/);
});

mutants('a text is replaced literally, whatever it contains', async () => {
  const mutated = await mutate(folder, { ...mutant, find: 'one $', replace: '$& $1' });
  assert.match(mutated, /^export const price = '\$& \$1';\n/);
});

for (const [what, change, expected] of [
  ['whose text is not there', { find: 'three', replace: '3' }, /occurs 0 times/],
  ['whose text occurs twice', { find: 'export', replace: '' }, /occurs 2 times/],
  ['that changes nothing', { find: 'two', replace: 'two' }, /changes nothing/],
  ['that is not valid TypeScript', { find: 'two = 2', replace: 'two = (' }, /is not valid TypeScript/],
  ['without a test', { find: 'two', replace: 'one', tests: [] }, /names no test/],
]) {
  mutants(`one ${what} is refused`, async () => {
    await rejects(mutate(folder, { ...mutant, ...change }), (error) => expected.test(error.message));
  });
}

mutants('a copy holds the sources, and a mistake only during its trial, even if that fails', async () => {
  await mkdir(join(folder, 'node_modules/tool'), { recursive: true });
  await writeFile(join(folder, 'node_modules/tool/index.js'), '');
  await mkdir(join(folder, 'dist'));
  const copy = await workingCopy(folder);
  try {
    const text = () => readFile(join(copy.folder, 'a.ts'), 'utf8');
    const before = await text();
    const trial = copy.holding('a.ts', 'mistake', async () => {
      assert.is(await text(), 'mistake');
      throw new Error('of the test');
    });
    await rejects(trial, (error) => error.message === 'of the test');
    assert.is(await text(), before);
    assert.is(await readFile(join(folder, 'a.ts'), 'utf8'), before);
    await access(join(copy.folder, 'node_modules/tool/index.js'));
    await rejects(access(join(copy.folder, 'dist')), (error) => error.code === 'ENOENT');
  } finally {
    await copy.remove();
  }
  await rejects(access(copy.folder), (error) => error.code === 'ENOENT');
  await access(join(folder, 'node_modules/tool/index.js'));
});

mutants('a run reports what killed each mutant, and a name that matches none is an error', async () => {
  const run = await runNode('packages/mutants/run.mjs', ['--only', 'The attempts of a failing event are forgotten']);
  assert.ok(run.ok, run.output);
  assert.match(
    run.stdout,
    /^Without a mutant, \d test files: all pass\nkilled {3}sqlite: .*packages\/sqlite\/test\/[a-z-]+\.test\.ts: \d+ of/,
  );
  assert.match(run.stdout, /\n1 killed, 0 survived\n$/);

  const none = await runNode('packages/mutants/run.mjs', ['--only', 'nothing of the kind']);
  assert.not.ok(none.ok);
  assert.match(none.output, /matches no mutant. The rooms: sqlite, redis/);
});

mutants.run();
