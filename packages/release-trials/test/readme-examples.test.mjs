import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { withFolder } from '@handover/test-support/with-folder';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { publishablePackages } from '../../../scripts/workspace/publishable-packages.mjs';
import { root } from '../../../scripts/workspace/run-tool.mjs';
import { examplesIn, readmeExamples } from '../readme-examples.mjs';
import { writeExample } from '../write-example.mjs';

const found = suite('examples of a README');

const block = (code, language = 'js') => `Words.\n\n\`\`\`${language}\n${code}\n\`\`\`\n`;
const only = (markdown) => {
  const [example, ...rest] = examplesIn(markdown, 'README.md');
  assert.is(rest.length, 0);
  return example;
};

found('are its blocks of JavaScript and TypeScript, named by their line', () => {
  const markdown = `${block('a();')}${block('npm install', 'sh')}${block('b();', 'ts')}`;
  assert.equal(
    examplesIn(markdown, 'README.md').map(({ name, language, code }) => [name, language, code]),
    [
      ['README.md:3', 'js', 'a();\n'],
      ['README.md:13', 'ts', 'b();\n'],
    ],
  );
});

found('lose the indent of their list, and keep their own', () => {
  assert.is(only('1. Do:\n\n   ```js\n   if (a) {\n     b();\n\n   }\n   ```\n').code, 'if (a) {\n  b();\n\n}\n');
});

found('are its command lines that bring a sandbox of their own', () => {
  const markdown = ['npx @handover/cli sandbox exec -- npx @handover/cli subscribe', 'npx @handover/cli doctor']
    .map((code) => block(code, 'sh'))
    .join('');
  assert.equal(
    examplesIn(markdown, 'README.md').map(({ name, kind }) => [name, kind]),
    [['README.md:3', 'command']],
  );
});

for (const [kind, code] of [
  ['server', "import { createHandover } from '@handover/core';\ncreateServer().listen(3000, '127.0.0.1');"],
  ['routes', "import { bot } from './bot.js';\nexport const GET = (request) => bot.fetch(request);"],
  ['script', "import { createClient } from '@handover/client';\nawait createClient({ accessToken }).getRoutingMode();"],
  ['fragment', "import { webhook } from '@handover/koa';\nrouter.all('/webhook', webhook(bot), existingHandler);"],
  ['fragment', 'bot.use(takeback({ afterMs: 1 }));'],
]) {
  found(`are classified by how they run: ${kind}, ${code.split('\n').at(-1)}`, () => {
    assert.is(only(block(code)).kind, kind);
  });
}

found('get the file name in their first line', () => {
  const { file, needsBot } = only(block("// app/webhook/route.js\nimport { bot } from '../../bot.js';"));
  assert.equal([file, needsBot], ['app/webhook/route.js', true]);
});

found('are routes that need the bot even if they import it at the first request', () => {
  const { kind, needsBot } = only(
    block(
      "// app/webhook/route.js\nexport const GET = async (request) => (await import('../../bot.js')).bot.fetch(request);",
    ),
  );
  assert.equal([kind, needsBot], ['routes', true]);
});

found('of every README of this repository include a runnable program', async () => {
  const packages = await publishablePackages(root);
  const examples = await readmeExamples(
    root,
    packages.map(({ folder }) => folder),
  );
  assert.ok(examples.length > packages.length);
});

found.run();

const written = suite('a written example');

written('is the code of the README with only the port changed', () =>
  withFolder({}, async (folder) => {
    const code = "import { createHandover } from '@handover/core';\nserver.listen(3000, '127.0.0.1');";
    const path = await writeExample({ example: only(block(code)), folder, type: 'module', port: 4711 });
    assert.is(await readFile(path, 'utf8'), `${code.replace('3000', '4711')}\n`);
  }),
);

written('uses require instead of import in a CommonJS project, next to the bot that is not shown', () =>
  withFolder({}, async (folder) => {
    const example = only(block("// deep/route.js\nimport { bot } from '../bot.js';\nexport const GET = bot.fetch;"));
    const path = await writeExample({ example, folder, type: 'commonjs', port: 4711 });
    assert.is(dirname(path), join(folder, 'deep'));
    assert.match(await readFile(path, 'utf8'), 'require("../bot.js")');
    assert.match(await readFile(join(folder, 'bot.js'), 'utf8'), 'require("@handover/core")');
  }),
);

written('of a fragment checks its imports', () =>
  withFolder({}, async (folder) => {
    const code =
      "import { webhook, type WebhookOptions } from '@handover/koa';\nimport 'x';\nrouter.all(webhook(bot));";
    const path = await writeExample({ example: only(block(code)), folder, type: 'module', port: 4711 });
    const text = await readFile(path, 'utf8');
    assert.match(text, "import { webhook } from '@handover/koa';");
    assert.match(text, "import 'x';");
    assert.not.match(text, /router|WebhookOptions/);
  }),
);

written.run();
