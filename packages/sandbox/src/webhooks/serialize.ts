import { createHmac } from 'node:crypto';

/**
 * JSON as Meta puts it on the wire: only ASCII, every other UTF-16 unit as `\u` and four lowercase hex
 * digits, `/` as `\/` (Messenger Platform docs, Webhooks). The signatures cover exactly these bytes.
 */
export function serialize(body: unknown): string {
  return JSON.stringify(body)
    .replaceAll('/', '\\/')
    .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Both signature headers of a body, keyed with the app secret. */
export function signatureHeaders(body: string, secret: string): Record<string, string> {
  const hex = (algorithm: 'sha1' | 'sha256'): string => createHmac(algorithm, secret).update(body).digest('hex');
  return { 'X-Hub-Signature': `sha1=${hex('sha1')}`, 'X-Hub-Signature-256': `sha256=${hex('sha256')}` };
}
