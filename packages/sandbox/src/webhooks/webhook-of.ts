import type { AppIdentity } from '../options/resolve-app.ts';

/** Where and how an app gets the events of one product. */
export interface ProductWebhook {
  url: string;
  verifyToken: string;
  /** Fields that the app subscribed to; null: all. */
  fields: readonly string[] | null;
}

/**
 * The app's webhook for a product; null: it has none. The app's own subscription decides. A product for which it never
 * made one goes to the webhook of the options, as if the dashboard had subscribed it to all fields.
 *
 * @param object The product: `page`, `instagram`, …
 */
export function webhookOf(
  { subscriptions, webhookUrl, verifyToken }: AppIdentity,
  object: string,
): ProductWebhook | null {
  const own = Object.hasOwn(subscriptions, object) ? subscriptions[object] : undefined;
  if (own !== undefined) return own && { url: own.callbackUrl, verifyToken: own.verifyToken, fields: own.fields };
  return webhookUrl === null ? null : { url: webhookUrl, verifyToken, fields: null };
}
