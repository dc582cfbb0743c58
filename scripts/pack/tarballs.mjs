import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root, runNode, runPnpm } from '../workspace/run-tool.mjs';

const packs = join(root, '.scratch/packs');

/**
 * Packs the built packages, as publishing would.
 *
 * @param {import('../workspace/publishable-packages.mjs').PublishablePackage[]} packages
 * @returns {Promise<{ name: string, path: string, isImported: boolean }[]>} Package names, absolute paths of their
 * tarballs, and whether a package has entries to import or only commands.
 * @throws {Error} A package was not built, or pnpm failed.
 */
export async function packTarballs(packages) {
  const unbuilt = [];
  for (const pkg of packages) {
    const files = await readdir(join(root, pkg.folder, 'dist')).catch(() => []);
    if (!pkg.esm.every((name) => files.includes(`${name}.js`))) unbuilt.push(pkg.name);
  }
  if (unbuilt.length > 0) throw new Error(`not built: ${unbuilt.join(', ')}. Run the build first`);

  await rm(packs, { recursive: true, force: true });
  await mkdir(packs, { recursive: true });
  const filters = packages.flatMap(({ name }) => ['--filter', name]);
  const { ok, output } = await runPnpm(['-r', ...filters, 'pack', '--pack-destination', packs]);
  if (!ok) throw new Error(`pnpm pack failed:\n${output}`);

  const tarballs = [];
  for (const pkg of packages) {
    const { version } = JSON.parse(await readFile(join(root, pkg.folder, 'package.json'), 'utf8'));
    const file = `${pkg.name.replace(/^@/, '').replace('/', '-')}-${version}.tgz`;
    tarballs.push({ name: pkg.name, path: join(packs, file), isImported: pkg.subpaths.length > 0 });
  }
  return tarballs;
}

/**
 * Lints the tarballs: their contents and package.json (publint), and whether types and code agree for every module
 * resolution (attw).
 *
 * @param {{ name: string, path: string, isImported: boolean }[]} tarballs
 * @param {ReturnType<typeof import('./steps.mjs').reportedSteps>['step']} step
 */
export async function lintTarballs(tarballs, step) {
  for (const { name, path, isImported } of tarballs) {
    await step(`publint ${name}`, () => runNode('node_modules/publint/src/cli.js', ['run', path, '--strict']));
    if (!isImported) continue;
    await step(`attw ${name}`, () =>
      runNode('node_modules/@arethetypeswrong/cli/dist/index.js', [
        path,
        '--profile',
        'node16',
        '--no-color',
        '--no-emoji',
        '--no-definitely-typed',
      ]),
    );
  }
}
