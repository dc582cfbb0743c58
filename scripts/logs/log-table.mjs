import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filesIn } from '../uvu/find-test-files.mjs';
import { publishablePackages } from '../workspace/publishable-packages.mjs';
import { logLines } from './log-lines.mjs';

/** The table, from the root. */
const TABLE = 'packages/core/LOGS.md';
/** The sandbox prints for the person who runs it, and logs nothing for a bot. */
const WITHOUT_LINES = new Set(['packages/sandbox']);

/**
 * Compares the table of log lines with the sources of the published packages.
 *
 * @param {string} root Absolute path of the repository.
 * @returns {Promise<string[]>} One sentence per problem.
 */
export async function logTableProblems(root) {
  const folders = (await publishablePackages(root)).map(({ folder }) => folder);
  const sources = folders.filter((folder) => !WITHOUT_LINES.has(folder)).map((folder) => join(root, folder, 'src'));
  const files = (await Promise.all(sources.map((source) => filesIn(source, /\.ts$/)))).flat();
  const { lines, problems } = logLines(root, files);
  return [...problems, ...differences(rowsOf(await readFile(join(root, TABLE), 'utf8')), lines)];
}

/**
 * The rows of all tables. The last second-level heading above a table names the package. The first row names the columns:
 * `level`, `line`, `fields`, `what to do`, and either `when` or `code`.
 *
 * @param {string} markdown
 */
export function rowsOf(markdown) {
  const rows = [];
  let owner = '';
  let columns;
  for (const [index, text] of markdown.split('\n').entries()) {
    if (text.startsWith('## ')) owner = /@handover\/([\w-]+)/.exec(text)?.[1] ?? '';
    if (!text.startsWith('|')) columns = undefined;
    else if (columns === undefined) columns = cellsOf(text);
    else if (!/^\|[-| ]+\|$/.test(text)) {
      const cells = cellsOf(text);
      const row = Object.fromEntries(columns.map((column, place) => [column, cells[place] ?? '']));
      if ('line' in row) rows.push({ ...row, package: owner, at: `${TABLE}:${index + 1}` });
    }
  }
  return rows;
}

/**
 * What rows and lines don't have in common.
 *
 * @param {ReturnType<typeof rowsOf>} rows
 * @param {import('./log-lines.mjs').LogLine[]} lines
 * @returns {string[]} One sentence per difference.
 */
export function differences(rows, lines) {
  const wanted = merged(lines);
  const problems = [];
  const found = new Set();
  for (const row of rows) {
    const key = keyOf(row.package, plain(row.level), row.line);
    const line = wanted.get(key);
    if (found.has(key)) problems.push(`${row.at}: the row stands twice`);
    found.add(key);
    if (line === undefined) {
      problems.push(
        `${row.at}: @handover/${row.package} logs no such line at the level ${plain(row.level)}: ${row.line}`,
      );
      continue;
    }
    const fields = namesIn(row.fields);
    if (fields.join() !== line.fields.join())
      problems.push(`${row.at}: the fields are ${line.fields.join(', ') || 'none'} in ${line.place}`);
    if (plain(row.code ?? '') !== (line.code ?? ''))
      problems.push(`${row.at}: the code is ${line.code} in ${line.place}`);
    if (line.cure !== undefined && row['what to do'] !== line.cure)
      problems.push(`${row.at}: the cure is "${line.cure}" in the source`);
    if (row['what to do'] === '' || row.when === '') problems.push(`${row.at}: a cell is empty`);
  }
  for (const [key, { level, line, place }] of wanted)
    if (!found.has(key)) problems.push(`${place}: ${TABLE} has no row of the level ${level} for: ${line}`);
  return problems;
}

/** One line for all calls of a package with the same level and sentence. */
function merged(lines) {
  const all = new Map();
  for (const line of lines) {
    const [, owner] = line.place.split('/');
    const key = keyOf(owner, line.level, line.line);
    const known = all.get(key);
    all.set(key, known === undefined ? line : { ...known, fields: fieldsOfBoth(known.fields, line.fields) });
  }
  return all;
}

/** A field that one of them lacks may be missing. */
function fieldsOfBoth(one, other) {
  const names = new Set([...one, ...other].map((name) => name.replace('?', '')));
  return [...names].map((name) => (one.includes(name) && other.includes(name) ? name : `${name}?`)).sort();
}

function keyOf(owner, level, line) {
  return `${owner} ${level} ${line}`;
}

function cellsOf(row) {
  return row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function plain(cell) {
  return cell.replaceAll('`', '');
}

function namesIn(cell) {
  return [...cell.matchAll(/`(\w+)`(\??)/g)].map(([, name, mark]) => `${name}${mark}`).sort();
}
