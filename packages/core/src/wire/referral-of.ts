import type { AdsContextData, Referral, WireItem } from '../events.ts';
import { flagOf, idOf, isRecord, texts } from './wire-values.ts';

/**
 * How a person came, under our own names, or `undefined` where no part says anything of it: a message may carry a product
 * of the page's shop under the same key.
 *
 * @param parts Values of `referral`, the nearest first: it stands inside a message or a postback, or beside it.
 */
export function referralOf(...parts: readonly unknown[]): Referral | undefined {
  for (const part of parts) {
    const referral = isRecord(part) ? readReferral(part) : {};
    if (Object.keys(referral).length > 0) return referral;
  }
  return undefined;
}

function readReferral(part: WireItem): Referral {
  const { ads_context_data: ad } = part;
  const adId = idOf(part['ad_id']);
  const isGuestUser = flagOf(part['is_guest_user']);
  return {
    ...texts(part, { ref: 'ref', source: 'source', type: 'type', refererUri: 'referer_uri' }),
    ...(adId !== undefined ? { adId } : {}),
    ...(isRecord(ad) ? { adsContextData: ad as AdsContextData } : {}),
    ...(isGuestUser !== undefined ? { isGuestUser } : {}),
  };
}
