import { createHmac } from 'node:crypto';
import { fitsSignature } from '../webhook/fits-signature.ts';
import { maskOf } from './masking.ts';
import { parsePrecisely } from './precise-json.ts';
import type { PassingRequest } from './proxy.ts';
import { neededOf, printRecorded, type RecordedDelivery } from './recorded-delivery.ts';

/** What is recorded, and how. */
export interface RecorderOptions {
  readonly appSecret: string;
  /** Keep texts, names, phone numbers and addresses. */
  readonly texts: boolean;
  /** Replace the ids of people and messages. */
  readonly maskIds: boolean;
  /** Keeps a line; returns false if it could not. */
  readonly append: (line: string) => boolean;
}

/** Why a request was not recorded. `other`: it is no delivery, such as Meta's verification request. */
export type NotRecorded = 'other' | 'signature' | 'size' | 'form' | 'disk';

/** Decides what of the requests is recorded. Returns the delivery, as it was recorded, or why it was not. */
export function recorderOf(options: RecorderOptions): (request: PassingRequest) => RecordedDelivery | NotRecorded {
  const { appSecret, texts, maskIds, append } = options;
  // Not the secret itself: replacements stand in a file.
  const key = createHmac('sha256', appSecret).update('handover recording').digest('hex');
  const mask = maskOf({ texts, maskIds, key });
  return ({ method, headers, body, at }) => {
    if (method !== 'POST') return 'other';
    if (body === undefined) return 'size';
    if (!fitsSignature(body, headers['x-hub-signature-256'], appSecret)) return 'signature';
    const masked = maskedBody(body, mask);
    if (masked === undefined) return 'form';
    const delivery = { at, masked: !texts, headers: neededOf(headers), body: masked };
    return append(printRecorded(delivery)) ? delivery : 'disk';
  };
}

/** `undefined` for what is no JSON object, or nested too deeply to be Meta's. */
function maskedBody(bytes: Uint8Array, mask: (body: unknown) => unknown): unknown {
  try {
    const body = parsePrecisely(Buffer.from(bytes).toString('utf8'));
    return typeof body === 'object' && body !== null ? mask(body) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}
