import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testNames } from './test-names.mjs';

/**
 * What is wrong with a threat model: a threat for which no test stands, a test that is not there, a file that is not there.
 *
 * A threat is an item of a list below a heading of the second level whose title begins with "Somebody". Its tests are links
 * whose text is the name of a test and whose target is the file.
 *
 * @param {string} markdown
 * @param {string} root Absolute path of the repository, from which the links lead.
 * @returns {Promise<string[]>} One sentence for each.
 */
export async function problemsOf(markdown, root) {
  const problems = [];
  const threats = threatsIn(markdown);
  if (threats.length === 0) problems.push('no threat was found: is a heading "Somebody …" there?');
  const named = new Map();
  for (const { line, text } of threats) {
    const tests = [...text.matchAll(/\[([^\]]+)\]\(([^)\s]+\.test\.(?:ts|mjs))\)/g)];
    if (tests.length === 0) problems.push(`line ${line} names no test: ${text.slice(0, 80)}`);
    for (const [, name, path] of tests) {
      if (!named.has(path)) named.set(path, await namesIn(join(root, path)));
      const names = named.get(path);
      if (names === undefined) problems.push(`line ${line} names a file that is not there: ${path}`);
      else if (!names.has(name)) problems.push(`line ${line} names a test that ${path} does not have: ${name}`);
    }
  }
  return problems;
}

function threatsIn(markdown) {
  const threats = [];
  let isInside = false;
  for (const [index, line] of markdown.split('\n').entries()) {
    if (line.startsWith('## ')) isInside = line.startsWith('## Somebody');
    else if (isInside && line.startsWith('- ')) threats.push({ line: index + 1, text: line });
    // A longer item goes on below, indented.
    else if (isInside && /^ {2}\S/.test(line) && threats.length > 0) threats.at(-1).text += ` ${line.trim()}`;
  }
  return threats;
}

async function namesIn(path) {
  try {
    return testNames(await readFile(path, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
