import type { CallFault, DeliveryFault } from '../faults.ts';
import type { Routing } from '../meta.ts';
import type { Quirks } from '../quirks.ts';
import type { World } from '../state/world.ts';
import { type ControlRoute, NotFoundError, numberField, optionalText, textField, typedFields } from './route.ts';

/** The page's settings, the clock, faults and the timeline. */
export const machineRoutes: readonly ControlRoute[] = [
  { method: 'GET', path: '/state', what: 'page, routing, apps, threads, quirks', run: ({ world }) => showState(world) },
  {
    method: 'POST',
    path: '/routing',
    what: "switches routing and chooses the default app: { routing?: 'on' | 'off' | 'primary', defaultApp?: id or null }",
    run({ sandbox, body, world }) {
      const { routing, defaultApp } = body;
      if (routing === undefined && defaultApp === undefined) throw new TypeError('give routing, defaultApp or both');
      if (defaultApp !== undefined) sandbox.setDefaultApp(defaultApp === null ? null : String(defaultApp));
      if (routing !== undefined) sandbox.setRouting(routing as Routing);
      return { routing: world.routing, defaultApp: world.defaultApp };
    },
  },
  {
    method: 'POST',
    path: '/apps/:id',
    what: "turns an app's switches: { canTake?, standby?, humanAgent? }",
    run({ sandbox, world, params, body }) {
      sandbox.setApp(knownApp(world, params['id']), typedFields(body));
      return showState(world).apps.find((app) => app.id === params['id']);
    },
  },
  {
    method: 'POST',
    path: '/apps/:id/webhook',
    what: "sets an app's webhook: { url, verifyToken? }; url null removes it",
    run({ sandbox, world, params, body }) {
      const id = knownApp(world, params['id']);
      const verifyToken = optionalText(body, 'verifyToken');
      const rest = verifyToken === undefined ? {} : { verifyToken };
      sandbox.setWebhook(id, body['url'] === null ? null : { url: textField(body, 'url'), ...rest });
      return { success: true };
    },
  },
  {
    method: 'POST',
    path: '/apps/:id/verify',
    what: "makes the GET handshake with the app's webhook",
    async run({ sandbox, world, params }) {
      return { verified: await sandbox.verifyWebhook(knownApp(world, params['id'])) };
    },
  },
  {
    method: 'POST',
    path: '/quirks',
    what: 'changes quirks: { name: value, … }, see GET /_sandbox/state',
    run({ sandbox, world, body }) {
      sandbox.setQuirks(typedFields(body) as Partial<Quirks>);
      return world.quirks;
    },
  },
  {
    method: 'GET',
    path: '/clock',
    what: "the sandbox's time in ms",
    run: ({ sandbox }) => ({ now: sandbox.clock.now() }),
  },
  {
    method: 'POST',
    path: '/clock/advance',
    what: 'moves the clock: { ms }',
    async run({ sandbox, body }) {
      await sandbox.clock.advance(numberField(body, 'ms'));
      return { now: sandbox.clock.now() };
    },
  },
  { method: 'GET', path: '/faults', what: 'faults still to come', run: ({ sandbox }) => sandbox.faults.list() },
  {
    method: 'POST',
    path: '/faults/calls',
    what: "trouble for the next Graph calls: { do: 'fail' | 'delay' | 'hangUp', times?, edge?, appId?, applied?, error?, status?, body?, ms? }",
    run({ sandbox, body }) {
      sandbox.faults.calls({ ...typedFields(body), ...texts(body, 'appId', 'body') } as unknown as CallFault);
      return sandbox.faults.list();
    },
  },
  {
    method: 'POST',
    path: '/faults/deliveries',
    what: "trouble for the next deliveries: { do: 'drop' | 'duplicate' | 'delay' | 'reorder' | 'batch', times?, appId?, event?, ms?, size? }",
    run({ sandbox, body }) {
      sandbox.faults.deliveries({ ...typedFields(body), ...texts(body, 'appId') } as unknown as DeliveryFault);
      return sandbox.faults.list();
    },
  },
  {
    method: 'DELETE',
    path: '/faults',
    what: 'forgets all faults',
    run({ sandbox }) {
      sandbox.faults.clear();
      return { success: true };
    },
  },
  {
    method: 'GET',
    path: '/timeline',
    what: 'the newest entries; ?after=SEQ for those after that one; the cursor for the next call is `last`',
    run({ world, query }) {
      const after = query.get('after') ?? '0';
      if (!/^\d+$/.test(after)) throw new TypeError('after must be the seq of an entry, a whole number');
      return { entries: world.timeline.after(Number(after)), last: world.timeline.last() };
    },
  },
  {
    method: 'POST',
    path: '/settled',
    what: 'answers once all deliveries are answered',
    async run({ sandbox }) {
      await sandbox.settled();
      return { success: true };
    },
  },
  {
    method: 'POST',
    path: '/reset',
    what: 'back to the options it was started with',
    async run({ sandbox }) {
      await sandbox.reset();
      return { success: true };
    },
  },
];

function knownApp(world: World, id = ''): string {
  if (world.apps.has(id)) return id;
  throw new NotFoundError(`there is no app with this id; apps are ${[...world.apps.keys()].join(', ')}`);
}

/** Fields that stay text though they look like a number. */
function texts(body: Record<string, unknown>, ...names: string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => body[name] !== undefined).map((name) => [name, String(body[name])]));
}

/** The state without secrets and tokens. */
function showState(world: World): Record<string, unknown> & { apps: { id: string }[] } {
  const { platform, page, links, ads } = world.options;
  return {
    platform,
    page,
    routing: world.routing,
    defaultApp: world.defaultApp,
    inboxAppId: world.inboxId,
    now: world.clock.now(),
    apps: [...world.apps.values()].map((app) => ({
      id: app.id,
      name: app.name,
      webhookUrl: app.webhookUrl,
      subscribed: app.subscribed,
      subscribedFields: app.subscribedFields,
      canTake: app.canTake,
      standby: app.standby,
      humanAgent: app.humanAgent,
    })),
    threads: [...world.people.values()].map((person) => {
      const { owner, expiresAt } = world.control(person);
      return { person: { id: person.id, name: person.name }, owner, expiresAt, folder: person.folder };
    }),
    links,
    ads,
    quirks: world.quirks,
  };
}
