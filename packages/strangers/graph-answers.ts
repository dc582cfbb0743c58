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

/** A page of a list. */
export function listed(item: Expected): Expected {
  return { data: new ListOf(item), paging: ANY };
}
