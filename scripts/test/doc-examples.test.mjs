import { withFolder } from '@handover/test-support/with-folder';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkDocExamples, examplesIn } from '../workspace/doc-examples.mjs';

const examples = suite('examples in docstrings');

/** The lines of a docstring that begins on the first line of a file. */
const docstring = (...lines) => ['/**', ...lines.map((line) => ` * ${line}`), ' */', ''].join('\n');

examples('begin at their tag, keep their indentation and end with the next tag or the comment', () => {
  const source = docstring('Does it.', '', '@example', 'if (ready) {', '  go();', '}', '@throws {Error} No.');
  assert.equal(examplesIn(source), [{ line: 5, code: 'if (ready) {\n  go();\n}' }]);
  assert.equal(examplesIn(docstring('@example go(1);', '@example go(2);')), [
    { line: 2, code: 'go(1);' },
    { line: 3, code: 'go(2);' },
  ]);
  assert.equal(examplesIn('/** Goes. @default none */\nexport const x = 1;\n'), []);
});

examples('that do not compile are named by file and line', async () => {
  const files = {
    'packages/core/src/right.ts': docstring('@example', "bot.on('message', ({ thread }) => thread.send('Hello'));"),
    'packages/core/src/wrong.ts': docstring(
      'Does it.',
      '@example',
      "await thread.send('Hello');",
      'await thread.sent(7);',
    ),
    'packages/koa/src/app.ts': docstring('@example app.use(handover(bot));'),
  };
  await withFolder(files, async (folder) => {
    const { ok, output, count } = await checkDocExamples(folder);
    assert.equal([ok, count], [false, 3]);
    assert.match(output, /^packages\/core\/src\/wrong\.ts\.4\.mts\(5,14\): error .*sent/);
    assert.is(output.trim().split('\n').length, 1, output);
  });
});

examples.run();
