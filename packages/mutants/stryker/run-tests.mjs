// Runs test files one after the other in this process, and ends with 1 at the first failure: `node --import tsx
// run-tests.mjs FILE …`, the likeliest first. A process per file would take four times as long.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

// uvu's own switch for runners: suites are queued here instead of started by a timer.
const queue = [null];
globalThis.UVU_DEFER = 1;
globalThis.UVU_QUEUE = [queue];
globalThis.UVU_INDEX = 0;

process.on('uncaughtException', (error) => {
  console.error(error);
  process.exit(1);
});

for (const file of process.argv.slice(2)) {
  await import(pathToFileURL(resolve(file)).href);
  const suites = queue.splice(1);
  if (suites.length === 0) throw new Error(`${file} has no suite that runs`);
  for (const run of suites) {
    const [errors, passed, , total] = await run();
    if (typeof errors !== 'string' && passed === total) continue;
    console.error(typeof errors === 'string' ? errors : `a hook failed in ${file}`);
    process.exit(1);
  }
}
// Exit without waiting for whatever a mutant left open.
process.exit(0);
