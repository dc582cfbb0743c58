import type { Command } from 'commander';
import type { Given } from '../command-spec.ts';
import { textOfFlag, wholeNumberOf } from '../flags.ts';

/** Adds the flags of a list in pages. */
export function withPages(command: Command): Command {
  return command
    .option('--limit <number>', 'how many to list at most, up to 1000 (100)')
    .option('--cursor <text>', 'continue behind the page that ended with this cursor');
}

/** The values of these flags. @throws {UsageError} `--limit` is not a number from 1 to 1000. */
export function pageOf(flags: Given['flags']): { limit: number; cursor?: string } {
  const limit = wholeNumberOf(flags, 'limit', { from: 1, to: 1_000, otherwise: 100 });
  const cursor = textOfFlag(flags, 'cursor');
  return { limit, ...(cursor === undefined ? {} : { cursor }) };
}

/** Says how to list the next page, if there is one. */
export function printCursor({ print }: Given, cursor: string | undefined): void {
  if (cursor === undefined) return;
  if (print.isJson) print.result({ cursor }, '');
  else print.note(`There are more. Add: --cursor '${cursor}'`);
}
