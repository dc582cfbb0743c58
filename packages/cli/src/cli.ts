#!/usr/bin/env node
import { run } from './run.ts';

// The reader of a pipe, such as `head`, has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

void run(process.argv.slice(2), process).then((code) => {
  process.exitCode = code;
});
