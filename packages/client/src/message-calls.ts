import { type CallOptions, type Id, idOf, nature, oneOf, optionalIdOf, optionsOf, textOf } from './argument-checks.ts';
import type { ClientContext } from './client-context.ts';
import { timeOf, unexpectedAnswer } from './graph-answer.ts';
import { OptionError } from './option-error.ts';
import { messageOf, type OutgoingMessage } from './outgoing-message.ts';
import { requirePersonas } from './platform/require-personas.ts';

/** What happens to the thread after Meta accepted the message. */
export type ThreadControlOption =
  | {
      /** Passes the thread to another app. */
      readonly type: 'pass';
      /** Target of the pass. @default the default app */
      readonly appId?: Id | undefined;
    }
  | {
      /** Releases the thread. */
      readonly type: 'release';
    };

/** Options of a message. */
export interface SendMessageOptions extends CallOptions {
  /** Persona that the message goes out under; Messenger only. */
  readonly personaId?: Id | undefined;
  /** Reason to write outside the standard window: `HUMAN_AGENT`, for people, within seven days. */
  readonly tag?: 'HUMAN_AGENT' | 'CUSTOMER_FEEDBACK' | (string & {}) | undefined;
  /** Why the message is sent. @default 'RESPONSE', with a tag 'MESSAGE_TAG' */
  readonly messagingType?: 'RESPONSE' | 'UPDATE' | 'MESSAGE_TAG' | 'UTILITY' | (string & {}) | undefined;
  /** Passes or releases the thread in the same call, after Meta accepted the message. Needs Conversation Routing on. */
  readonly threadControl?: ThreadControlOption | undefined;
  /** Id (`mid`) of a message to quote. */
  readonly replyTo?: string | undefined;
  /** How the person is notified. @default Meta's, which is 'REGULAR' */
  readonly notificationType?: 'REGULAR' | 'SILENT_PUSH' | 'NO_PUSH' | (string & {}) | undefined;
}

/** A message that Graph accepted. */
export interface SentMessage {
  /** Its id, the `mid` of its echo. */
  readonly messageId: string;
  /** The person, if Graph returns it. */
  readonly recipientId?: string;
  /** Id of media sent with `is_reusable`, valid for 90 days. */
  readonly attachmentId?: string;
  /** Time of the answer in ms since 1970, by the server's `Date` header (whole seconds), or by the local clock. */
  readonly at: number;
}

/** Options of a sender action. */
export interface SendActionOptions extends CallOptions {
  /** Persona that types; only with `typing_on` and `typing_off` on Messenger. Meta may not show it. */
  readonly personaId?: Id | undefined;
  /** Message to react to; needed for `react` and `unreact`. */
  readonly messageId?: string | undefined;
  /** Name or character of the reaction; needed for `react`. */
  readonly reaction?: string | undefined;
}

/** An action other than a message. */
export type SenderAction = 'typing_on' | 'typing_off' | 'mark_seen' | 'react' | 'unreact';

/** A sender action that Graph accepted. */
export interface SentAction {
  /** The person, if Graph returns it. */
  readonly recipientId?: string;
  /** Time of the answer in ms since 1970, by the server's `Date` header (whole seconds), or by the local clock. */
  readonly at: number;
}

/** The Send API. */
export interface MessageCalls {
  /**
   * Sends a message as the page. A string is short for `{ text }`. Rejects with an `OptionError` before anything is
   * sent if the message has no content or its text is above 2000 characters. The client retries only if the message was
   * certainly not sent (kind `rate`, or a refused connection), never after a time-out, and never if Meta warns of
   * repeats (613/2018338, 613/1893016, 4/2018354). Rejects as `not_owner` while another app owns the thread, as
   * `window_closed` outside the messaging window. Source: Messenger Platform docs, Send API reference and Common Error
   * Codes.
   *
   * @example
   * await client.sendMessage(psid, 'Hello');
   * await client.sendMessage(psid, { text: 'Which size?', quick_replies: [{ content_type: 'text', title: 'M', payload: 'M' }] });
   * await client.sendMessage(psid, 'Nora takes over.', { threadControl: { type: 'pass', appId: PAGE_INBOX_APP_ID } });
   */
  sendMessage(userId: Id, message: OutgoingMessage | string, options?: SendMessageOptions): Promise<SentMessage>;
  /**
   * Shows typing, marks as seen, or reacts to a message. Source: Messenger Platform docs, Sender Actions.
   *
   * @example
   * await client.sendAction(psid, 'typing_on');
   */
  sendAction(userId: Id, action: SenderAction, options?: SendActionOptions): Promise<SentAction>;
}

