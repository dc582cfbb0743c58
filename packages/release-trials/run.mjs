// Proves that the packages work for users who install them: packs all packages, lints the tarballs, and uses them in
// empty projects, as ESM, CommonJS and TypeScript, on every promised Node and, for the client, on Bun and Deno. The
// README programs run there, with the sandbox instead of Meta.
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { postgresServer } from '@handover/test-support/postgres-server';
import { redisServer } from '@handover/test-support/redis-server';
import { postgres } from '../../scripts/needs/postgres.mjs';
import { redis } from '../../scripts/needs/redis.mjs';
import { checkConsumer } from '../../scripts/pack/consumer.mjs';
import { reportedSteps } from '../../scripts/pack/steps.mjs';
import { lintTarballs, packTarballs } from '../../scripts/pack/tarballs.mjs';
import { publishablePackages } from '../../scripts/workspace/publishable-packages.mjs';
import { root, runNode, runTool } from '../../scripts/workspace/run-tool.mjs';
import { makeProject } from './projects.mjs';
import { readmeExamples } from './readme-examples.mjs';
import { runExample } from './run-example.mjs';
import { installRuntimes } from './runtimes.mjs';
import { checkTypes } from './type-checks.mjs';

const startedAt = performance.now();
const { step, failed } = reportedSteps();
const folder = await mkdtemp(join(tmpdir(), 'handover-release-'));
let problem = '';

try {
  await check();
} catch (error) {
  problem = error.stack ?? String(error);
  console.error(problem);
} finally {
  await rm(folder, { recursive: true, force: true });
}
const isOk = problem === '' && failed() === 0;
const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
console.log(
  isOk ? `release: ok (${seconds} s)` : `release: ${failed() + (problem ? 1 : 0)} checks failed (${seconds} s)`,
);
process.exitCode = isOk ? 0 : 1;

async function check() {
  const packages = await publishablePackages(root);
  const examples = await readmeExamples(
    root,
    packages.map((pkg) => pkg.folder),
  );
  if (!(await step('build', () => runNode('scripts/build.mjs', [])))) return;
  const tarballs = await packTarballs(packages);
  await lintTarballs(tarballs, step);

  const runtimes = await installedRuntimes();
  const projects = await madeProjects(tarballs);
  if (failed() > 0) return;

  const { esm, cjs, types } = projects;
  await checkConsumer(esm.folder, packages, step);
  const programs = examples.filter(({ kind }) => kind !== 'command');
  await checkTypes({ folder: types.folder, packages, examples: programs, step });
  const { createSandbox } = await import(
    pathToFileURL(join(esm.folder, 'node_modules/@handover/sandbox/dist/index.js')).href
  );
  await callFromOthers(esm, runtimes, createSandbox);
  await runExamples({ examples, projects: [esm, cjs], runtimes, createSandbox });
}

async function installedRuntimes() {
  const place = join(folder, 'runtimes');
  await mkdir(place);
  const runtimes = await installRuntimes(place);
  console.log(runtimes.map(({ name, version }) => `${name}: ${version}`).join('\n'));
  return runtimes;
}

async function madeProjects(tarballs) {
  const projects = {
    esm: { folder: join(folder, 'esm'), type: 'module' },
    cjs: { folder: join(folder, 'cjs'), type: 'commonjs' },
    types: { folder: join(folder, 'types'), type: 'module', hasTypes: true },
  };
  for (const [name, project] of Object.entries(projects)) {
    await step(`npm install of the tarballs, project ${name}`, () => makeProject({ ...project, tarballs }));
  }
  return projects;
}

async function callFromOthers(project, runtimes, createSandbox) {
  const file = join(project.folder, 'call-once.mjs');
  await copyFile(fileURLToPath(new URL('call-once.mjs', import.meta.url)), file);
  const sandbox = await createSandbox({ apps: [{ id: '1450077300221199' }] });
  const [app] = sandbox.apps;
  try {
    for (const { name, path, isNode } of runtimes) {
      if (isNode) continue;
      const how = name === 'deno' ? ['run', '--allow-net=127.0.0.1', '--allow-read', '--allow-env'] : [];
      await step(`the client calls from ${name}`, () =>
        runTool(path, [...how, file, sandbox.url, app.accessToken, app.secret], {
          cwd: project.folder,
          timeoutMs: 60_000,
        }),
      );
    }
  } finally {
    await sandbox.close();
  }
}

async function runExamples({ examples, projects, runtimes, createSandbox }) {
  redis();
  const { REDIS_SERVER, REDIS_URL } = process.env;
  // There is no program only if REDIS_URL names a server.
  const server = REDIS_SERVER ? await redisServer() : { url: REDIS_URL, stop: async () => undefined };
  const database = await migratedDatabase(projects[0]);
  const runs = runtimes
    .filter(({ isNode }) => isNode)
    .flatMap((runtime) => projects.flatMap((project) => examples.map((example) => ({ runtime, project, example }))))
    .values();
  const worker = async () => {
    for (const { runtime, project, example } of runs) {
      await step(`${example.name} (${example.kind}), ${project.type}, ${runtime.name}`, () =>
        runExample({
          ...{ example, project, node: runtime.path, createSandbox },
          redisUrl: server.url,
          postgresUrl: database.url,
        }),
      );
    }
  };
  try {
    // The workers share this iterator, so each run is taken once.
    await Promise.all(Array.from({ length: availableParallelism() }, worker));
  } finally {
    await server.stop();
    await database.stop();
  }
}

/** A PostgreSQL whose tables are made by the shipped file, as a user with psql makes them. */
async function migratedDatabase({ folder: project }) {
  postgres();
  const database = await postgresServer();
  await database.run(await readFile(join(project, 'node_modules/@handover/postgres/handover.sql'), 'utf8'));
  return database;
}
