import { type CallOptions, oneOf, optionsOf, textOf } from '../argument-checks.ts';
import { timeOf, unexpectedAnswer } from '../graph-answer.ts';
import { OptionError } from '../option-error.ts';
import type { WhatsappContext } from './whatsapp-context.ts';
import { type WhatsappMessage, whatsappMessageOf } from './whatsapp-message.ts';
import { userOf } from './whatsapp-user.ts';

/** Options of a message on WhatsApp. */
export interface WhatsappSendOptions extends CallOptions {
  /** Id of a message to quote. */
  readonly replyTo?: string | undefined;
  /** Comes back in the statuses of the message; at most 512 characters. */
  readonly callbackData?: string | undefined;
}

/** A message that Graph accepted. Whether it is delivered comes as `status` events. */
export interface SentWhatsappMessage {
  /** Its id (wamid). */
  readonly messageId: string;
  /** The person's phone number, if Graph returns it. */
  readonly waId?: string;
  /** The person's BSUID, if Graph returns it. */
  readonly bsuid?: string;
  /** Time of the answer in ms since 1970, by the server's `Date` header (whole seconds), or by the local clock. */
  readonly at: number;
}

/** What may be done to an inbound message. `typing_off` makes no call: typing ends with the answer, or after 25 s. */
export type WhatsappAction = 'mark_seen' | 'typing_on' | 'typing_off';

/** Options of an action. */
export interface WhatsappActionOptions extends CallOptions {
  /** The inbound message, at most 30 days old; needed for `mark_seen` and `typing_on`. */
  readonly messageId?: string | undefined;
}

/** The Cloud API's messages. */
export interface WhatsappMessageCalls {
  /**
   * Sends a message. A string is short for a text. Rejects with an `OptionError` before anything is sent if the message has no
   * content, a key of Messenger's, or a text above 4096 characters. The client retries only if the message was certainly not
   * sent, and never if Meta limits messages to this person (131048, 131056). More than 24 hours after the person's last message it
   * is refused as `window_closed`, or accepted and its status is `failed` with 131047: only templates may go out then. Source:
   * WhatsApp docs, Messages and Error codes.
   *
   * @param userId BSUID, or the phone number with its country code.
   * @example
   * const client = createClient({ platform: 'whatsapp', phoneNumberId: '550000000000002', accessToken });
   * await client.sendMessage('351960000003', 'Hello');
   * await client.sendMessage('351960000003', { type: 'image', image: { link: 'https://cdn.example/a.png' } });
   */
  sendMessage(
    userId: string,
    message: WhatsappMessage | string,
    options?: WhatsappSendOptions,
  ): Promise<SentWhatsappMessage>;
  /**
   * Marks an inbound message as read, or shows typing, which marks it too. Source: WhatsApp docs, Mark messages as read; Typing
   * indicators.
   *
   * @example
   * const client = createClient({ platform: 'whatsapp', phoneNumberId: '550000000000002', accessToken });
   * await client.sendAction('351960000003', 'typing_on', { messageId: 'wamid.DEMO1' });
   */
  sendAction(userId: string, action: WhatsappAction, options?: WhatsappActionOptions): Promise<{ readonly at: number }>;
}

const product = 'whatsapp';
const actions = ['mark_seen', 'typing_on', 'typing_off'] as const;
const maxCallbackLength = 512;
/** Options of Messenger's sends, which would be ignored silently. */
const foreign = ['personaId', 'tag', 'messagingType', 'threadControl', 'notificationType'];

/** The group of calls of the Cloud API's messages. */
export function whatsappMessageCalls({ api, transport, phoneNumberId }: WhatsappContext): WhatsappMessageCalls {
  const path = { phoneNumberId };

  return {
    async sendMessage(userId, message, options = {}) {
      const { replyTo, callbackData, signal } = optionsOf(options);
      refuseForeign(options);
      const body = {
        messaging_product: product,
        recipient_type: 'individual',
        ...userOf(userId),
        ...whatsappMessageOf(message),
        ...(replyTo !== undefined && { context: { message_id: textOf(replyTo, 'replyTo') } }),
        ...(callbackData !== undefined && { biz_opaque_callback_data: callbackDataOf(callbackData) }),
      } as const;
      const fetch = transport.begin(signal).fetch('refused');
      const { data, response } = await api.POST('/{phoneNumberId}/messages', { params: { path }, body, fetch });
      const messageId = idOf(data?.messages?.[0]?.id);
      if (messageId === undefined) throw unexpectedAnswer('Graph answered without a message id', response, 'messages');
      const contact = data?.contacts?.[0];
      const waId = idOf(contact?.wa_id);
      const bsuid = idOf(contact?.user_id);
      return {
        messageId,
        ...(waId !== undefined && { waId }),
        ...(bsuid !== undefined && { bsuid }),
        at: timeOf(response.headers),
      };
    },

    async sendAction(userId, action, options = {}) {
      const { messageId, signal } = optionsOf(options);
      refuseForeign(options);
      userOf(userId);
      if (oneOf(action, actions, 'action') === 'typing_off') return { at: Date.now() };
      const body = {
        messaging_product: product,
        status: 'read',
        message_id: textOf(messageId, 'messageId', `messageId of the inbound message that ${action} is bound to`),
        ...(action === 'typing_on' && { typing_indicator: { type: 'text' } as const }),
      } as const;
      const fetch = transport.begin(signal).fetch('refused');
      const { response } = await api.POST('/{phoneNumberId}/messages', { params: { path }, body, fetch });
      return { at: timeOf(response.headers) };
    },
  };
}

/** An id as text, also one that came as a number. */
function idOf(value: unknown): string | undefined {
  return (typeof value === 'string' && value !== '') || typeof value === 'number' ? String(value) : undefined;
}

function callbackDataOf(value: unknown): string {
  const text = textOf(value, 'callbackData');
  if (text.length <= maxCallbackLength) return text;
  throw new OptionError(
    'callbackData',
    `callbackData must have at most ${maxCallbackLength} characters (got ${text.length})`,
  );
}

/** @throws {OptionError} An option of Messenger's sends is set. */
function refuseForeign(options: object): void {
  const name = foreign.find((each) => (options as Readonly<Record<string, unknown>>)[each] !== undefined);
  if (name !== undefined) throw new OptionError(name, `${name} does not exist on WhatsApp: leave it out`);
}
