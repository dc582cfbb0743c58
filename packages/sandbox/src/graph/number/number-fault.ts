import { GraphFault } from '../graph-fault.ts';

/** What the codes of WhatsApp's own errors say (WhatsApp docs, Error codes). */
const WORDS = {
  131008: 'Required parameter is missing',
  131009: 'Parameter value is not valid',
  131026: 'Message undeliverable',
  131047: 'Re-engagement message',
  131051: 'Unsupported message type',
  131053: 'Media upload error',
} as const;

/** A code of WhatsApp's own errors. */
export type NumberErrorCode = keyof typeof WORDS;

/** Meta's short text for a code. */
export function titleOf(code: NumberErrorCode): string {
  return WORDS[code];
}

/** An error of WhatsApp: the code decides, and `error_data.details` says what is wrong. */
export function numberFault(code: NumberErrorCode, details: string): GraphFault {
  return new GraphFault({ code, message: `(#${code}) ${WORDS[code]}`, details });
}
