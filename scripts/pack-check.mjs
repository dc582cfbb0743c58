// Proves the packages as their users get them: packs each, lints the tarballs, then installs them with npm in an empty
// folder outside of the workspace, where nothing but their own dependencies can be found, and uses them there.
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkConsumer } from './pack/consumer.mjs';
import { publishablePackages } from './workspace/publishable-packages.mjs';
import { root, runNode, runPnpm, runTool } from './workspace/run-tool.mjs';

const packs = join(root, '.scratch/packs');
let failed = 0;

try {
  const packages = await publishablePackages(root);
  const tarballs = await pack(packages);
  for (const tarball of tarballs) {
    await step(`publint ${tarball.name}`, () =>
      runNode('node_modules/publint/src/cli.js', ['run', tarball.path, '--strict']),
    );
    await step(`attw ${tarball.name}`, () =>
      runNode('node_modules/@arethetypeswrong/cli/dist/index.js', [
        tarball.path,
        '--profile',
        'node16',
        '--no-color',
        '--no-emoji',
        '--no-definitely-typed',
      ]),
    );
  }
  await consume(packages, tarballs);
} catch (error) {
  failed++;
  console.error(error.message);
}
console.log(failed === 0 ? 'packages: ok' : `packages: ${failed} checks failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function pack(packages) {
  const unbuilt = [];
  for (const pkg of packages) {
    const files = await readdir(join(root, pkg.folder, 'dist')).catch(() => []);
    if (!files.includes('index.js')) unbuilt.push(pkg.name);
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
    tarballs.push({ name: pkg.name, path: join(packs, file) });
  }
  return tarballs;
}

async function consume(packages, tarballs) {
  const folder = await mkdtemp(join(tmpdir(), 'handover-consumer-'));
  try {
    await step('npm install of the tarballs', async () => {
      const init = await runTool('npm', ['init', '-y'], { cwd: folder });
      if (!init.ok) return init;
      const args = ['install', ...tarballs.map(({ path }) => path), 'koa', 'express'];
      return runTool('npm', [...args, '--prefer-offline', '--no-audit', '--no-fund'], { cwd: folder });
    });
    if (failed === 0) await checkConsumer(folder, packages, step);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function step(name, run) {
  const startedAt = performance.now();
  const { ok, output } = await run();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  if (ok) return;
  failed++;
  console.log(output);
}
