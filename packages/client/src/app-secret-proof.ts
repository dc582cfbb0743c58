import { textOf } from './argument-checks.ts';
import { OptionError } from './option-error.ts';

/**
 * Makes the proof that a caller knows the app secret: the HMAC-SHA256 of the access token, keyed with the secret, in
 * lower-case hex. With the option `appSecret`, `createClient` adds it to every call; use this for your own calls.
 *
 * @param timeSeconds Unix time in seconds for `appsecret_time`, which makes the proof valid for five minutes. Send it
 *   with the proof. If missing, the proof does not expire.
 * @throws {OptionError} An argument is missing, or the time is not a time in seconds (as a rejection).
 * @see Graph API docs, Login Security ("Secure requests").
 */
export async function appSecretProof(accessToken: string, appSecret: string, timeSeconds?: number): Promise<string> {
  textOf(accessToken, 'accessToken');
  textOf(appSecret, 'appSecret');
  if (timeSeconds !== undefined && !(Number.isInteger(timeSeconds) && timeSeconds >= 0 && timeSeconds < 1e11))
    throw new OptionError(
      'timeSeconds',
      `timeSeconds must be a whole number of seconds since 1970 (got ${String(timeSeconds)})`,
    );
  const encoder = new TextEncoder();
  const data = timeSeconds === undefined ? accessToken : `${accessToken}|${timeSeconds}`;
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(appSecret), algorithm, false, ['sign']);
  const digest = await crypto.subtle.sign('HMAC', key, encoder.encode(data));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
