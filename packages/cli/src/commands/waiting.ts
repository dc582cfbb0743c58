import type { ListedWaitingThread, Owner, WaitingOptions } from '@handover/core';
import type { CommandSpec, Given } from '../command-spec.ts';
import { tableOf } from '../output/table.ts';
import { agoOf, durationOf, minuteOf } from '../output/times.ts';
import { ADMIN_SETTINGS, STORE_HELP } from '../store/with-admin.ts';
import { UsageError } from '../usage-error.ts';
import { printCursor, readPage, withPages } from './list-flags.ts';

type WhichOwner = NonNullable<WaitingOptions['owner']>;

const OWNERS: readonly WhichOwner[] = ['others', 'self', 'any'];
const HEADINGS: Readonly<Record<WhichOwner, string>> = {
  others: 'other apps own',
  self: 'your app owns',
  any: 'an app owns',
};
const INBOXES: Readonly<Record<NonNullable<Extract<Owner, { kind: 'app' }>['inbox']>, string>> = {
  page: 'Page Inbox',
  instagram: 'Instagram inbox',
  phone: 'phone app',
};

/** `handover waiting` */
export const waiting: CommandSpec = {
  name: 'waiting',
  summary: 'Lists customers who wait for a person',
  uses: ADMIN_SETTINGS,
  details: `Reads the bot's store: the threads that other apps own, those that have them
longest first. FOR is how long; CUSTOMER and HUMAN say when each wrote last.
Changes nothing, and calls neither Meta nor the bot.

${STORE_HELP}

With --json each thread is a line; if there are more, the last line is a cursor.

Examples:
  handover waiting
  handover waiting --owner any --limit 20 --json`,
  build: (command) =>
    withPages(command.option('--owner <which>', 'whose threads: others, self (your app) or any (others)')),
  async run(given) {
    const owner = ownerOf(given.flags['owner']);
    const { items, cursor } = await readPage(given, (admin, asked) => admin.threads({ owner, ...asked }));
    const now = (given.surroundings.now ?? Date.now)();
    if (given.print.isJson) for (const item of items) given.print.result(jsonOf(item, now), '');
    else printTable(given, { items, owner, now });
    printCursor(given, cursor);
    return undefined;
  },
};

function ownerOf(flag: unknown = 'others'): WhichOwner {
  const owner = OWNERS.find((one) => one === flag);
  if (owner === undefined) throw new UsageError(`--owner must be one of ${OWNERS.join(', ')}`);
  return owner;
}

function jsonOf({ thread, owner, since, lastCustomerAt, lastHumanAt }: ListedWaitingThread, now: number): object {
  return {
    platform: thread.platform,
    pageId: thread.pageId,
    psid: thread.userId,
    owner,
    since,
    waitingMs: now - since.getTime(),
    lastCustomerAt,
    lastHumanAt,
  };
}

function printTable(
  { print }: Given,
  { items, owner, now }: { items: readonly ListedWaitingThread[]; owner: WhichOwner; now: number },
): void {
  if (items.length === 0) {
    print.result([], `There is no thread that ${HEADINGS[owner]}.`);
    return;
  }
  const pages = new Set(items.map(({ thread }) => `${thread.platform} ${thread.pageId}`));
  const [page = ''] = pages;
  // A column with the same value in each row would break the lines of a narrow terminal.
  const ofPage = (cell: string): string[] => (pages.size > 1 ? [cell] : []);
  const [heading = '', ...rows] = tableOf([
    [...ofPage('PAGE'), 'PSID', 'OWNER', 'SINCE (UTC)', 'FOR', 'CUSTOMER', 'HUMAN'],
    ...items.map(({ thread, owner: has, since, lastCustomerAt, lastHumanAt }) => [
      ...ofPage(`${thread.platform} ${thread.pageId}`),
      thread.userId,
      nameOf(has),
      minuteOf(since).slice(5),
      durationOf(now - since.getTime()),
      agoOf(lastCustomerAt, now),
      agoOf(lastHumanAt, now),
    ]),
  ]).split('\n');
  const ofOne = pages.size > 1 ? '' : ` on ${page.replace(' ', ' page ').replace('whatsapp page', 'whatsapp number')}`;
  const count = `${items.length} thread${items.length === 1 ? '' : 's'} that ${HEADINGS[owner]}${ofOne}, longest first`;
  print.result(items, [`${count}:`, '', print.paint.dim(heading), ...rows].join('\n'));
}

function nameOf(owner: Owner): string {
  if (owner.kind === 'self') return 'your app';
  if (owner.kind !== 'app') return owner.kind;
  return owner.inbox === undefined ? (owner.appId ?? 'another app') : INBOXES[owner.inbox];
}
