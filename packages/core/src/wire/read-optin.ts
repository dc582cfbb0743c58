import type { OptinEvent, OptinFields, OptinStoppedEvent, WireItem } from '../events.ts';
import { eventBase, type Source } from './event-base.ts';
import { idOf, millisecondsOf, texts } from './json.ts';

/**
 * Statuses of an opt-out: Meta's pages write `STOP_NOTIFICATIONS`, `STOP NOTIFICATIONS` and `STOP`. Source: Messenger
 * Platform docs, messaging_optins webhook.
 */
const STOPPED = /^\s*(stop|opt[\s_-]*out|unsubscribe)/i;

/** The person allowed messages, or took that back: an opt-out comes under the same key as an opt-in. */
export function readOptin(part: WireItem, source: Source): OptinEvent | OptinStoppedEvent {
  const status = part['notification_messages_status'];
  if (typeof status === 'string' && STOPPED.test(status)) return readOptout(part, source);
  return { ...eventBase('optin', source), ...fieldsOf(part) };
}

/** The person took back what they had allowed. */
export function readOptout(part: WireItem, source: Source): OptinStoppedEvent {
  return { ...eventBase('optin_stopped', source), ...fieldsOf(part) };
}

function fieldsOf(part: WireItem): OptinFields {
  const token = idOf(part['notification_messages_token']) ?? idOf(part['one_time_notif_token']);
  const expiresAt = dateOf(part['token_expiry_timestamp']);
  const userRef = idOf(part['user_ref']);
  return {
    ...texts(part, {
      type: 'type',
      payload: 'payload',
      ref: 'ref',
      title: 'title',
      status: 'notification_messages_status',
    }),
    ...(userRef !== undefined ? { userRef } : {}),
    ...(token !== undefined ? { token } : {}),
    ...(expiresAt !== undefined ? { expiresAt } : {}),
  };
}

/** A time in s or ms, as a number or as text. A time that no `Date` can hold is none. */
function dateOf(value: unknown): Date | undefined {
  const date = new Date(millisecondsOf(value) ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
