// Runs StrykerJS on complete rooms, with the tests that must notice: see packages/mutants/README.md. The exit code is 1
// if a room without sampling scores under its threshold.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { provideNeedsOf } from '../../scripts/needs/needs-of.mjs';
import { root } from '../../scripts/workspace/run-tool.mjs';
import { strykerRooms } from './stryker/rooms.mjs';

const HELP = `Usage: pnpm mutants:stryker [options]

  --room NAME   only this room: ${Object.keys(strykerRooms).join(', ')}; may be given more than once
                (default wire, ownership and thread)
  --sample N    only so many mutants of each room, drawn at random; no threshold
  --seed N      selects another sample (default 1)
  --force       also tests mutants that an earlier run tested and that did not change
  --help        this text
`;

try {
  main();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

function main() {
  const { values } = parseArgs({
    options: {
      room: { type: 'string', multiple: true, default: ['wire', 'ownership', 'thread'] },
      sample: { type: 'string' },
      seed: { type: 'string', default: '1' },
      force: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  for (const [option, text] of [
    ['--sample', values.sample ?? '1'],
    ['--seed', values.seed],
  ]) {
    if (!/^[1-9]\d*$/.test(text)) throw new Error(`${option} must be a whole number above 0 (got "${text}")`);
  }
  for (const room of values.room) {
    if (strykerRooms[room] === undefined) {
      throw new Error(`--room must be one of ${Object.keys(strykerRooms).join(', ')} (got "${room}")`);
    }
  }
  for (const room of values.room) {
    console.log(`\n${room}`);
    if (!runStryker(room, values)) process.exitCode = 1;
  }
}

/** Runs Stryker, and returns whether the room reached its threshold. */
function runStryker(room, { sample, seed, force }) {
  const bin = 'node_modules/@stryker-mutator/core/bin/stryker.js';
  provideNeedsOf(strykerRooms[room].tests.map((file) => join(root, file)));
  const args = [
    bin,
    'run',
    'packages/mutants/stryker.config.mjs',
    ...(force && sample === undefined ? ['--force'] : []),
  ];
  const env = {
    ...process.env,
    MUTANTS_ROOM: room,
    // The same values in each run: a property that fails by chance would kill a mutant that no test notices.
    PROPERTY_SEED: process.env.PROPERTY_SEED ?? '1',
    ...(sample !== undefined && { MUTANTS_SAMPLE: sample, MUTANTS_SEED: seed }),
  };
  return spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' }).status === 0;
}
