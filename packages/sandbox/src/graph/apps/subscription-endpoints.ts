import { subscribe } from '../../webhooks/subscribe.ts';
import { appOnPage, type Call, type Endpoint } from '../endpoint.ts';
import { readEdge, recordShape } from '../nodes/shape.ts';
import { namesIn } from '../request/texts.ts';

const subscribedAppShape = recordShape('Application', ['category', 'link', 'name', 'id', 'subscribed_fields']);

/** `subscribed_apps`: the fields of each app (Graph API reference, Page/subscribed_apps). */
export const subscriptionEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    nodes: ['page'],
    edge: 'subscribed_apps',
    operation: 'GET /{pageId}/subscribed_apps',
    run(call) {
      const apps = [...call.world.apps.values()]
        .filter((app) => app.subscribed)
        .map((app) => ({
          category: 'Business',
          link: `https://apps.example/${app.id}`,
          name: app.name,
          id: app.id,
          subscribed_fields: app.subscribedFields,
        }));
      return readEdge(call, subscribedAppShape, apps, 'subscribed_apps');
    },
  },
  {
    method: 'POST',
    nodes: ['page'],
    edge: 'subscribed_apps',
    operation: 'POST /{pageId}/subscribed_apps',
    run(call: Call<'page'>) {
      subscribe(call.world, appOnPage(call), wantedFields(call));
      return { success: true };
    },
  },
  {
    method: 'DELETE',
    nodes: ['page'],
    edge: 'subscribed_apps',
    operation: 'DELETE /{pageId}/subscribed_apps',
    run(call: Call<'page'>) {
      const { world } = call;
      const app = appOnPage(call);
      app.subscribed = false;
      app.subscribedFields = [];
      world.dispatcher.forgive(app.id);
      world.timeline.add({ kind: 'subscription', app: world.nameApp(app.id), state: 'unsubscribed' });
      return { success: true };
    },
  },
];

/** The requested fields. One wrong name refuses all of them. */
function wantedFields({ world, params, node }: Call<'page'>): string[] {
  const { platform } = world.options;
  // A page that is linked to an account also takes the Page's names; the account itself takes only its own names.
  const allowed = node.value.isAccount ? platform.ownFields : platform.fields;
  return namesIn('subscribed_fields', params['subscribed_fields'], allowed);
}
