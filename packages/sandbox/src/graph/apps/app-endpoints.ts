import { OptionError } from '../../option-error.ts';
import { checkWebhookUrl } from '../../options/option-checks.ts';
import type { AppIdentity } from '../../options/resolve-app.ts';
import { PLATFORMS } from '../../platform/platforms.ts';
import { textOf } from '../../text-of.ts';
import { shakeHands } from '../../webhooks/verify.ts';
import { webhookOf } from '../../webhooks/webhook-of.ts';
import type { Call, Endpoint } from '../endpoint.ts';
import { invalid, noSuchObject } from '../graph-fault.ts';
import { readEdge, readNode, recordShape, type Shape } from '../nodes/shape.ts';
import { namesIn, textsOf } from '../request/texts.ts';
import { handshakeFault } from './handshake-fault.ts';

/** Products that an app can subscribe to (Graph API reference, Application/subscriptions; WhatsApp docs). */
const OBJECTS = [
  ...Object.values(PLATFORMS).map(({ objectName }) => objectName),
  ...['payments', 'permissions', 'user'],
].sort();

const appShape: Shape<AppIdentity> = {
  type: 'Application',
  usual: ['category', 'link', 'name', 'id'],
  fields: {
    id: ({ id }) => id,
    name: ({ name }) => name,
    category: () => 'Business and pages',
    link: ({ id }) => `https://www.facebook.com/games/?app_id=${id}`,
  },
  empty: ['app_domains', 'contact_email', 'description', 'icon_url', 'logo_url', 'namespace', 'privacy_policy_url'],
};

const subscriptionShape = recordShape('Subscription', ['object', 'callback_url', 'active', 'fields']);

/** The app and its own subscriptions (Graph API reference, Application and Application/subscriptions). */
export const appEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    nodes: ['app'],
    edge: null,
    operation: 'GET /{nodeId}',
    tokens: ['app', 'page', 'user'],
    run: (call: Call<'app'>) => readNode(call, appShape, call.node.value),
  },
  {
    method: 'GET',
    nodes: ['app'],
    edge: 'subscriptions',
    operation: 'GET /{objectId}/subscriptions',
    tokens: ['app'],
    run(call: Call<'app'>) {
      const list = OBJECTS.flatMap((object) => subscriptionOf(call, ownApp(call, 'GET'), object));
      return readEdge(call, subscriptionShape, list, 'subscriptions');
    },
  },
  {
    method: 'POST',
    nodes: ['app'],
    edge: 'subscriptions',
    operation: 'POST /{objectId}/subscriptions',
    tokens: ['app'],
    run: subscribeApp,
  },
  {
    method: 'DELETE',
    nodes: ['app'],
    edge: 'subscriptions',
    operation: 'DELETE /{objectId}/subscriptions',
    tokens: ['app'],
    run: unsubscribeApp,
  },
];

/** @throws {GraphFault} 100/33: the app is another one than the token's. */
export function ownApp({ app, node }: Call<'app'>, method: Endpoint['method']): AppIdentity {
  if (node.value !== app) throw noSuchObject(method, node.id);
  return app;
}

function subscriptionOf(call: Call, app: AppIdentity, object: string): Record<string, unknown>[] {
  const webhook = webhookOf(app, object);
  // The webhook of the options stands for the products of the run.
  const isOfRun = call.world.run.worlds.some(({ options }) => options.platform.objectName === object);
  if (webhook === null || (webhook.fields === null && !isOfRun)) return [];
  const version = call.versionPath.slice(1) || 'v25.0';
  const fields = (webhook.fields ?? fieldsOf(object) ?? []).map((name) => ({ name, version }));
  return [{ object, callback_url: webhook.url, active: true, fields }];
}

/** Makes the handshake first: a webhook that fails it is not taken. */
async function subscribeApp(call: Call<'app'>): Promise<{ success: true }> {
  const { world, params } = call;
  const { run } = world;
  const app = ownApp(call, 'POST');
  const object = checkObject(params['object']);
  const fields = checkFields(object, params['fields']);
  const url = checkCallback(params['callback_url']);
  const verifyToken = String(params['verify_token']);
  const handshake = await shakeHands(app, { url, verifyToken }, run.handshakes);
  if (handshake.problem !== undefined) throw handshakeFault(handshake);
  app.subscriptions[object] = {
    callbackUrl: url,
    verifyToken,
    fields,
    includeValues: String(params['include_values'] ?? true) === 'true',
  };
  // Failures of the old address do not count for the new one.
  run.dispatcher.forgive(app.id);
  const named = { id: app.id, name: app.name };
  run.timeline.add({
    kind: 'subscription',
    app: named,
    state: 'subscribed',
    detail: `the app's own, ${object}: ${fields.join(', ')}`,
  });
  return { success: true };
}

/** Without `object` all, without `fields` all of the object. */
function unsubscribeApp(call: Call<'app'>): { success: true } {
  const { world, params } = call;
  const app = ownApp(call, 'DELETE');
  const objects = params['object'] === undefined ? OBJECTS : [checkObject(params['object'])];
  for (const object of objects) {
    const webhook = webhookOf(app, object);
    if (webhook === null) continue;
    const given = params['fields'] === undefined ? null : checkFields(object, params['fields']);
    const fields = (webhook.fields ?? fieldsOf(object) ?? []).filter((name) => given !== null && !given.includes(name));
    const includeValues = app.subscriptions[object]?.includeValues ?? true;
    const { url: callbackUrl, verifyToken } = webhook;
    app.subscriptions[object] = fields.length === 0 ? null : { callbackUrl, verifyToken, fields, includeValues };
    world.run.timeline.add({
      kind: 'subscription',
      app: { id: app.id, name: app.name },
      state: 'unsubscribed',
      detail: `the app's own, ${object}${given === null ? '' : `: ${given.join(', ')}`}`,
    });
  }
  return { success: true };
}

/** @throws {GraphFault} Code 100: there is no such product. */
function checkObject(object: unknown): string {
  const name = textOf(object);
  if (!OBJECTS.includes(name)) throw invalid(`Param object must be one of {${OBJECTS.join(', ')}}`);
  return name;
}

/** @throws {GraphFault} Code 100: the product has no such field. */
function checkFields(object: string, given: unknown): string[] {
  const known = fieldsOf(object);
  return [...new Set(known ? namesIn('fields', given, known) : textsOf(given))];
}

/** @throws {GraphFault} Code 100: it is not an address. */
function checkCallback(url: unknown): string {
  try {
    return checkWebhookUrl('callback_url', url);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    throw invalid('Param callback_url must be a valid URI');
  }
}

/** Fields of a product; undefined: the sandbox does not know them. */
function fieldsOf(object: string): readonly string[] | undefined {
  return Object.values(PLATFORMS).find(({ objectName }) => objectName === object)?.ownFields;
}
