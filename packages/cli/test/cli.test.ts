import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { bundled } from '@handover/test-support/bundled';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runCommand } from './support/run-command.ts';

const cli = suite('the command handover');
const CLI = await bundled(new URL('../src/cli.ts', import.meta.url));

async function handover(...words: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [CLI, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => void child.once('close', resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

cli('sandbox passes every word to exec, and ends with the exit code of its command', async () => {
  const program = "console.log(process.env.GRAPH_URL, process.argv.slice(1).join('|')); process.exitCode = 7";
  const { code, stdout, stderr } = await handover('sandbox', 'exec', '--', 'node', '-e', program, '--', '--json', '-x');
  assert.is(code, 7);
  assert.match(stdout, /^http:\/\/127\.0\.0\.1:\d+ --json\|-x\n$/);
  assert.match(stderr, /^handover sandbox: http:\S+ runs while node runs\n$/);
});

cli('sandbox leaves its help and its mistakes to the sandbox', async () => {
  // It writes to the streams of this process: of ours nothing is printed.
  const help = await runCommand(['sandbox', '--help']);
  assert.equal([help.code, help.stdout, help.stderr], [0, '', '']);
  const mistake = await runCommand(['sandbox', '--colour']);
  assert.equal([mistake.code, mistake.stdout, mistake.stderr], [2, '', '']);
});

cli('ends quietly if the reader of its output has seen enough', async () => {
  const child = spawn(process.execPath, [CLI, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  const ended = new Promise<number | null>((resolve) => void child.once('close', resolve));
  assert.equal([await text(child.stderr), await ended], ['', 0]);
});

cli.run();