const actions = ['typing_on', 'typing_off', 'mark_seen', 'react', 'unreact'] as const;

/** The group of calls of the Send API. */
export function messageCalls({ api, transport, pageId, platform }: ClientContext): MessageCalls {
  const path = { pageId };

  function personaOf(personaId: Id | undefined): { persona_id?: string } {
    if (personaId === undefined) return {};
    requirePersonas(platform);
    return { persona_id: idOf(personaId, 'personaId') };
  }

  return {
    async sendMessage(userId, message, options = {}) {
      const { personaId, tag, messagingType, threadControl, replyTo, notificationType, signal } = optionsOf(options);
      if (messagingType === 'MESSAGE_TAG' && tag === undefined)
        throw new OptionError('tag', "messagingType 'MESSAGE_TAG' needs a tag, such as { tag: 'HUMAN_AGENT' }");
      const body = {
        recipient: { id: idOf(userId, 'userId') },
        messaging_type:
          messagingType === undefined
            ? tag === undefined
              ? 'RESPONSE'
              : 'MESSAGE_TAG'
            : textOf(messagingType, 'messagingType'),
        message: messageOf(message),
        ...(tag !== undefined && { tag: textOf(tag, 'tag') }),
        ...personaOf(personaId),
        ...(replyTo !== undefined && { reply_to: { mid: textOf(replyTo, 'replyTo') } }),
        ...(notificationType !== undefined && { notification_type: textOf(notificationType, 'notificationType') }),
        ...(threadControl !== undefined && { thread_control: instructionOf(threadControl) }),
      };
      const fetch = transport.begin(signal).fetch('refused');
      const { data, response } = await api.POST('/{pageId}/messages', { params: { path }, body, fetch });
      if (data?.message_id === undefined)
        throw unexpectedAnswer('Graph answered without a message_id', response, 'messages');
      return {
        messageId: String(data.message_id),
        ...(data.recipient_id !== undefined && { recipientId: String(data.recipient_id) }),
        ...(data.attachment_id !== undefined && { attachmentId: String(data.attachment_id) }),
        at: timeOf(response.headers),
      };
    },

    async sendAction(userId, action, options = {}) {
      const { personaId, messageId, reaction, signal } = optionsOf(options);
      const body = {
        recipient: { id: idOf(userId, 'userId') },
        sender_action: oneOf(action, actions, 'action'),
        ...payloadOf(action, messageId, reaction),
        ...personaOf(personaId),
      };
      if (personaId !== undefined && !action.startsWith('typing_')) {
        throw new OptionError('personaId', `personaId is for typing_on and typing_off, not for ${action}`);
      }
      const fetch = transport.begin(signal).fetch('refused');
      const { data, response } = await api.POST('/{pageId}/messages', { params: { path }, body, fetch });
      return {
        ...(data?.recipient_id !== undefined && { recipientId: String(data.recipient_id) }),
        at: timeOf(response.headers),
      };
    },
  };
}

function instructionOf(threadControl: ThreadControlOption): { control_type: 'pass' | 'release'; app_id?: string } {
  if (typeof threadControl !== 'object' || threadControl === null)
    throw new OptionError(
      'threadControl',
      `threadControl must be an object such as { type: 'release' } (got ${nature(threadControl)})`,
    );
  const { type, appId } = threadControl as { type: unknown; appId?: unknown };
  const control_type = oneOf(type, ['pass', 'release'] as const, 'threadControl.type');
  const target = control_type === 'pass' ? optionalIdOf(appId, 'threadControl.appId') : undefined;
  // One page of Meta's documentation says that a missing control_type means a release, so it is always set.
  return { control_type, ...(target !== undefined && { app_id: target }) };
}

function payloadOf(
  action: SenderAction,
  messageId: unknown,
  reaction: unknown,
): { payload?: { message_id: string; reaction?: string } } {
  if (action !== 'react' && action !== 'unreact') return {};
  const message_id = textOf(messageId, 'messageId');
  return { payload: action === 'react' ? { message_id, reaction: textOf(reaction, 'reaction') } : { message_id } };
}
