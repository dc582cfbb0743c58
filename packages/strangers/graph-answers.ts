import { ANY, type Expected, ID, ListOf } from './expected.ts';

/** Answer to a message of a person known by id. */
export const SENT = { recipient_id: ID, message_id: /^m_/ } as const;
/** Answer to a sender action. */
export const ACTED = { recipient_id: ID } as const;
/** Answer of most edges that change something. */
export const SUCCESS = { success: true } as const;
/** Answer of `messenger_profile` and `custom_user_settings`. */
export const RESULT = { result: 'success' } as const;

/** {@link SENT} as the clients of Yoctol return it, with keys in camelCase. */
export const CAMEL_SENT = { recipientId: ID, messageId: /^m_/ } as const;
/** {@link ACTED} in camelCase. */
export const CAMEL_ACTED = { recipientId: ID } as const;

/** Refusal of a text with more than 2000 bytes (Messenger Platform docs, Send API). */
export const TOO_LONG = { code: 100, message: /Length of param message\[text\] must be less than or equal to 2000/ };
/** Refusal of a message to an id of no person (Messenger Platform docs, Common Error Codes). */
export const NO_PERSON = { code: 100, error_subcode: 2018001, message: /No matching user found/ };
/** Refusal of an id that is none. */
export const NO_ID = { code: 100, message: /must be a valid ID string/ };

/** A page of a list. */
export function listed(item: Expected): Expected {
  return { data: new ListOf(item), paging: ANY };
}
