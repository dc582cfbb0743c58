import { checkKnownKeys, kindOf } from '../known-keys.ts';
import { OptionError } from '../option-error.ts';
import { checkWebhookUrl } from '../options/option-checks.ts';
import type { Run } from '../state/run.ts';
import type { Settings } from './settings.ts';

/** Sets an app's webhook, which is the same for all its pages. */
export function createWebhookSetting(run: Run): Settings['setWebhook'] {
  return (appId, webhook) => {
    const app = run.apps.get(appId);
    if (!app) throw new OptionError(`there is no app with this id; apps are ${[...run.apps.keys()].join(', ')}`);
    const url = checkWebhook(webhook);
    // Failures of the old address do not count for the new one.
    if (app.webhookUrl !== url) run.dispatcher.forgive(appId);
    app.webhookUrl = url;
    // The dashboard's setting is for every product.
    app.subscriptions = {};
    app.verifyToken = webhook?.verifyToken ?? app.verifyToken;
    run.timeline.add({ kind: 'action', by: 'settings', action: 'webhook', detail: { appId, url } });
  };
}

/** The address of a webhook as `setWebhook` takes it. @throws {OptionError} It is something else. */
function checkWebhook(webhook: { url: string; verifyToken?: string } | null): string | null {
  if (webhook === null) return null;
  if (typeof webhook !== 'object') {
    throw new OptionError(`setWebhook takes (appId, { url, verifyToken }) or (appId, null) (got ${kindOf(webhook)})`);
  }
  checkKnownKeys('setWebhook: ', webhook, ['url', 'verifyToken']);
  const { url, verifyToken } = webhook;
  if (verifyToken !== undefined && (typeof verifyToken !== 'string' || verifyToken === '')) {
    throw new OptionError('setWebhook: verifyToken must be a non-empty string');
  }
  return checkWebhookUrl('setWebhook: url', url);
}
