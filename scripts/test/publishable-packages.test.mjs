import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mendDefaultImports } from '../build/cjs-interop.mjs';
import { describePackage, publishablePackages } from '../workspace/publishable-packages.mjs';
import { root } from '../workspace/run-tool.mjs';

const packages = suite('publishable packages');

packages('the entries are those that exports and bin name, under any condition', () => {
  const described = describePackage('packages/x', {
    name: '@handover/x',
    exports: {
      '.': {
        node: { import: './dist/node.js', require: './dist/node.cjs' },
        import: { types: './dist/index.d.ts', default: './dist/index.js' },
        require: { types: './dist/index.d.cts', default: './dist/index.cjs' },
      },
      './extra': { import: './dist/extra.js' },
      './package.json': './package.json',
    },
    bin: { x: './dist/cli.js' },
  });
  assert.equal(described, {
    name: '@handover/x',
    folder: 'packages/x',
    esm: ['node', 'index', 'extra', 'cli'],
    cjs: ['node', 'index'],
    bins: ['cli'],
    commands: { x: './dist/cli.js' },
    subpaths: ['.', './extra'],
  });
});

packages('a package whose exports name no built file is an error that names its folder', () => {
  assert.throws(
    () => describePackage('packages/x', { name: 'x', exports: './index.js' }),
    /packages\/x\/package\.json: exports name no \.\/dist\/\*\.js/,
  );
});

packages('every public package of this repository is found and builds both kinds', async () => {
  const found = await publishablePackages(root);
  const names = found.map(({ name }) => name);
  assert.ok(names.includes('@handover/core'));
  assert.not.ok(names.includes('@handover/test-support'));
  for (const pkg of found.filter(({ subpaths }) => subpaths.length > 0)) {
    assert.ok(pkg.esm.includes('index'), `${pkg.name} has an ESM build`);
    assert.ok(pkg.cjs.includes('index'), `${pkg.name} has a CommonJS build`);
  }
  const commandsOnly = found.filter(({ subpaths }) => subpaths.length === 0);
  assert.equal(
    commandsOnly.map(({ name, bins }) => [name, bins]),
    [['@handover/cli', ['cli']]],
  );
});

packages(
  'no package runs scripts on install, and each contains only its build, the JSON that it exports, SQL and the log lines',
  async () => {
    for (const { name, manifest } of await manifests()) {
      assert.equal(manifest.scripts ?? {}, {}, `${name} has scripts`);
      const json = Object.values(manifest.exports).filter(
        (path) => path.endsWith?.('.json') && path !== './package.json',
      );
      // For those who migrate without JavaScript.
      const sql = name === '@handover/postgres' ? ['handover.sql'] : [];
      const logs = name === '@handover/core' ? ['LOGS.md'] : [];
      assert.equal(
        manifest.files,
        ['dist', ...json.map((path) => path.replace('./', '')), ...sql, ...logs],
        `${name} packs more than dist`,
      );
    }
  },
);

packages('every package depends only on what is listed here', async () => {
  const dependencies = Object.fromEntries(
    (await manifests()).map(({ name, manifest }) => [
      name.replace('@handover/', ''),
      Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }).join(' '),
    ]),
  );
  assert.equal(dependencies, {
    cli:
      '@handover/client @handover/core @handover/postgres @handover/redis @handover/sandbox @handover/sqlite ' +
      '@handover/testkit commander dotenv picocolors',
    client: 'openapi-fetch',
    core: 'koa-compose',
    express: '',
    koa: '',
    otel: '',
    persona: '',
    postgres: '',
    redis: '',
    sandbox: '@fastify/busboy @koa/router ajv cross-spawn koa node-forge',
    sqlite: '',
    takeback: '',
    testkit: '',
  });
});

async function manifests() {
  const found = await publishablePackages(root);
  return Promise.all(
    found.map(async ({ name, folder }) => ({
      name,
      manifest: JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')),
    })),
  );
}

packages.run();

const interop = suite('mendDefaultImports');

interop('only a dependency with two builds is read through its default export', () => {
  const code = 'var a = __toESM(require("dual"), 1);\nvar b = __toESM(require("common"), 1);\n';
  assert.is(
    mendDefaultImports(code, (id) => id === 'dual'),
    'var a = __toESM(require("dual"));\nvar b = __toESM(require("common"), 1);\n',
  );
});

interop.run();
