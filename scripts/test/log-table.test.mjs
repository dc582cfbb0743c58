import { join } from 'node:path';
import { withFolder } from '@handover/test-support/with-folder';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { logLines } from '../logs/log-lines.mjs';
import { differences, rowsOf } from '../logs/log-table.mjs';

const TSCONFIG = JSON.stringify({ compilerOptions: { strict: true, types: [], lib: ['es2022'] } });
const LOGGER = [
  'type Log = (fields: object, message: string) => void;',
  'declare const logger: { debug: Log; info: Log; warn: Log; error: Log };',
  'declare const parts: { logger?: { warn: Log } };',
  'declare const page: { platform: string; pageId: string };',
  'declare const thrown: { name: string } | undefined;',
  'declare const count: number;',
  '',
].join('\n');
const WARNINGS = [
  "const WARNING_TEXTS = { alone: { message: 'It stands alone', cure: 'Join it.' } };",
  "type Code = 'alone';",
  'interface Warnings { warn(code: Code, about?: object): void; isSilent(): boolean; cured(): void; given(): void }',
  'declare const warnings: Warnings;',
  '',
].join('\n');

/** What is found in a package `a` whose only file has these statements. */
const found = (code) =>
  withFolder({ 'tsconfig.json': TSCONFIG, 'packages/a/src/a.ts': `${LOGGER}${code}\n` }, (folder) =>
    logLines(folder, [join(folder, 'packages/a/src/a.ts')]),
  );
const linesOf = ({ lines }) => lines.map(({ level, line, fields }) => `${level} ${line} (${fields})`);

const lines = suite('logLines');

lines('finds each call of a logger with its level, its sentence and the names of its fields', async () => {
  const code = [
    "const SENTENCE = 'It stopped';",
    'logger.error({ ...page, error: { name: 1 } }, SENTENCE);',
    "const fields = thrown === undefined ? { count } : { count, error: thrown };\nparts.logger?.warn(fields, 'It waits');",
    "logger.info({}, count > 1 ? 'They go on' : 'It goes on');",
    "console.warn('This is not a line');",
  ].join('\n');
  const { problems, ...rest } = await found(code);
  assert.equal(linesOf(rest), [
    'error It stopped (error,pageId,platform)',
    'warn It waits (count,error?)',
    'info They go on ()',
    'info It goes on ()',
  ]);
  assert.equal(problems, []);
});

lines('reports sentences that are built, fields without names, and loggers that are called in other ways', async () => {
  const code = [
    `logger.info({}, \`\${count} went on\`);`,
    'declare const any: Record<string, unknown>;',
    "logger.info(any, 'It goes on');",
    'const { warn } = logger;',
    'const log = logger.debug;',
    "logger['info']({}, 'It goes on');",
  ].join('\n');
  const { problems } = await found(code);
  assert.equal(
    problems.map((problem) => problem.replace(/^\S+ /, '')),
    [
      'the sentence must be fixed, with values in the fields',
      'the type of the fields must name them',
      "log by logger.LEVEL(fields, 'sentence')",
      "log by logger.LEVEL(fields, 'sentence')",
      "log by logger.LEVEL(fields, 'sentence')",
    ],
  );
});

lines('finds warnings with a code, and reports a code that has no call', async () => {
  const { lines: coded } = await found(`${WARNINGS}warnings.warn('alone', { page, fields: { count } });`);
  const [{ place, ...line }] = coded;
  assert.equal(line, {
    level: 'warn',
    line: 'It stands alone',
    fields: ['count', 'pageId', 'platform'],
    code: 'alone',
    cure: 'Join it.',
  });
  assert.match(place, /^packages\/a\/src\/a\.ts:\d+$/);
  assert.equal((await found(WARNINGS)).problems, ['no call warns with the code alone']);
});

lines.run();

const table = suite('the table of log lines');

const HEAD = '## @handover/a\n\n| level | line | fields | when | what to do |\n|---|---|---|---|---|\n';
const ROW = '| `warn` | It waits | `count`, `error`? | a queue is full | nothing |\n';
const LINE = { level: 'warn', line: 'It waits', fields: ['count', 'error?'], place: 'packages/a/src/a.ts:1' };
const problems = (rows, all = [LINE]) => differences(rowsOf(`${HEAD}${rows}`), all);

table('is complete if each line has a row with its level and fields', () => {
  assert.equal(problems(ROW), []);
});

table('takes equal lines of a package as one, whose fields may be missing if one of them lacks them', () => {
  assert.equal(
    problems(ROW, [
      { ...LINE, fields: ['count', 'error'] },
      { ...LINE, fields: ['count'] },
    ]),
    [],
  );
});

table('fails for a line without a row, and for a row without a line', () => {
  assert.equal(problems(''), [
    'packages/a/src/a.ts:1: packages/core/LOGS.md has no row of the level warn for: It waits',
  ]);
  assert.equal(problems(ROW, []), [
    'packages/core/LOGS.md:5: @handover/a logs no such line at the level warn: It waits',
  ]);
});

table('fails for a row of another package or level, with other fields, or without a cure', () => {
  assert.is(problems(ROW.replace('warn', 'info')).length, 2);
  assert.is(problems(ROW, [{ ...LINE, place: 'packages/b/src/b.ts:1' }]).length, 2);
  assert.equal(problems(ROW.replace('`error`?', '`error`')), [
    'packages/core/LOGS.md:5: the fields are count, error? in packages/a/src/a.ts:1',
  ]);
  assert.equal(problems(ROW.replace('nothing', '')), ['packages/core/LOGS.md:5: a cell is empty']);
});

table('fails for a warning whose code or cure is another than in the source', () => {
  const coded = { ...LINE, fields: [], code: 'waits', cure: 'Wait.' };
  const head = '## @handover/a\n\n| level | code | line | fields | what to do |\n|---|---|---|---|---|\n';
  const of = (row) => differences(rowsOf(`${head}${row}`), [coded]);
  assert.equal(of('| `warn` | `waits` | It waits | none | Wait. |\n'), []);
  assert.is(of('| `warn` | `wait` | It waits | none | Go. |\n').length, 2);
});

table.run();
