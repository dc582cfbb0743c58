import type { DeadLetterEntry } from '@handover/core';
import type { CommandSpec, Given } from '../command-spec.ts';
import { FAILED } from '../exit-codes.ts';
import { oneLine } from '../output/one-line.ts';
import { agoOf, minuteOf } from '../output/times.ts';
import { ADMIN_SETTINGS, STORE_HELP, withAdmin } from '../store/with-admin.ts';
import { confirm } from './confirm.ts';
import { printCursor, readPage, withPages } from './list-flags.ts';

/** `handover dead-letters list` */
export const deadLettersList: CommandSpec = {
  name: 'dead-letters list',
  summary: 'Lists the events that the bot gave up, oldest first',
  uses: ADMIN_SETTINGS,
  details: `Shows what failed and how, and no text of a customer unless you ask for it.

With --json each event is a line; if there are more, the last line is a cursor.

${STORE_HELP}

Examples:
  handover dead-letters list
  handover dead-letters list --json | jq -r '.id // empty'`,
  build: (command) => withPages(command.option('--texts', 'show also what people wrote')),
  async run(given) {
    const { items, cursor } = await readPage(given, ({ deadLetters }, asked) => deadLetters.list(asked));
    if (items.length === 0 && !given.print.isJson) given.print.result([], 'There are no dead letters.');
    const now = (given.surroundings.now ?? Date.now)();
    for (const letter of items) printLetter(given, letter, now);
    printCursor(given, cursor);
    return undefined;
  },
};

/** `handover dead-letters retry ID…` */
export const deadLettersRetry: CommandSpec = {
  name: 'dead-letters retry',
  summary: 'Puts events back, for the bot to run again',
  uses: ADMIN_SETTINGS,
  details: `Nothing runs here: the bot runs the event when it next looks for parked events,
within 15 seconds by default, with the handlers that it has then. Steps that
were done before, such as messages sent, are not repeated.

Example:
  handover dead-letters retry 'ID' 'ID'`,
  build: (command) => command.argument('<id...>', 'ids that the list shows'),
  run: (given) =>
    each(given, {
      act: (letters, id) => letters.retry(id),
      done: 'retry',
      said: 'Put back; the bot runs it next time it looks:',
    }),
};

/** `handover dead-letters discard ID…` */
export const deadLettersDiscard: CommandSpec = {
  name: 'dead-letters discard',
  summary: 'Removes events for good',
  uses: ADMIN_SETTINGS,
  details: `Asks first. Where no person can be asked, it needs --yes.

Example:
  handover dead-letters discard 'ID' --yes`,
  build: (command) => command.argument('<id...>', 'ids that the list shows').option('--yes', 'do not ask'),
  async run(given) {
    const count = given.args.length;
    const what = count === 1 ? 'this event' : `these ${count} events`;
    if (!(await confirm(given, `Remove ${what} for good?`))) {
      given.print.note('Nothing was removed.');
      return FAILED;
    }
    return each(given, { act: (letters, id) => letters.discard(id), done: 'discard', said: 'Removed' });
  },
};

/** Does something with each id. Resolves to the exit code: an id without a letter is a failure. */
function each(
  given: Given,
  {
    act,
    done,
    said,
  }: {
    act(letters: Parameters<Parameters<typeof withAdmin>[1]>[0]['deadLetters'], id: string): Promise<boolean>;
    readonly done: string;
    readonly said: string;
  },
): Promise<number | undefined> {
  return withAdmin(given, async ({ deadLetters }) => {
    let missing = 0;
    for (const id of given.args) {
      const found = await act(deadLetters, id);
      if (!found) missing += 1;
      given.print.result({ id, done: found ? done : null, found }, found ? `${said} ${id}` : `No dead letter: ${id}`);
    }
    return missing === 0 ? undefined : FAILED;
  });
}

function printLetter({ print, flags }: Given, { id, event, error, attempts, at }: DeadLetterEntry, now: number): void {
  const { kind, platform, pageId, userId } = event;
  const reason = { name: error['name'], message: error['message'], code: error['code'] };
  const shown = flags['texts'] === true ? { event } : {};
  const whose = userId === undefined ? '' : ` from ${userId}`;
  const runs = `${attempts} run${attempts === 1 ? '' : 's'}`;
  const lines = [
    print.paint.bold(oneLine(id)),
    `  ${kind}${whose}, page ${pageId} (${platform})`,
    `  given up ${minuteOf(at)} UTC (${agoOf(at, now)}) after ${runs}`,
    `  ${oneLine(reasonOf(error))}`,
  ];
  const { text } = event as { text?: unknown };
  if (flags['texts'] === true && typeof text === 'string') lines.push(`  "${oneLine(text)}"`);
  print.result({ id, kind, platform, pageId, psid: userId, at, attempts, reason, ...shown }, lines.join('\n'));
}

function reasonOf({ name, message, code }: DeadLetterEntry['error']): string {
  const behind = code === undefined ? '' : ` (${String(code)})`;
  return `${String(name ?? 'Error')}: ${String(message ?? '')}${behind}`;
}
