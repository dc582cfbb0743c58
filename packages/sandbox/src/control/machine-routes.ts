import { environmentOf } from '../environment.ts';
import type { CallFault, DeliveryFault } from '../faults.ts';
import type { Routing } from '../meta.ts';
import type { Quirks } from '../quirks.ts';
import type { World } from '../state/world.ts';
import { APP_CALLS, callAs } from './app-calls.ts';
import {
  type ControlRoute,
  findPerson,
  NotFoundError,
  numberField,
  optionalText,
  textField,
  typedFields,
} from './route.ts';
import { appView, stateView } from './views.ts';

/** The page's settings, the clock and faults. */
export const machineRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/state',
    what: 'everything but the messages: page, routing, apps, threads, personas, clock, faults, quirks; `seq` and `epoch` for /events',
    run: ({ world }) => stateView(world),
  },
  {
    method: 'POST',
    path: '/routing',
    what: "switches routing and chooses the default app: { routing?: 'on' | 'off' | 'primary', defaultApp?: id or null }",
    run({ sandbox, body, world }) {
      const { routing, defaultApp } = body;
      if (routing === undefined && defaultApp === undefined) throw new TypeError('give routing, defaultApp or both');
      const steps = [
        () => defaultApp !== undefined && sandbox.setDefaultApp(defaultApp === null ? null : String(defaultApp)),
        () => routing !== undefined && sandbox.setRouting(routing as Routing),
      ];
      // Routing on needs a default app: it is chosen before routing is switched on, and given up after it is off.
      if (defaultApp === null) steps.reverse();
      for (const step of steps) step();
      return { routing: world.routing, defaultApp: world.defaultApp };
    },
  },
  {
    method: 'POST',
    path: '/apps/:id',
    what: "turns an app's switches: { canTake?, standby?, humanAgent? }",
    run({ sandbox, world, params, body }) {
      sandbox.setApp(knownApp(world, params['id']), typedFields(body));
      return appView(world, params['id'] ?? '');
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
    path: '/apps/:id/fields',
    what: 'subscribes an app to exactly these fields, as the app itself would: { fields: [name, …] }',
    run({ sandbox, world, params, body }) {
      const id = knownApp(world, params['id']);
      sandbox.setFields(id, fieldList(body));
      return appView(world, id);
    },
  },
  {
    method: 'GET',
    path: '/apps/:id/environment',
    what: "what the app's bot needs in its environment, token and secret included",
    run: ({ world, params }) => environmentOf(world, knownApp(world, params['id'])),
  },
  {
    method: 'POST',
    path: '/apps/:id/calls',
    what: `a Graph call as this app: { call: ${APP_CALLS.map((name) => `'${name}'`).join(' | ')}, person, targetApp?, metadata?, durationSeconds?, text?, persona? }; answers { ok, status, body } whatever Graph says`,
    run(call) {
      const { world, params, body } = call;
      const app = world.apps.get(knownApp(world, params['id']));
      const person = findPerson(call, textField(body, 'person'));
      return app && callAs(world, app, person.id, body);
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
    async run({ sandbox, world, body }) {
      const ms = numberField(body, 'ms');
      await sandbox.clock.advance(ms);
      world.timeline.add({ kind: 'action', by: 'settings', action: 'advance clock', detail: { ms } });
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
    what: "trouble for the next deliveries: { do: 'drop' | 'duplicate' | 'delay' | 'reorder' | 'batch' | 'fail' | 'hang', times?, appId?, event?, ms?, size? }",
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

/** A list, or in a form names with commas between them. @throws {TypeError} It is something else. */
function fieldList({ fields }: Record<string, unknown>): string[] {
  if (typeof fields === 'string')
    return fields
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
  if (Array.isArray(fields) && fields.every((name) => typeof name === 'string')) return fields;
  throw new TypeError('fields is required, a list of names');
}

/** Fields that stay text though they look like a number. */
function texts(body: Record<string, unknown>, ...names: string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => body[name] !== undefined).map((name) => [name, String(body[name])]));
}
