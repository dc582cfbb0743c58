import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { root } from '../workspace/run-tool.mjs';
import { runTestFile, suiteFile, withFiles } from './run-scripts.mjs';

const traps = suite('hang traps');

const SERVER = "import { createServer } from 'node:http';\n";

const cases = [
  {
    name: 'an endless loop is killed and its test is named',
    source: suiteFile('loops', "loops('turns for ever', () => { for (;;); });"),
    hangs: true,
    lastLine: '0 passed, 1 failed',
    says: /killed after \d+ ms in "turns for ever" of suite "loops"/,
  },
  {
    name: 'a test that hangs on an open server is killed and named',
    source:
      SERVER +
      suiteFile(
        'waits',
        "waits('waits with a server open', () => new Promise(() => createServer().listen(0, '127.0.0.1')));",
      ),
    hangs: true,
    lastLine: '0 passed, 1 failed',
    says: /killed after \d+ ms in "waits with a server open" of suite "waits"/,
  },
  {
    name: 'a server left open after the tests is a failure that says what is open',
    source:
      SERVER +
      suiteFile(
        'server',
        "server('listens', () => new Promise((resolve) => createServer().listen(0, '127.0.0.1', resolve)));",
      ),
    args: ['--linger-ms', '300'],
    lastLine: '1 passed, 1 failed',
    says: /the process did not within 300 ms\. Close what is still open: 1 TCPServerWrap/,
  },
];

/** A time limit in which a file begins its test for certain, however slow this machine is just now. */
async function generousLimit() {
  const startedAt = performance.now();
  await runTestFile(suiteFile('ends', "ends('runs', () => {});"));
  return Math.max(3_000, Math.ceil(8 * (performance.now() - startedAt)));
}

for (const { name, source, hangs = false, args, lastLine, says } of cases) {
  traps(name, async () => {
    const run = await runTestFile(source, { args: hangs ? ['--timeout-ms', String(await generousLimit())] : args });
    assert.is(run.code, 1);
    assert.is(run.lastLine, lastLine);
    assert.match(run.stdout, says);
  });
}

traps('a process that a file leaves running is killed, and the file fails', async () => {
  const server =
    "require('http').createServer((_, response) => response.end()).listen(0, '127.0.0.1', function () { console.error(this.address().port); })";
  const source = suiteFile(
    'processes',
    `processes('starts one and forgets it', async () => {
  const child = spawn(process.execPath, ['-e', ${JSON.stringify(server)}], { stdio: ['ignore', 'inherit', 'pipe'] });
  const [port] = await once(child.stderr.setEncoding('utf8'), 'data');
  console.log(\`left behind on port \${port.trim()}.\`);
  child.unref();
  child.stderr.destroy();
});`,
  );
  const imports = "import { spawn } from 'node:child_process';\nimport { once } from 'node:events';\n";
  const run = await runTestFile(imports + source);
  assert.is(run.code, 1);
  assert.is(run.lastLine, '1 passed, 1 failed');
  assert.match(run.stdout, /a process that the file started was still running/);
  const port = Number(/left behind on port (\d+)\./.exec(run.stdout)?.[1]);
  assert.ok(port > 0);
  const answer = await fetch(`http://127.0.0.1:${port}`).catch((error) => error.cause.code);
  assert.is(answer, 'ECONNREFUSED');
});

traps('an interrupted runner kills the files that are running', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}`;
  const source = suiteFile('waits', `waits('waits for an answer', () => fetch('${url}'));`);
  await withFiles({ 'file.mjs': source }, async ([path]) => {
    const runner = spawn(process.execPath, ['scripts/test.mjs', path], { cwd: root, stdio: 'ignore' });
    try {
      const [request] = await once(server, 'request');
      const callerGone = once(request.socket, 'close');
      runner.kill('SIGTERM');
      const [code] = await once(runner, 'exit');
      assert.is(code, 143);
      await callerGone;
    } finally {
      runner.kill('SIGKILL');
      server.closeAllConnections();
      server.close();
    }
  });
});

traps.run();
