import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** Put before the test that needs a bot: this one hands over to the inbox, as the test expects. */
const STORY_BOT = `import { createServer } from 'node:http';
import { createClient } from '@handover/client';
import { createHandover, nodeHandler } from '@handover/core';

const server = createServer();
await new Promise((resolve) => server.listen(3000, '127.0.0.1', resolve));

function startMyBot({ graphUrl, pageToken, appSecret }) {
  const appId = '1450077300221199';
  const client = createClient({ accessToken: pageToken, appId, baseUrl: graphUrl });
  const bot = createHandover({ appId, appSecret, client });
  bot.on('message', ({ thread }) => thread.handOver('inbox'));
  server.on('request', nodeHandler(bot, { path: '/webhook' })).unref();
  return bot;
}
`;

/**
 * Writes an example as a reader would: into its own file, with only the port changed, and in a CommonJS project with
 * `require` instead of `import`.
 *
 * @param {object} options
 * @param {import('./readme-examples.mjs').Example} options.example
 * @param {string} options.folder Absolute path, inside a project.
 * @param {'module' | 'commonjs'} options.type Type of the project.
 * @param {number} options.port
 * @returns {Promise<string>} Absolute path of the file to run.
 */
export async function writeExample({ example, folder, type, port }) {
  const write = async (name, code) => {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, type === 'module' || example.kind === 'command' ? code : commonJs(code));
    return path;
  };
  if (example.needsBot) await copyBot(join(folder, 'bot.js'), type);
  const story = example.kind === 'story' ? STORY_BOT : '';
  const code = (story + (example.kind === 'fragment' ? importsOf(example.code) : example.code)).replaceAll(
    '3000',
    String(port),
  );
  // A runnable TypeScript example of a front page is also valid JavaScript.
  return write(example.file.replace(/\.ts$/, '.js'), code);
}

async function copyBot(path, type) {
  const source = fileURLToPath(new URL('bot.js', import.meta.url));
  await mkdir(dirname(path), { recursive: true });
  if (type === 'module') return copyFile(source, path);
  return writeFile(path, commonJs(ts.sys.readFile(source) ?? ''));
}

/** Fragments can't be run, but their imports must exist. */
function importsOf(code) {
  const imports = [...code.matchAll(/^import (?:type )?\{([^}]*)\} from '([^']+)';$/gm)];
  const checks = imports.flatMap(([, names = '', id = '']) =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name && !name.startsWith('type '))
      .map((name) => `import { ${name} } from '${id}';\nif (!${name}) throw new Error('${id} has no ${name}');`),
  );
  const forEffect = [...code.matchAll(/^import '[^']+';$/gm)].map(([line]) => line);
  return [...checks, ...forEffect, ''].join('\n');
}

function commonJs(code) {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
  });
  // CommonJS has no top-level `await`.
  return `(async () => {\n${outputText}\n})().catch((error) => {\n  console.error(error);\n  process.exitCode = 1;\n});\n`;
}
