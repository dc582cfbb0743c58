import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FINDING_TEXTS } from '../../src/doctor/finding-texts.ts';

const readme = suite('the README about doctor');

readme('has every finding with its severity, what it means and its cure', () => {
  const text = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, table = ''] = /\n\| code \| severity \|.*\n\|---.*\n((?:\|.*\n)+)/.exec(text) ?? [];
  const rows = Object.entries(FINDING_TEXTS).map(
    ([code, { severity, what, cure }]) => `| \`${code}\` | ${severity} | ${what} | ${cure} |`,
  );
  assert.equal(table.trimEnd().split('\n'), rows);
});

readme.run();
