import { createHmac, timingSafeEqual } from 'node:crypto';
import { appSecret } from '../deliveries.mjs';

/** The usual check: the digest of the bytes, compared in constant time. */
export function isSigned(body, header) {
  const expected = Buffer.from(`sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`);
  const given = Buffer.from(String(header));
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Reads all bytes of a request, in the fastest way. */
export function bytesOf(request) {
  return new Promise((resolve, reject) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => resolve(parts.length === 1 ? parts[0] : Buffer.concat(parts)));
    request.on('error', reject);
  });
}
