import type { Client, HandoverResult } from '@handover/client';
import type { Command } from 'commander';
import type { CommandSpec, Given } from '../command-spec.ts';
import { CLIENT_SETTINGS } from '../settings/client-of.ts';
import { UsageError } from '../usage-error.ts';
import { threadCallsOf } from './thread-calls.ts';

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** `handover pass PSID --to APP` */
export const pass: CommandSpec = {
  name: 'pass',
  summary: 'Passes a thread to another app',
  uses: CLIENT_SETTINGS,
  details: `Your app must own the thread, or the thread must be idle.

Examples:
  handover pass 7312004455667788 --to inbox
  handover pass 7312004455667788 --to 880042117756310 --metadata 'asked for a person'`,
  build: (command) =>
    withMetadata(command.argument('<psid>', 'page-scoped id of the person')).requiredOption(
      '--to <app>',
      "app id, inbox (Meta's inbox) or default (the page's default app)",
    ),
  run: async (given) => {
    const client = threadCallsOf(given.settings);
    const { to } = given.flags;
    const psid = given.args[0] ?? '';
    const note = metadataOf(given);
    if (to === 'inbox') await client.passThreadControlToPageInbox(psid, note);
    else await client.passThreadControl(psid, { ...note, ...(to === 'default' ? {} : { targetAppId: String(to) }) });
    const whom = to === 'inbox' ? "Meta's inbox" : to === 'default' ? "the page's default app" : `app ${String(to)}`;
    given.print.result({ psid, done: 'pass', to }, `Passed the thread to ${whom}.`);
    return undefined;
  },
};

/** `handover take PSID` */
export const take: CommandSpec = simple({
  name: 'take',
  summary: 'Takes a thread from its owner',
  details: `Needs Conversation Routing on, and this app's switch "take control" in the page's
settings. The present owner gets a delivery that says so.`,
  said: 'Took the thread.',
  call: (client, psid, metadata) => client.takeThreadControl(psid, metadata),
});

/** `handover request PSID` */
export const request: CommandSpec = simple({
  name: 'request',
  summary: 'Asks the owner for a thread',
  details: 'For pages with Conversation Routing off. If the owner grants it, control comes\nlater, as a delivery.',
  said: 'Meta has forwarded the request to the owner.',
  call: (client, psid, metadata) => client.requestThreadControl(psid, metadata),
});

/** `handover release PSID` */
export const release: CommandSpec = {
  name: 'release',
  summary: 'Releases a thread, so that no app owns it',
  uses: CLIENT_SETTINGS,
  details: 'No app gets a delivery that says so.',
  build: (command) => command.argument('<psid>', 'page-scoped id of the person'),
  run: async ({ settings, print, args: [psid = ''] }) => {
    await threadCallsOf(settings).releaseThreadControl(psid);
    print.result({ psid, done: 'release' }, 'Released the thread.');
    return undefined;
  },
};

/** `handover extend PSID --for DURATION` */
export const extend: CommandSpec = {
  name: 'extend',
  summary: 'Keeps a thread for longer than 24 hours',
  uses: CLIENT_SETTINGS,
  details: `The time counts from now; the messaging window of the person does not change.

Example:
  handover extend 7312004455667788 --for 3d`,
  build: (command) =>
    command
      .argument('<psid>', 'page-scoped id of the person')
      .requiredOption('--for <duration>', 'such as 90m, 24h or 7d (the longest)'),
  run: async ({ settings, print, flags, args: [psid = ''] }) => {
    const durationSeconds = secondsOf(String(flags['for']));
    await threadCallsOf(settings).extendThreadControl(psid, { durationSeconds });
    print.result({ psid, done: 'extend', durationSeconds }, `Your app keeps the thread for ${String(flags['for'])}.`);
    return undefined;
  },
};

function simple({
  said,
  call,
  ...spec
}: Pick<CommandSpec, 'name' | 'summary' | 'details'> & {
  readonly said: string;
  call(client: Client, psid: string, options: { metadata?: string }): Promise<HandoverResult>;
}): CommandSpec {
  return {
    ...spec,
    uses: CLIENT_SETTINGS,
    build: (command) => void withMetadata(command.argument('<psid>', 'page-scoped id of the person')),
    run: async (given) => {
      const psid = given.args[0] ?? '';
      await call(threadCallsOf(given.settings), psid, metadataOf(given));
      given.print.result({ psid, done: spec.name }, said);
      return undefined;
    },
  };
}

function withMetadata(command: Command): Command {
  return command.option('--metadata <note>', 'a note that the other app gets in its webhook');
}

function metadataOf({ flags: { metadata } }: Given): { metadata?: string } {
  return typeof metadata === 'string' ? { metadata } : {};
}

function secondsOf(duration: string): number {
  const [, amount, unit] = /^(\d{1,9})([smhd])$/.exec(duration) ?? [];
  const seconds = Number(amount) * (UNIT_SECONDS[unit ?? ''] ?? Number.NaN);
  if (seconds >= 1 && seconds <= 604_800) return seconds;
  throw new UsageError('--for must be a whole number with s, m, h or d behind it, from 1s to 7d, such as 24h');
}
