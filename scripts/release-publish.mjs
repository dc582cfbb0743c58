// Builds all packages, publishes those whose version is not on npm yet, with a statement of where they were built, and
// tags what it published. Run by .github/workflows/release.yml once the changesets are spent.
//
//   node scripts/release-publish.mjs --dry-run    uploads nothing and tags nothing
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryField } from './release/repository-field.mjs';
import { publishablePackages } from './workspace/publishable-packages.mjs';
import { root, runNode, runPnpm } from './workspace/run-tool.mjs';

const isDryRun = process.argv.includes('--dry-run');

try {
  const packages = await publishablePackages(root);
  // Ahead of the build: a place that can't name itself can't publish.
  const fields = new Map(packages.map(({ folder }) => [folder, repositoryField(process.env, folder)]));
  await say('build', runNode('scripts/build.mjs', []));
  const originals = await addFields(fields);
  try {
    const filters = packages.flatMap(({ name }) => ['--filter', name]);
    // The tree differs from the commit by the fields alone.
    const how = ['--access', 'public', '--no-git-checks', isDryRun ? '--dry-run' : '--provenance'];
    await say('publish', runPnpm(['-r', ...filters, 'publish', ...how], { timeoutMs: 900_000 }));
  } finally {
    for (const [path, text] of originals) await writeFile(path, text);
  }
  if (!isDryRun) await say('tag', runNode('node_modules/@changesets/cli/bin.js', ['tag']));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

/** What the changed files held, by their paths. */
async function addFields(fields) {
  const originals = new Map();
  for (const [folder, repository] of fields) {
    const path = join(root, folder, 'package.json');
    const text = await readFile(path, 'utf8');
    originals.set(path, text);
    await writeFile(path, `${JSON.stringify({ ...JSON.parse(text), repository }, null, 2)}\n`);
  }
  return originals;
}

async function say(name, running) {
  const { ok, output } = await running;
  console.log(output.trimEnd());
  if (!ok) throw new Error(`${name} failed: see above`);
}
