// The three entry points of the package: which name is imported from where.
import { readFile } from 'node:fs/promises';
import * as front from '@handover/core';
import * as adapter from '@handover/core/adapter';
import * as store from '@handover/core/store';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const doors = suite('the entry points of core');
const MODULES: Readonly<Record<string, object>> = { index: front, adapter, store };
const README = await readFile(new URL('../README.md', import.meta.url), 'utf8');

/** All names that an entry point exports, types included, from the committed report of its public face. */
async function namesOf(entry: string): Promise<readonly string[]> {
  const face = await readFile(new URL(`../api/${entry}.d.ts`, import.meta.url), 'utf8');
  const lists = [...face.matchAll(/^export (?:type )?\{ ([^}]*) \};$/gm)];
  return lists.flatMap(([, names = '']) => names.split(', '));
}

doors('export each name, of a value or of a type, once', async () => {
  const all = (await Promise.all(Object.keys(MODULES).map(namesOf))).flat();
  assert.ok(all.length > 100, `${all.length} names`);
  assert.equal(
    all.filter((name, index) => all.indexOf(name) !== index),
    [],
  );
});

doors('export the values that the reports of their faces name', async () => {
  for (const [entry, module] of Object.entries(MODULES)) {
    const names = await namesOf(entry);
    for (const name of Object.keys(module)) assert.ok(names.includes(name), `${entry}: ${name}`);
  }
});

doors('of adapters and stores have every value in the table of the README', () => {
  for (const [entry, module] of Object.entries({ adapter, store })) {
    const row = README.split('\n').find((line) => line.startsWith(`| \`@handover/core/${entry}\` |`)) ?? '';
    for (const name of Object.keys(module)) assert.ok(row.includes(`\`${name}\``), `${entry}: ${name}`);
  }
});

doors.run();
