import type { Page, StoreAdmin } from '@handover/core';
import type { Command } from 'commander';
import type { Given } from '../command-spec.ts';
import { textOfFlag, wholeNumberOf } from '../flags.ts';
import { withAdmin } from '../store/with-admin.ts';
import { UsageError } from '../usage-error.ts';

/** Adds the flags of a list in pages. */
export function withPages(command: Command): Command {
  return command
    .option('--limit <number>', 'how many to list at most, up to 1000 (100)')
    .option('--cursor <text>', 'continue behind the page that ended with this cursor');
}

/**
 * Reads a page of the bot's store by these flags.
 *
 * @throws {UsageError} `--limit` is not a number from 1 to 1000, or `--cursor` is not the cursor of a page.
 */
export async function readPage<Item>(
  given: Given,
  read: (admin: StoreAdmin, asked: { limit: number; cursor?: string }) => Promise<Page<Item>>,
): Promise<Page<Item>> {
  const limit = wholeNumberOf(given.flags, 'limit', { from: 1, to: 1_000, otherwise: 100 });
  const cursor = textOfFlag(given.flags, 'cursor');
  try {
    return await withAdmin(given, (admin) => read(admin, { limit, ...(cursor === undefined ? {} : { cursor }) }));
  } catch (error) {
    // Every store refuses a wrong cursor with it.
    if (cursor === undefined || !(error instanceof TypeError)) throw error;
    throw new UsageError('--cursor must be the text that the page before ended with');
  }
}

/** Says how to list the next page, if there is one. */
export function printCursor({ print }: Given, cursor: string | undefined): void {
  if (cursor === undefined) return;
  if (print.isJson) print.result({ cursor }, '');
  else print.note(`There are more. Add: --cursor '${cursor}'`);
}
