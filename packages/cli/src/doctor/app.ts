import { type Finding, finding, type Verdict } from './finding.ts';
import { type GraphFacts, isPairRefused, listIn, tokenAppOf } from './graph-facts.ts';
import { PLATFORM_FACTS } from './platform-facts.ts';
import type { Subject } from './subject.ts';

/** The app's subscription to the product of the platform. */
export interface AppWebhook {
  /** Address that Meta delivers to. */
  readonly callbackUrl: string | undefined;
  readonly fields: readonly string[];
}

/** What the app dashboard has under Webhooks; undefined if it has nothing, or if Graph was not asked. */
export function appWebhook({ platform }: Subject, { subscriptions }: GraphFacts): AppWebhook | undefined {
  const { objectName } = PLATFORM_FACTS[platform];
  const own = listIn(subscriptions).find(({ object }) => object === objectName);
  if (own === undefined) return undefined;
  const { callback_url: callbackUrl, fields } = own;
  return {
    callbackUrl: typeof callbackUrl === 'string' && URL.canParse(callbackUrl) ? callbackUrl : undefined,
    fields: Array.isArray(fields) ? fields.map(nameOf) : [],
  };
}

/** App: whether id and secret fit, and what its webhook gets. `pageFields` are those that the page is subscribed to. */
export function checkApp(subject: Subject, facts: GraphFacts, pageFields: readonly string[]): Verdict {
  const { pair, subscriptions } = facts;
  if (isPairRefused(pair)) return { findings: [refusedPair(subject, facts)] };
  if (pair.state === 'refused') return { findings: [finding('graph_refused', { facts: pair.message })] };
  if (pair.state !== 'answered') return { findings: [] };
  const passed = ['APP_ID and APP_SECRET belong together'];
  if (subscriptions.state !== 'answered') {
    const because = subscriptions.state === 'refused' ? subscriptions.message : 'Graph did not answer';
    return { findings: [], passed, skipped: [{ check: 'the webhook of the app', because }] };
  }
  return { findings: webhookFindings(subject, appWebhook(subject, facts), pageFields), passed };
}

function refusedPair({ appId }: Subject, facts: GraphFacts): Finding {
  const owner = tokenAppOf(facts);
  if (owner !== undefined && owner.id === appId) {
    return finding('wrong_app_secret', { message: `APP_SECRET is not the secret of ${owner.shown}` });
  }
  if (owner !== undefined && facts.secretOfTokenApp.state === 'answered') {
    return finding('wrong_app_id', {
      message: `APP_ID is ${appId}, and APP_SECRET and the access token are those of ${owner.shown}`,
      cure: `Set APP_ID to ${owner.id}.`,
    });
  }
  return finding('app_id_secret_mismatch', {
    facts: owner === undefined ? undefined : `the access token is of ${owner.shown}`,
  });
}

function webhookFindings({ platform }: Subject, own: AppWebhook | undefined, pageFields: readonly string[]): Finding[] {
  const { label, objectName, appFields } = PLATFORM_FACTS[platform];
  if (own === undefined) {
    return [finding('app_not_subscribed', { message: `The app has no webhook for ${label} (object ${objectName})` })];
  }
  if (!own.fields.includes('messages')) {
    return [finding('app_not_subscribed', { message: `The app's webhook for ${label} lacks the field messages` })];
  }
  const has = new Set(own.fields.map(singular));
  const missing = [...new Set([...appFields, ...pageFields])].filter((field) => !has.has(singular(field)));
  return missing.length === 0 ? [] : [finding('app_fields_missing', { facts: missing.join(', ') })];
}

/** Instagram has some names in the singular, and pages that are linked to an account in the plural. */
function singular(field: string): string {
  return field.replace(/s$/, '');
}

/** Graph lists fields with a version, and did so by their names alone. */
function nameOf(field: unknown): string {
  return typeof field === 'object' && field !== null ? String((field as { name?: unknown }).name) : String(field);
}
