import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withFolder } from '@handover/test-support/with-folder';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { copyDeclarations, rewriteSpecifiers } from '../build/declarations.mjs';

const rewriting = suite('rewriteSpecifiers');

for (const [name, before, after] of [
  ['an import', "import { a } from './a.ts';", "import { a } from './a.cjs';"],
  ['a type import', "import type { A } from '../deep/a.ts';", "import type { A } from '../deep/a.cjs';"],
  ['an import for its effect', "import './a.ts';", "import './a.cjs';"],
  ['a re-export', "export { a, type B } from './a.ts';", "export { a, type B } from './a.cjs';"],
  ['a re-export of types', "export type { A } from './a.ts';", "export type { A } from './a.cjs';"],
  ['a re-export of everything', "export * from './a.ts';", "export * from './a.cjs';"],
  ['a re-export under a name', "export * as a from './a.ts';", "export * as a from './a.cjs';"],
  ['an import type', "export declare const a: import('./a.ts').A;", "export declare const a: import('./a.cjs').A;"],
  ['typeof import', "export type M = typeof import('./a.ts');", "export type M = typeof import('./a.cjs');"],
  ['a specifier that ends in .js', "export * from './a.js';", "export * from './a.cjs';"],
]) {
  rewriting(`${name} gets the build's extension`, () => {
    assert.is(rewriteSpecifiers(before, '.cjs'), after);
  });
}

rewriting('several imports of the same file all change', () => {
  const text = "import { a } from './a.ts';\nimport { b } from './longer-name.ts';\nexport { a, b };\n";
  assert.is(rewriteSpecifiers(text, '.js'), text.replaceAll('.ts', '.js'));
});

rewriting('a package, a docstring and a string type stay unchanged', () => {
  const text = [
    "import { a } from '@handover/core';",
    "import b from 'chart.js';",
    "/** @example import { c } from './c.ts' */",
    "export declare const file: './d.ts';",
  ].join('\n');
  assert.is(rewriteSpecifiers(text, '.cjs'), text);
});

rewriting.run();

const copying = suite('copyDeclarations');

function inFolder(files, use) {
  const emitted = Object.entries(files).map(([name, text]) => [`types/${name}`, text]);
  return withFolder(Object.fromEntries(emitted), (folder) =>
    use({ from: join(folder, 'types'), to: join(folder, 'dist') }),
  );
}

copying('files that the entry reaches are copied in both kinds, others are not', async () => {
  const files = {
    'index.d.ts': "export * from './a.ts';",
    'a.d.ts': "import type { B } from './deep/b.ts';\nexport declare const a: B;",
    'deep/b.d.ts': "export type B = import('../c.ts').C;",
    'c.d.ts': "import './index.ts';\nexport type C = 1;",
    'unreached.d.ts': 'export {};',
  };
  await inFolder(files, async (folders) => {
    assert.is(await copyDeclarations({ ...folders, esm: ['index'], cjs: ['index'] }), 8);
    const written = (await readdir(folders.to, { recursive: true })).filter((name) => name.includes('.d.')).sort();
    assert.equal(written, [
      'a.d.cts',
      'a.d.ts',
      'c.d.cts',
      'c.d.ts',
      'deep/b.d.cts',
      'deep/b.d.ts',
      'index.d.cts',
      'index.d.ts',
    ]);
    assert.is(await readFile(join(folders.to, 'deep/b.d.cts'), 'utf8'), "export type B = import('../c.cjs').C;");
    assert.is(await readFile(join(folders.to, 'deep/b.d.ts'), 'utf8'), "export type B = import('../c.js').C;");
  });
});

copying('an ESM-only entry gets no .d.cts', async () => {
  await inFolder({ 'index.d.ts': 'export {};' }, async (folders) => {
    assert.is(await copyDeclarations({ ...folders, esm: ['index'], cjs: [] }), 1);
    assert.equal(await readdir(folders.to), ['index.d.ts']);
  });
});

copying('an import without a declaration is named', async () => {
  await inFolder({ 'index.d.ts': "export * from './gone.ts';" }, async (folders) => {
    const error = await copyDeclarations({ ...folders, esm: ['index'], cjs: [] }).catch((thrown) => thrown);
    assert.instance(error, Error);
    assert.match(error.message, 'no declaration gone.d.ts was emitted');
  });
});

copying.run();
