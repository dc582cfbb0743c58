// Runs all checks that do not execute the sources. Prints one line per check, and the full output of failed ones.
import { access, readdir, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { logTableProblems } from './logs/log-table.mjs';
import { problemsOf } from './security/threat-model.mjs';
import { checkDocExamples } from './workspace/doc-examples.mjs';
import { foreignTests } from './workspace/foreign-tests.mjs';
import { publishablePackages } from './workspace/publishable-packages.mjs';
import { root, runNode } from './workspace/run-tool.mjs';

const tsc = 'node_modules/typescript-7/bin/tsc';

const checks = {
  // Lint and format.
  biome: () =>
    runNode('node_modules/@biomejs/biome/bin/biome', [
      'check',
      '--colors=off',
      '--error-on-warnings',
      '--max-diagnostics=200',
      '.',
    ]),
  types: () => runNode(tsc, ['-p', '.']),
  // `@handover/express/augment` changes the types of a complete program, so this is a separate program.
  'augmented types': () => runNode(tsc, ['-p', 'packages/express/test/augmented']),
  // Code for browsers, with other globals and JSX.
  'page types': () => runNode(tsc, ['-p', 'packages/sandbox-page']),
  'page size': () => runNode('scripts/build/page.mjs', ['--check']),
  // Only the sources, with isolatedDeclarations, which a program with tests and examples can't use.
  'published types': () => runNode(tsc, ['-p', 'scripts/build/tsconfig.types.json', '--noEmit']),
  openapi: lintOpenapi,
  'public faces': () => runNode('scripts/api.mjs', ['--check']),
  sizes: () => runNode('node_modules/size-limit/bin.js', []),
  'generated files': () => runNode('scripts/generate.mjs', ['--check']),
  'unused code': () => runNode('node_modules/knip/bin/knip.js', ['--no-progress', '--no-config-hints']),
  'threat model': checkThreatModel,
  'log lines': checkLogTable,
  'imports of tests': checkImportsOfTests,
  'examples in docstrings': () => checkDocExamples(),
  readmes: findReadmes,
};

const failures = [];
const queue = Object.entries(checks).values();
const worker = async () => {
  for (const [name, run] of queue) await report(name, run);
};
// The workers share this iterator, so each check is taken once.
await Promise.all(Array.from({ length: availableParallelism() }, worker));

for (const { name, output } of failures) console.log(`\n--- ${name}\n${output.trimEnd()}`);
console.log(failures.length === 0 ? 'check: ok' : `\ncheck: ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;

async function report(name, run) {
  const startedAt = performance.now();
  const { ok, output } = await run().catch((error) => ({ ok: false, output: error.message }));
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  if (!ok) failures.push({ name, output });
}

/** Redocly exits with 0 on warnings. Here they count as failures. */
async function lintOpenapi() {
  const all = await readdir(join(root, 'openapi'));
  const descriptions = all.filter((name) => name.endsWith('.yaml') && name !== 'redocly.yaml').sort();
  if (descriptions.length === 0) return { ok: false, output: 'openapi/ has no description' };

  // One run per description: a run over several prints one report after the other.
  const results = [];
  for (const name of descriptions) results.push(await lintDescription(`openapi/${name}`));
  return { ok: results.every(({ ok }) => ok), output: results.map(({ output }) => output).join('\n') };
}

async function lintDescription(path) {
  const result = await runNode(
    'node_modules/@redocly/cli/bin/cli.js',
    ['lint', path, '--config', 'openapi/redocly.yaml', '--format', 'json'],
    { env: { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' } },
  );
  const report = parseJson(result.stdout);
  if (!report) return { ok: false, output: result.output };
  const problems = report.problems.map(({ severity, ruleId, message, location }) => {
    const [{ source, pointer } = {}] = location ?? [];
    return `${severity} ${ruleId}: ${message}\n  at ${source?.ref ?? '?'} ${pointer ?? ''}`;
  });
  const ok = result.ok && report.totals.errors === 0 && report.totals.warnings === 0;
  return { ok, output: problems.join('\n') || result.output };
}

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    // Not a report but the message of a tool that could not start. The caller shows it.
    return undefined;
  }
}

/** Checks that each threat has tests, and that they exist. */
async function checkThreatModel() {
  const problems = await problemsOf(await readFile(join(root, 'THREAT-MODEL.md'), 'utf8'), root);
  return { ok: problems.length === 0, output: problems.map((problem) => `THREAT-MODEL.md: ${problem}`).join('\n') };
}

/** Checks that the table of log lines and the sources say the same. */
async function checkLogTable() {
  const problems = await logTableProblems(root);
  return { ok: problems.length === 0, output: problems.join('\n') };
}

async function checkImportsOfTests() {
  const found = await foreignTests(root);
  return { ok: found.length === 0, output: found.join('\n') };
}

/** The registry shows a package's README as its page. */
async function findReadmes() {
  const missing = [];
  for (const { folder } of [{ folder: '.' }, ...(await publishablePackages(root))]) {
    const path = join(folder, 'README.md');
    await access(join(root, path)).catch(() => missing.push(`${path} is missing`));
  }
  return { ok: missing.length === 0, output: missing.join('\n') };
}
