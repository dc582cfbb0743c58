import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A code block of a README.
 *
 * @typedef {object} Example
 * @property {string} name Its location, e.g. `packages/koa/README.md:22`.
 * @property {string} file The file name in its first line, e.g. `app/webhook/route.js`, else `main.js`.
 * @property {'js' | 'ts' | 'sh'} language
 * @property {string} code
 * @property {'server' | 'routes' | 'script' | 'story' | 'command' | 'fragment'} kind How to run it: a server that
 * listens, routes that a framework calls, a program that ends, a test with a bot that is not shown, a command line, or a
 * fragment of a program.
 * @property {boolean} needsBot Whether it imports a `bot.js` that is not shown.
 */

/**
 * Finds all JavaScript and TypeScript blocks of the front page and of each package, and the command lines that bring a
 * sandbox of their own, in order.
 *
 * @param {string} root Absolute path of the repository.
 * @param {string[]} folders Folders of the packages, from the root.
 * @returns {Promise<Example[]>}
 * @throws {Error} A README has no runnable program.
 */
export async function readmeExamples(root, folders) {
  const examples = [];
  for (const folder of ['.', ...folders]) {
    const path = join(folder, 'README.md');
    const found = examplesIn(await readFile(join(root, path), 'utf8'), path);
    if (!found.some(({ kind }) => kind !== 'fragment')) throw new Error(`${path} has no runnable program`);
    examples.push(...found);
  }
  return examples;
}

/**
 * @param {string} markdown
 * @param {string} path Path of the file, for the names.
 * @returns {Example[]}
 */
export function examplesIn(markdown, path) {
  const examples = [];
  let block;
  for (const [index, line] of markdown.split('\n').entries()) {
    const fence = /^( *)```(\w*)$/.exec(line);
    if (!block && fence && ['js', 'ts', 'sh'].includes(fence[2])) {
      block = { name: `${path}:${index + 1}`, language: fence[2], indent: fence[1].length, lines: [] };
    } else if (block && fence) {
      if (block.language !== 'sh' || runsAlone(block.lines)) examples.push(described(block));
      block = undefined;
    } else if (block) {
      block.lines.push(line.slice(Math.min(block.indent, line.search(/\S|$/))));
    }
  }
  return examples;
}

function described({ name, language, lines }) {
  const code = `${lines.join('\n')}\n`;
  const file = /^\/\/ (\S+\.[jt]s)$/.exec(lines[0] ?? '')?.[1] ?? `main.${language}`;
  return {
    name,
    language,
    file,
    code,
    kind: kindOf(code, language),
    needsBot: /(?:from |import\()'(?:\.\.?\/)+bot\.js'/.test(code),
  };
}

/** Whether each command of a block runs against a sandbox that it starts itself, so that it needs no settings. */
function runsAlone(lines) {
  const commands = lines.filter((line) => line !== '' && !line.startsWith('#'));
  return commands.length > 0 && commands.every((line) => /^npx (?:@handover\/cli|handover) sandbox exec /.test(line));
}

function kindOf(code, language) {
  if (language === 'sh') return 'command';
  if (code.includes('startMyBot(')) return 'story';
  if (language === 'ts' || !/^import |\bimport\(/m.test(code)) return 'fragment';
  if (/\blisten\(/.test(code)) return 'server';
  if (/^export /m.test(code)) return 'routes';
  // Code that creates nothing from our packages is a fragment of a program.
  return /\b(?:create(?:Client|Handover)\(|storeContract|note\.)/.test(code) ? 'script' : 'fragment';
}
