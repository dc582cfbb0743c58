import { inFlight, timed } from '../timing.mjs';

export const accessToken = 'EAAhandoverExamplePageToken';
export const psid = '7312004455667788';
export const targetAppId = '880042117756310';
export const metadata = 'asked for a person';
/** The body of the call, for contenders that take a body. */
export const body = { recipient: { id: psid }, target_app_id: targetAppId, metadata };

/**
 * The methods of a contender that calls.
 *
 * @param {() => Promise<unknown>} call One call.
 * @param {(result: any) => boolean} isRight Whether the result is the expected one.
 */
export async function calls(call, isRight) {
  const result = await call();
  if (!isRight(result)) throw new Error(`got ${JSON.stringify(result)}`);
  return { run: (count, concurrency) => timed(count, () => inFlight(count, concurrency, call)) };
}
