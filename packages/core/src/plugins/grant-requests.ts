import { OptionError } from '../errors.ts';
import type { EventOf } from '../events.ts';
import { checkKnownKeys } from '../known-keys.ts';
import { PLATFORMS } from '../platform/platforms.ts';
import type { Plugin } from '../plugin.ts';
import { markPluginFactory } from '../plugin-factory.ts';
import type { Awaitable, Logger } from '../ports.ts';
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

const INBOXES: readonly string[] = Object.values(PLATFORMS)
  .filter(({ hasThreadControl }) => hasThreadControl)
  .map(({ inboxAppId }) => inboxAppId);

/** What a handler of requests gets. */
type Request = { readonly event: EventOf<'request_thread_control'>; readonly thread: Thread };

/**
 * Answers `request_thread_control` with a pass to the app that asks. Where people move a conversation to their inbox's
 * main folder, Meta sends such a request; unanswered, the bot would go on talking over them. A bot without this plugin, and
 * without a handler of `request_thread_control`, grants the requests of Meta's two inboxes by default.
 *
 * @throws {OptionError} `from` is not a list of app ids, `when` is no function, or an option is unknown.
 * @example
 * bot.use(grantRequests({ from: [HELP_DESK_APP_ID] }));
 */
export function grantRequests(options: GrantRequestsOptions = {}): Plugin {
  checkKnownKeys(options, ['from', 'when'], 'grantRequests');
  const { from = INBOXES, when = () => true } = options;
  if (!Array.isArray(from) || !from.every((id) => typeof id === 'string' && /^\d+$/.test(id))) {
    throw new OptionError('from', 'from must be a list of app ids, as strings of digits');
  }
  if (typeof when !== 'function') throw new OptionError('when', 'when must be a function');
  const granted = new Set<string>(from);

  return {
    name: 'grant-requests',
    setup: (bot) =>
      bot.on('request_thread_control', async ({ event, thread }) => {
        if (granted.has(event.requestedOwnerAppId) && (await when({ event, thread }))) await grant({ event, thread });
      }),
  };
}

markPluginFactory(grantRequests);

/** The default handler of `request_thread_control`: grants the requests of Meta's inboxes. */
export function grantInboxRequest(logger: Logger): (request: Request) => Promise<void> {
  return async ({ event, thread }) => {
    const { requestedOwnerAppId: appId, platform, pageId } = event;
    if (!INBOXES.includes(appId) || !(await grant({ event, thread }))) return;
    logger.info({ platform, pageId, appId }, "Passed a thread to Meta's inbox, which asked for it");
  };
}

/** Passes the thread to the app that asks. Resolves to false if another app owns it. */
async function grant({ event, thread }: Request): Promise<boolean> {
  // With primary and secondary roles the Primary also gets requests for threads that another app owns. The owner decides,
  // not mayReply: a thread on hold is still ours to pass.
  if ((await thread.state()).owner.kind === 'app') return false;
  await thread.passThreadControl(event.requestedOwnerAppId);
  return true;
}
