import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testNames } from './test-names.mjs';

/**
 * Lists the problems of a threat model: threats without a test, tests that do not exist, files that do not exist.
 *
 * A threat is a list item below a second-level heading that begins with "An attacker". Its tests are links whose text
 * is the test's name and whose target is the file.
 *
 * @param {string} markdown
 * @param {string} root Absolute path of the repository, from which the links lead.
 * @returns {Promise<string[]>} One sentence per problem.
 */
export async function problemsOf(markdown, root) {
  const problems = [];
  const threats = threatsIn(markdown);
  if (threats.length === 0) problems.push('no threat was found: is there a heading "An attacker …"?');
  const named = new Map();
  for (const { line, text } of threats) {
    const tests = [...text.matchAll(/\[([^\]]+)\]\(([^)\s]+\.test\.(?:ts|mjs))\)/g)];
    if (tests.length === 0) problems.push(`line ${line} names no test: ${text.slice(0, 80)}`);
    for (const [, name, path] of tests) {
      if (!named.has(path)) named.set(path, await namesIn(join(root, path)));
      const names = named.get(path);
      if (names === undefined) problems.push(`line ${line} names a missing file: ${path}`);
      else if (!names.has(name)) problems.push(`line ${line} names a test missing in ${path}: ${name}`);
    }
  }
  return problems;
}

function threatsIn(markdown) {
  const threats = [];
  let isInside = false;
  for (const [index, line] of markdown.split('\n').entries()) {
    if (line.startsWith('## ')) isInside = line.startsWith('## An attacker');
    else if (isInside && line.startsWith('- ')) threats.push({ line: index + 1, text: line });
    // A longer item continues below, indented.
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
