import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Report } from 'c8';
import ts from 'typescript';

/**
 * One branch that no test runs.
 *
 * @typedef {object} Uncovered
 * @property {string} file From the root, e.g. `packages/core/src/note.ts`.
 * @property {number} line From 1.
 * @property {string} text The branch as the source has it, on one line.
 */

/**
 * How a file or a package did.
 *
 * @typedef {object} Branches
 * @property {number} covered Branches that ran, functions left out.
 * @property {number} total All branches, functions left out.
 * @property {number} c8Covered As c8 counts: it takes each function and each module for a branch too.
 * @property {number} c8Total As c8 counts.
 * @property {Uncovered[]} uncovered What did not run, by file and line.
 * @property {string[]} unloaded Files with code that no test loads, from the root. c8 has no count of their branches.
 */

/** Of a branch this much is shown. */
const MAX_TEXT_CHARS = 100;

/**
 * What c8 says of the sources of one package. Files without code, such as those that hold types alone, are left out.
 *
 * @param {object} of
 * @param {string} of.root Absolute path of the repository.
 * @param {string} of.folder The package from the root, e.g. `packages/core`.
 * @param {string} of.rawFolder Absolute path of what Node wrote into NODE_V8_COVERAGE.
 * @param {string} of.workFolder Absolute path of a folder to be made anew for c8.
 * @returns {Promise<Branches>}
 * @throws {Error} Node wrote nothing of this package, or c8 could not read what it wrote.
 */
export async function branchesOf({ root, folder, rawFolder, workFolder }) {
  const sources = await sourcesIn(join(root, folder, 'src'));
  const loaded = await keepOwn(rawFolder, workFolder, new Set(sources.map((path) => pathToFileURL(path).href)));
  if (loaded.size === 0) throw new Error(`no test of ${folder} loads any file of its src`);

  const report = new Report({
    tempDirectory: workFolder,
    reporter: [],
    exclude: [],
    resolve: '',
    // What to count was decided above; these two would leave out what is not below the working directory.
    allowExternal: true,
    excludeNodeModules: false,
  });
  const map = await report.getCoverageMapFromAllCoverageFiles();

  const result = { covered: 0, total: 0, c8Covered: 0, c8Total: 0, uncovered: [], unloaded: [] };
  for (const path of sources) {
    const file = relative(root, path).split(sep).join('/');
    const text = await readFile(path, 'utf8');
    if (!loaded.has(pathToFileURL(path).href)) {
      if (hasCode(text)) result.unloaded.push(file);
      continue;
    }
    // c8 says nothing of a file that it fails to convert.
    if (!map.files().includes(path)) throw new Error(`${file}: c8 could not tell its branches`);
    count(map.fileCoverageFor(path), file, text, result);
  }
  return result;
}

async function sourcesIn(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'));
  return files.map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort();
}

/**
 * Writes for c8 what is about the given sources, one form of each. A test may also load a source as CommonJS: tsx makes
 * another script of it, under the same address. c8 would take the places of one for those of the other. The CommonJS form
 * is the longer one, by what surrounds the module.
 *
 * @returns {Promise<Set<string>>} The addresses of the sources that ran.
 */
async function keepOwn(rawFolder, workFolder, urls) {
  const reports = [];
  const lengths = new Map();
  for (const name of await readdir(rawFolder)) {
    const { result, 'source-map-cache': maps = {} } = JSON.parse(await readFile(join(rawFolder, name), 'utf8'));
    const scripts = result.filter(({ url }) => urls.has(url));
    for (const script of scripts) {
      lengths.set(script.url, Math.min(lengthOf(script), lengths.get(script.url) ?? Number.POSITIVE_INFINITY));
    }
    reports.push({ scripts, maps });
  }

  await rm(workFolder, { recursive: true, force: true });
  await mkdir(workFolder, { recursive: true });
  for (const [index, { scripts, maps }] of reports.entries()) {
    const result = scripts.filter((script) => lengthOf(script) === lengths.get(script.url));
    const cache = Object.fromEntries(result.map(({ url }) => [url, maps[url]]));
    await writeFile(join(workFolder, `${index}.json`), JSON.stringify({ result, 'source-map-cache': cache }));
  }
  return new Set(lengths.keys());
}

/** V8 puts the whole script first. */
function lengthOf({ functions: [whole] }) {
  return whole.ranges[0].endOffset;
}

function hasCode(text) {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, removeComments: true },
  });
  return outputText.trim() !== 'export {};' && outputText.trim() !== '';
}

function count(coverage, file, text, result) {
  const lines = text.split('\n');
  const functions = new Set(Object.values(coverage.fnMap).map(({ loc }) => JSON.stringify(loc)));
  for (const [id, { loc }] of Object.entries(coverage.branchMap)) {
    const ran = coverage.b[id][0] > 0 ? 1 : 0;
    result.c8Total++;
    result.c8Covered += ran;
    const isWhole = loc.start.line === 1 && loc.start.column === 0;
    if (isWhole || functions.has(JSON.stringify(loc))) continue;
    result.total++;
    result.covered += ran;
    if (ran === 0) result.uncovered.push({ file, line: loc.start.line, text: textAt(lines, loc) });
  }
}

function textAt(lines, { start, end }) {
  const [first = '', ...others] = lines.slice(start.line - 1, end.line);
  const last = others.length === 0 ? first.slice(start.column, end.column) : first.slice(start.column);
  const text = [last, ...others].map((line) => line.trim()).join(' ');
  return text.length > MAX_TEXT_CHARS ? `${text.slice(0, MAX_TEXT_CHARS)}…` : text;
}
