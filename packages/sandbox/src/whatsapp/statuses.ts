import type { Sending, StoredMessage } from '../state/person-state.ts';
import type { Scene } from '../wire.ts';
import { secondsOf, tellNumber } from './changes.ts';
import { contactItem, contactOf, phone } from './contact.ts';

/** Why a message did not reach the person (WhatsApp docs, Error codes). */
export interface Undelivered {
  code: number;
  title: string;
  details: string;
}

/** States of a message (WhatsApp docs, status webhook reference). */
export type MessageStatus = 'sent' | 'delivered' | 'read' | 'failed';

const ABOUT_ERRORS = 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/';

/** Delivers the status of a message to every app of the account, whichever app sent it. */
export function tellStatus(
  scene: Scene,
  { mid, sending }: Pick<StoredMessage, 'mid' | 'sending'>,
  { status, at, error }: { status: MessageStatus; at: number; error?: Undelivered },
): void {
  const { person } = scene;
  const { byUserId = false, isTemplate = false } = sending ?? {};
  const isFailed = status === 'failed';
  const item = {
    id: mid,
    status,
    timestamp: secondsOf(at),
    ...(byUserId ? {} : phone(person, 'recipient_id')),
    ...(isFailed && !byUserId ? {} : { recipient_user_id: contactOf(person).userId }),
    ...callbackOf(sending ?? {}),
    // The category of a template is in its definition, which the sandbox does not have.
    ...(isFailed || isTemplate ? {} : { pricing: SERVICE_PRICING }),
    ...(error ? { errors: [errorItem(error)] } : {}),
  };
  const part = { ...(isFailed ? {} : { contacts: [contactItem(person)] }), statuses: [item] };
  tellNumber(scene, { field: 'messages', event: `status ${status}`, part });
}

/** Delivers `status` for the app's messages that came after `since`. The phone app's messages have no statuses that are known. */
export function tellStatusSince(scene: Scene, since: number | null, status: MessageStatus, at: number): void {
  for (const message of scene.person.messages) {
    if (message.sending && !message.failed && message.at > (since ?? 0)) tellStatus(scene, message, { status, at });
  }
}

/** Delivers that a message reached no person: none has that number or BSUID. */
export function tellUnreachable(
  { world, effects }: Pick<Scene, 'world' | 'effects'>,
  { mid, to, sending, at, error }: { mid: string; to: string; sending: Sending; at: number; error: Undelivered },
): void {
  const item = {
    id: mid,
    status: 'failed',
    timestamp: secondsOf(at),
    ...(sending.byUserId ? { recipient_user_id: to } : { recipient_id: to }),
    ...callbackOf(sending),
    errors: [errorItem(error)],
  };
  tellNumber(
    { world, effects, person: null },
    { field: 'messages', event: 'status failed', part: { statuses: [item] } },
  );
}

function callbackOf({ callbackData }: Pick<Sending, 'callbackData'>): Record<string, string> {
  return callbackData === undefined ? {} : { biz_opaque_callback_data: callbackData };
}

const SERVICE_PRICING = { billable: false, pricing_model: 'PMP', category: 'service', type: 'free_customer_service' };

function errorItem({ code, title, details }: Undelivered): Record<string, unknown> {
  return { code, title, message: title, error_data: { details }, href: ABOUT_ERRORS };
}
