// Checks the packages as users get them: packs each, lints the tarballs, then installs them with npm in an empty folder
// outside the workspace, where only their own dependencies can be found, and uses them there. `release:check` does the
// same for every supported runtime and compiler.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkConsumer } from './pack/consumer.mjs';
import { reportedSteps } from './pack/steps.mjs';
import { lintTarballs, packTarballs } from './pack/tarballs.mjs';
import { publishablePackages } from './workspace/publishable-packages.mjs';
import { root, runTool } from './workspace/run-tool.mjs';

const { step, failed } = reportedSteps();
let isBroken = false;

try {
  const packages = await publishablePackages(root);
  const tarballs = await packTarballs(packages);
  await Promise.all([lintTarballs(tarballs, step), consume(packages, tarballs)]);
} catch (error) {
  isBroken = true;
  console.error(error.message);
}
const isOk = !isBroken && failed() === 0;
console.log(isOk ? 'packages: ok' : `packages: ${failed() + Number(isBroken)} checks failed`);
process.exitCode = isOk ? 0 : 1;

async function consume(packages, tarballs) {
  const folder = await mkdtemp(join(tmpdir(), 'handover-consumer-'));
  try {
    const isInstalled = await step('npm install of the tarballs', async () => {
      const init = await runTool('npm', ['init', '-y'], { cwd: folder });
      if (!init.ok) return init;
      const args = ['install', ...tarballs.map(({ path }) => path), 'koa', 'express'];
      return runTool('npm', [...args, '--prefer-offline', '--no-audit', '--no-fund'], { cwd: folder });
    });
    if (isInstalled) await checkConsumer(folder, packages, step);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
