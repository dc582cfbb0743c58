import { errorFields, type PluginHost } from '@handover/core';
import { dueWarnings } from './due-warnings.ts';
import type { TakebackContext, TakebackEvents, TakebackFailed } from './events.ts';
import { HEARING_FIELDS_TEXT, pageOf } from './platform.ts';

type Cure = Exclude<TakebackFailed['reason'], 'not_granted'> | 'not_granted_by_inbox' | 'not_granted_by_app';

const CURES: Readonly<Record<Cure, string>> = {
  no_take_right:
    'Meta does not let this app take threads. Allow it in the page\'s settings, Conversation Routing: "take control of conversations"',
  not_granted_by_inbox:
    "Meta's own inbox never grants requests. Choose a default app in the page's settings, so that the bot can take the thread, or have people mark it as done",
  not_granted_by_app:
    'Its owner did not grant the request in time. Let that app answer request_thread_control, or raise grantWithinMs',
  blind: `This app receives no replies and cannot read the conversation. Subscribe it to ${HEARING_FIELDS_TEXT}, and switch on "access standby channel" in the page's settings`,
  refused: 'Meta refused permanently. See the field error',
  error: 'Retries failed or cannot help. The field error has the last error',
};

/**
 * Emits `takeback_failed`. If no handler is registered, logs a warning with the cure instead: once per page and cause,
 * then at most hourly.
 */
export function failureReporter(
  bot: Pick<PluginHost<TakebackContext, TakebackEvents>, 'clock' | 'emit' | 'listenerCount' | 'logger'>,
): (failed: TakebackFailed) => Promise<void> {
  const isDue = dueWarnings(bot);
  return async (failed) => {
    if (bot.listenerCount('takeback_failed') > 0) return bot.emit('takeback_failed', failed);
    const { reason, owner, error: thrown, thread } = failed;
    const isInbox = owner.kind === 'app' && owner.inbox !== undefined;
    const cure = reason !== 'not_granted' ? reason : isInbox ? 'not_granted_by_inbox' : 'not_granted_by_app';
    if (!isDue(cure, thread)) return;
    const error = thrown === undefined ? {} : { error: errorFields(thrown) };
    bot.logger.warn({ ...pageOf(thread), reason, ...error, cure: CURES[cure] }, 'A thread did not come back');
  };
}
