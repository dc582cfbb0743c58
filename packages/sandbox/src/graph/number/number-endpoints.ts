import { OptionError } from '../../option-error.ts';
import { checkWebhookUrl } from '../../options/option-checks.ts';
import type { AppState, World } from '../../state/world.ts';
import { shakeHands } from '../../webhooks/verify.ts';
import { numberOf, worldsOfAccount } from '../../whatsapp/number.ts';
import { handshakeFault } from '../apps/handshake-fault.ts';
import { appOnPage, type Call, type Endpoint } from '../endpoint.ts';
import { invalid } from '../graph-fault.ts';
import { readEdge, readNode, recordShape, type Shape } from '../nodes/shape.ts';
import { messagesEndpoint } from './messages-endpoint.ts';

/** WhatsApp docs, Business phone numbers. */
const numberShape: Shape<World> = {
  type: 'WhatsAppBusinessPhoneNumber',
  usual: ['verified_name', 'display_phone_number', 'id'],
  fields: {
    id: ({ options: { page } }) => page.id,
    display_phone_number: (world) => `+${numberOf(world).displayNumber}`,
    verified_name: ({ options: { page } }) => page.name,
    is_on_biz_app: (world) => numberOf(world).phoneApp,
    platform_type: () => 'CLOUD_API',
    code_verification_status: () => 'VERIFIED',
    quality_rating: () => 'GREEN',
    status: () => 'CONNECTED',
  },
  empty: ['account_mode', 'certificate', 'health_status', 'messaging_limit_tier', 'name_status', 'throughput'],
};

const subscribedShape = recordShape('WhatsAppApplication', ['whatsapp_business_api_data', 'override_callback_uri']);

/** What Graph has of a phone number and its account, beside messages. */
export const numberEndpoints: readonly Endpoint[] = [
  messagesEndpoint,
  {
    method: 'GET',
    nodes: ['number'],
    edge: null,
    operation: 'GET /{phoneNumberId}',
    run: (call) => readNode(call, numberShape, call.world),
  },
  {
    method: 'GET',
    nodes: ['account'],
    edge: 'subscribed_apps',
    operation: 'GET /{accountId}/subscribed_apps',
    run(call) {
      const apps = [...call.world.apps.values()].filter(({ subscribed }) => subscribed).map(subscribedApp);
      return readEdge(call, subscribedShape, apps, 'subscribed_apps');
    },
  },
  {
    method: 'POST',
    nodes: ['account'],
    edge: 'subscribed_apps',
    operation: 'POST /{accountId}/subscribed_apps',
    run: subscribeToAccount,
  },
  {
    method: 'DELETE',
    nodes: ['account'],
    edge: 'subscribed_apps',
    operation: 'DELETE /{accountId}/subscribed_apps',
    run(call) {
      for (const { app } of statesOf(call)) Object.assign(app, { subscribed: false, callback: null });
      note(call, 'unsubscribed');
      return { success: true };
    },
  },
];

function subscribedApp({ id, name, callback }: AppState): Record<string, unknown> {
  return {
    whatsapp_business_api_data: { id, name, link: `https://apps.example/${id}` },
    ...(callback ? { override_callback_uri: callback.url } : {}),
  };
}

/** Subscribes the app to all numbers of the account. The fields are those of the app: the call does not choose them. */
async function subscribeToAccount(call: Call): Promise<{ success: true }> {
  const { world, app, params } = call;
  const address = params['override_callback_uri'];
  const callback =
    address === undefined
      ? null
      : { url: checkAddress(address), verifyToken: String(params['verify_token'] ?? app.verifyToken) };
  if (callback) {
    const handshake = await shakeHands(app, callback, world.run.handshakes);
    if (handshake.problem !== undefined) throw handshakeFault(handshake);
  }
  for (const { app: state } of statesOf(call)) Object.assign(state, { subscribed: true, callback });
  note(call, 'subscribed');
  return { success: true };
}

/** @throws {GraphFault} Code 100: it is not an address. */
function checkAddress(address: unknown): string {
  try {
    return checkWebhookUrl('override_callback_uri', address);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    throw invalid('Param override_callback_uri must be a valid URI');
  }
}

/** The app's state on each number of the account. */
function statesOf(call: Call): { world: World; app: AppState }[] {
  const { id } = appOnPage(call);
  return worldsOfAccount(call.world).flatMap((world) => {
    const app = world.apps.get(id);
    return app ? [{ world, app }] : [];
  });
}

function note({ world, app }: Call, state: 'subscribed' | 'unsubscribed'): void {
  world.dispatcher.forgive(app.id);
  const detail = `account ${numberOf(world).accountId}`;
  world.run.timeline.add({ kind: 'subscription', app: world.nameApp(app.id), state, detail });
}
