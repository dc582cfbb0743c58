// Builds every package: JavaScript with one tsup run (ESM and CommonJS), declarations with one TypeScript run over all
// sources, which is much faster than one per package, and the web page of the sandbox.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { copyDeclarations } from './build/declarations.mjs';
import { publishablePackages } from './workspace/publishable-packages.mjs';
import { root, runNode } from './workspace/run-tool.mjs';

const startedAt = performance.now();
const types = join(root, '.scratch/types');

try {
  const packages = await publishablePackages(root);
  // Emptied here and not by tsup's `clean`, because two of its outputs share each folder.
  await Promise.all([types, ...packages.map((pkg) => join(root, pkg.folder, 'dist'))].map(remove));
  await both([
    step('tsup', 'node_modules/tsup/dist/cli-default.js', []),
    step('tsc', 'node_modules/typescript-7/bin/tsc', ['-p', 'scripts/build/tsconfig.types.json']),
    step('page', 'scripts/build/page.mjs', []),
  ]);

  for (const pkg of packages) {
    const count = await copyDeclarations({
      from: join(types, pkg.folder.replace(/^packages\//, ''), 'src'),
      to: join(root, pkg.folder, 'dist'),
      // Commands are not imported, so they need no types.
      esm: pkg.esm.filter((name) => !pkg.bins.includes(name)),
      cjs: pkg.cjs,
    });
    console.log(
      `ok   ${pkg.name}: ${[...new Set([...pkg.esm, ...pkg.cjs])].join(', ')} and ${count} declaration files`,
    );
  }
  console.log(`built in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

/** Waits for all steps, so that a failure leaves none running, and throws every failure. */
async function both(steps) {
  const failures = (await Promise.allSettled(steps)).filter(({ status }) => status === 'rejected');
  if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason.message).join('\n'));
}

async function step(name, script, args) {
  const { ok, output } = await runNode(script, args);
  if (!ok) throw new Error(`${name} failed:\n${output}`);
}

function remove(folder) {
  return rm(folder, { recursive: true, force: true });
}
