// Builds all packages, publishes the versions that are not on npm yet, with provenance, and tags them. Run by
// .github/workflows/release.yml once the changesets are applied.
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
  // Before the build: without a known repository, publishing fails.
  const fields = new Map(packages.map(({ folder }) => [folder, repositoryField(process.env, folder)]));
  await say('build', runNode('scripts/build.mjs', []));
  const originals = await addFields(fields);
  try {
    const filters = packages.flatMap(({ name }) => ['--filter', name]);
    // The working tree differs from the commit only in these fields.
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

/** Adds the fields, and returns the original text of the changed files by path. */
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
