// Writes the public API of each package, as the users' compiler sees it, to packages/*/api/<entry>.d.ts. The files are
// committed, so that a review shows what a change does to users.
//
// With --check it writes nothing, shows what differs and exits 1.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { apiReport } from './api/report.mjs';
import { publishablePackages } from './workspace/publishable-packages.mjs';
import { root, runNode } from './workspace/run-tool.mjs';

/** How many lines of one changed report to show. The command prints the rest. */
const MAX_LINES = 80;

try {
  const packages = await publishablePackages(root);
  const reports = await makeReports(packages);
  const isCheck = process.argv.includes('--check');
  const changed = isCheck ? await compare(packages, reports) : await write(packages, reports);
  if (isCheck && changed > 0) {
    console.error(
      'The public API changed. If that is intended: run `node scripts/api.mjs`, commit, and add a changeset.',
    );
    process.exitCode = 1;
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

/** Makes the reports, by path from the root. */
async function makeReports(packages) {
  await mkdir(join(root, '.scratch'), { recursive: true });
  // A new folder each time, since several checks may run at once.
  const types = await mkdtemp(join(root, '.scratch/api-'));
  try {
    return await reportsOf(packages, types);
  } finally {
    await rm(types, { recursive: true, force: true });
  }
}

async function reportsOf(packages, types) {
  const { ok, output } = await runNode('node_modules/typescript-7/bin/tsc', [
    '-p',
    'scripts/build/tsconfig.types.json',
    '--outDir',
    types,
  ]);
  if (!ok) throw new Error(`no declarations found:\n${output}`);

  const reports = new Map();
  for (const { name, folder, subpaths } of packages) {
    for (const subpath of subpaths) {
      // `.` is made from src/index.ts, `./augment` from src/augment.ts.
      const entry = subpath === '.' ? 'index' : subpath.slice(2);
      const at = (file) => join(types, folder.replace(/^packages\//, ''), 'src', `${file}.d.ts`);
      const front = entry === 'index' ? undefined : at('index');
      const report = await apiReport({ input: at(entry), title: name + subpath.slice(1), front });
      reports.set(`${folder}/api/${entry}.d.ts`, report);
    }
  }
  return reports;
}

async function write(packages, reports) {
  for (const path of await strays(packages, reports)) await rm(join(root, path));
  for (const [path, text] of reports) {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), text);
    console.log(`wrote ${path}`);
  }
  return reports.size;
}

async function compare(packages, reports) {
  let changed = 0;
  for (const [path, text] of reports) {
    const committed = await readFile(join(root, path), 'utf8').catch(() => '');
    if (committed === text) continue;
    changed++;
    const lines = createTwoFilesPatch(path, `${path} of these sources`, committed, text).split('\n');
    console.error(lines.slice(1, MAX_LINES).join('\n'));
    if (lines.length > MAX_LINES) console.error(`… ${lines.length - MAX_LINES} more lines`);
  }
  for (const path of await strays(packages, reports)) {
    changed++;
    console.error(`${path} belongs to an entry that no longer exists`);
  }
  return changed;
}

async function strays(packages, reports) {
  const found = [];
  for (const { folder } of packages) {
    const names = await readdir(join(root, folder, 'api')).catch(() => []);
    found.push(...names.map((name) => `${folder}/api/${name}`).filter((path) => !reports.has(path)));
  }
  return found;
}
