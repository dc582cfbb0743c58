import { INSTAGRAM_INBOX_APP_ID, PAGE_INBOX_APP_ID } from '../app-ids.ts';
import { OptionError } from '../errors.ts';
import type { EventOf } from '../events.ts';
import type { Plugin } from '../plugin.ts';
import { markPluginFactory } from '../plugin-factory.ts';
import type { Awaitable } from '../ports.ts';
import type { Thread } from '../thread/thread.ts';

/** Options of {@link grantRequests}. */
export interface GrantRequestsOptions {
  /** App ids whose requests are granted, as strings. @default both inboxes of Meta */
  readonly from?: readonly string[];
  /** A last word on each request. @default always */
  readonly when?: (context: {
    readonly event: EventOf<'request_thread_control'>;
    readonly thread: Thread;
  }) => Awaitable<boolean>;
}

/**
 * Answers `request_thread_control` with a pass to the app that asks. Where people move a conversation to their inbox's
 * main folder, Meta sends such a request; unanswered, the bot would go on talking over them.
 *
 * @throws {OptionError} `from` is not a list of app ids.
 */
export function grantRequests({
  from = [PAGE_INBOX_APP_ID, INSTAGRAM_INBOX_APP_ID],
  when = () => true,
}: GrantRequestsOptions = {}): Plugin {
  if (!Array.isArray(from) || !from.every((id) => typeof id === 'string' && /^\d+$/.test(id))) {
    throw new OptionError('from', 'from must be a list of app ids, as strings of digits');
  }
  const granted = new Set<string>(from);

  return {
    name: 'grant-requests',
    setup: (bot) =>
      bot.on('request_thread_control', async ({ event, thread }) => {
        if (!granted.has(event.requestedOwnerAppId) || !(await when({ event, thread }))) return;
        // With primary and secondary roles the Primary is asked also for what another app owns: not ours to give.
        if (!(await thread.state()).mayReply) return;
        await thread.passThreadControl(event.requestedOwnerAppId);
      }),
  };
}

markPluginFactory(grantRequests);
