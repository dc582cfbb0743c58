import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * One block of code of a README.
 *
 * @typedef {object} Example
 * @property {string} name Where it stands, e.g. `packages/koa/README.md:22`.
 * @property {string} file Where its first line says that it belongs, e.g. `app/webhook/route.js`, else `main.js`.
 * @property {'js' | 'ts'} language
 * @property {string} code
 * @property {'server' | 'routes' | 'script' | 'story' | 'fragment'} kind How it is run: a server that listens, routes
 *   that a framework would call, a program that ends, a test with a bot that is not shown, or lines out of a program.
 * @property {boolean} needsBot Whether it imports a `bot.js` that is not shown.
 */

/**
 * All blocks of JavaScript and TypeScript of the front page and of each package, in their order.
 *
 * @param {string} root Absolute path of the repository.
 * @param {string[]} folders Of the packages, from the root.
 * @returns {Promise<Example[]>}
 * @throws {Error} A README has no program that can be run.
 */
export async function readmeExamples(root, folders) {
  const examples = [];
  for (const folder of ['.', ...folders]) {
    const path = join(folder, 'README.md');
    const found = examplesIn(await readFile(join(root, path), 'utf8'), path);
    if (!found.some(({ kind }) => kind !== 'fragment')) throw new Error(`${path} shows no program that can be run`);
    examples.push(...found);
  }
  return examples;
}

/**
 * @param {string} markdown
 * @param {string} path Of the file, for the names.
 * @returns {Example[]}
 */
export function examplesIn(markdown, path) {
  const examples = [];
  let block;
  for (const [index, line] of markdown.split('\n').entries()) {
    const fence = /^( *)```(\w*)$/.exec(line);
    if (!block && fence && (fence[2] === 'js' || fence[2] === 'ts')) {
      block = { name: `${path}:${index + 1}`, language: fence[2], indent: fence[1].length, lines: [] };
    } else if (block && fence) {
      examples.push(described(block));
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

function kindOf(code, language) {
  if (code.includes('startMyBot(')) return 'story';
  if (language === 'ts' || !/^import |\bimport\(/m.test(code)) return 'fragment';
  if (/\blisten\(/.test(code)) return 'server';
  if (/^export /m.test(code)) return 'routes';
  // What makes nothing out of our packages is lines for a program that is there.
  return /\b(?:create(?:Client|Handover)\(|storeContract|note\.)/.test(code) ? 'script' : 'fragment';
}
