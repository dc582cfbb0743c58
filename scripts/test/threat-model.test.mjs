import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withFolder } from '@handover/test-support/with-folder';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { testNames } from '../security/test-names.mjs';
import { problemsOf } from '../security/threat-model.mjs';
import { root } from '../workspace/run-tool.mjs';

/** A placeholder of a test name, as its source has it. */
const HOLE = ['$', '{it}'].join('');

const names = suite('testNames');

names('are first arguments before a body, also over several lines', () => {
  const source = [
    "const things = suite('things');",
    "things('is one', async () => {});",
    "things(\n  'is another',\n  inWorld({}, async () => {}),\n);",
    `things(\`is ${HOLE} of ${HOLE}\`, () => {});`,
    "assert.is('no name', 1);",
    "// things('is gone', () => {});",
  ].join('\n');
  assert.equal([...testNames(source)], ['is one', 'is another', 'is … of …']);
});

names.run();

const model = suite('the threat model');

const TESTS = { 'a.test.ts': `a('holds', () => {});\na(\`holds ${HOLE}\`, () => {});\n` };
const problems = (markdown) => withFolder(TESTS, (folder) => problemsOf(markdown, folder));

model('is complete if each threat has an existing test', async () => {
  const markdown =
    '## An attacker\n\n- Does it.\n  [holds](a.test.ts)\n  [holds …](a.test.ts)\n\n## Words\n\n- No threat.\n';
  assert.equal(await problems(markdown), []);
});

model('fails for a threat without a test, a missing test and a missing file', async () => {
  const markdown = '## An attacker\n\n- One.\n- Two. [held](a.test.ts)\n- Three. [holds](b.test.ts)\n';
  assert.equal(await problems(markdown), [
    'line 3 names no test: - One.',
    'line 4 names a test missing in a.test.ts: held',
    'line 5 names a missing file: b.test.ts',
  ]);
});

model('fails if it names no threat', async () => {
  assert.is((await problems('## Words\n')).length, 1);
});

model('of this repository is complete', async () => {
  assert.equal(await problemsOf(await readFile(join(root, 'THREAT-MODEL.md'), 'utf8'), root), []);
});

model.run();
