import { withFolder } from '@handover/test-support/with-folder';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { foreignTests } from '../workspace/foreign-tests.mjs';
import { root } from '../workspace/run-tool.mjs';

const foreign = suite('imports of tests');

/** Built from parts, so that the check of this repository does not find it here. */
const UP = '../..';

foreign('of another package are listed by file and line, and those of the same package are not', async () => {
  const files = {
    'packages/a/test/a.test.ts': "import { x } from './support/x.ts';\nimport { y } from '../src/y.ts';\n",
    'packages/b/test/b.test.ts': `import 'node:fs';\nimport { x } from '${UP}/a/test/support/x.ts';\n`,
    'packages/b/src/b.ts': "export type { X } from '../../a/src/test/x.ts';\n",
    'examples/c/c.mjs': `const x = await import('${UP}/packages/a/test/support/x.ts');\n`,
    'examples/d/d.ts': `\n\nimport '${UP}/examples/c/test/support.ts';\n`,
    'packages/a/node_modules/e/e.js': `import '${UP}/../b/test/x.js';\n`,
  };
  await withFolder(files, async (folder) => {
    assert.equal((await foreignTests(folder)).map((line) => line.split(':', 2).join(':')).sort(), [
      'examples/c/c.mjs:1 imports packages/a/test/support/x.ts',
      'examples/d/d.ts:3 imports examples/c/test/support.ts',
      'packages/b/test/b.test.ts:2 imports packages/a/test/support/x.ts',
    ]);
  });
});

foreign('are not in this repository', async () => {
  assert.equal(await foreignTests(root), []);
});

foreign.run();
