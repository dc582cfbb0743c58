import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { MIXED_KINDS, mixed, SEEN_OF_MIXED, type Seen } from '@handover/test-support/deliveries';
import { FORGED, post } from '@handover/test-support/http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CELLS, type Cell, type CellReport, pathOf, type Report } from './support/matrix-cells.ts';

const PARSER_WORDS: Readonly<Record<Cell['parser'], string>> = {
  none: 'without a parser',
  ahead: 'with a parser ahead that keeps no bytes',
  behind: 'with a parser behind',
  keeping: 'with a parser ahead that keeps the bytes',
};

const NOTHING: CellReport<Seen> = { kinds: [], answerable: [], standby: [], seen: [], log: [] };

for (const [system, args] of [
  ['ES modules', ['--import', 'tsx', support('matrix-app.mts')]],
  // Run by --eval: Node does not know the extension and would load the file as an ES module.
  ['CommonJS', ['--require', 'tsx/cjs', '--eval', `require(${JSON.stringify(support('matrix-app.cts'))})`]],
] as const) {
  const matrix = suite(`every way to mount the bot in an existing app, with ${system}`);
  let child: ChildProcess;
  let ended: Promise<unknown[]>;
  let url: string;

  matrix.before(async () => {
    const started = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    child = started;
    ended = once(started, 'exit');
    const lines = createInterface({ input: started.stdout });
    const [port] = await Promise.race([
      once(lines, 'line'),
      ended.then(() => Promise.reject(new Error('the process of the apps ended before it served'))),
    ]);
    url = `http://127.0.0.1:${port}`;
  });

  matrix.after(async () => {
    child.stdin?.end();
    await ended;
  });

  const report = async (): Promise<Report<Seen>> => (await (await fetch(`${url}/report`)).json()) as Report<Seen>;

  for (const cell of CELLS) {
    const { framework, parser, forward } = cell;
    matrix(`${framework}, ${PARSER_WORDS[parser]}, forward ${String(forward)}`, async () => {
      const at = `${url}${pathOf(cell)}`;
      const gone = parser === 'ahead';
      assert.is((await post(at, mixed(), FORGED)).status, gone ? 500 : 401);
      const forged = (await report()).cells[pathOf(cell)];
      assert.equal({ ...forged, log: [] }, NOTHING);

      assert.is((await post(at, mixed())).status, gone ? 500 : forward === false ? 200 : 201);
      const { log = [], ...happened } = (await report()).cells[pathOf(cell)] ?? NOTHING;
      assert.is(log.length, gone ? 2 : 1);
      const parserOption = framework.startsWith('koa') ? /includeUnparsed: true/ : /verify: \(/;
      for (const line of log) assert.match(line, gone ? parserOption : /refused with 401/);
      if (gone) return assert.equal({ ...happened, log: [] }, NOTHING);
      assert.equal(happened, {
        kinds: MIXED_KINDS,
        answerable: ['mine: ñ'],
        standby: ['theirs', 'theirs too'],
        seen: forward === false ? [] : [SEEN_OF_MIXED[forward]],
      });
    });
  }

  matrix('no rejection is unhandled, and our packages load with the module system of the app', async () => {
    const { unhandled, required } = await report();
    assert.equal(unhandled, []);
    const ours = required.filter((path) => /packages[\\/](?:core|koa|express)[\\/]src[\\/]index\.ts$/.test(path));
    assert.is(ours.length, system === 'CommonJS' ? 3 : 0);
  });

  matrix.run();
}

function support(file: string): string {
  return fileURLToPath(new URL(`./support/${file}`, import.meta.url));
}
