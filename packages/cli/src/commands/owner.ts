import type { ThreadOwner } from '@handover/client';
import type { CommandSpec } from '../command-spec.ts';
import { CLIENT_SETTINGS } from '../settings/client-of.ts';
import { threadCallsOf } from './thread-calls.ts';

/** `handover owner PSID` */
export const owner: CommandSpec = {
  name: 'owner',
  summary: 'Shows which app owns a thread',
  uses: CLIENT_SETTINGS,
  details: `An app that is neither owner nor default app sees when control ends, but not
which app has it.

Example:
  handover owner 7312004455667788`,
  build: (command) => command.argument('<psid>', 'page-scoped id of the person'),
  async run({ settings, print, args: [psid = ''] }) {
    const found = await threadCallsOf(settings).getThreadOwner(psid);
    print.result(
      { psid, state: found.state, ...(found.state === 'owned' && { appId: found.appId, expiresAt: found.expiresAt }) },
      sentenceOf(found, settings.get('appId')),
    );
    return undefined;
  },
};

function sentenceOf(found: ThreadOwner, ownAppId: string | undefined): string {
  if (found.state === 'idle') return 'No app owns the thread.';
  const until = found.expiresAt === undefined ? '' : ` until ${found.expiresAt.toISOString()}`;
  if (found.appId === undefined) return `Another app owns the thread${until}; Meta does not name it to this app.`;
  return `${found.appId === ownAppId ? 'Your app' : `App ${found.appId}`} owns the thread${until}.`;
}
