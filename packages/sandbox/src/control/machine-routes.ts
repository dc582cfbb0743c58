import type { CallFault, DeliveryFault } from '../faults.ts';
import type { Routing } from '../meta.ts';
import { OptionError } from '../option-error.ts';
import type { Quirks } from '../quirks.ts';
import { textOf } from '../text-of.ts';
import type { PageRef } from '../timeline/timeline-entry.ts';
import { type ControlRoute, numberField, typedFields } from './route.ts';
import { clockReading, stateView } from './views.ts';

/** What a script that waits for the sandbox needs to know. */
interface Health {
  ok: true;
  /** Base URL for clients. */
  url: string;
  pages: PageRef[];
  /** False while a delivery is queued or in progress. */
  settled: boolean;
}

/** The page's settings, the clock and faults. */
export const machineRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/health',
    what: 'that the sandbox serves: { ok: true, url, pages, settled }; HEAD too',
    run: ({ run }): Health => ({
      ok: true,
      url: run.url,
      pages: run.worlds.map((world) => world.ref()),
      settled: !run.calls.busy() && !run.dispatcher.busy(),
    }),
  },
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
    run({ page, body, world }) {
      const { routing, defaultApp } = body;
      if (routing === undefined && defaultApp === undefined) throw new OptionError('give routing, defaultApp or both');
      const steps = [
        () => defaultApp !== undefined && page.setDefaultApp(defaultApp === null ? null : textOf(defaultApp)),
        () => routing !== undefined && page.setRouting(routing as Routing),
      ];
      // Routing on needs a default app: set the app before switching routing on, remove it after switching routing off.
      if (defaultApp === null) steps.reverse();
      for (const step of steps) step();
      return { routing: world.routing, defaultApp: world.defaultApp };
    },
  },
  {
    method: 'POST',
    path: '/quirks',
    what: 'changes quirks: { name: value, … }, see GET /_sandbox/state',
    run({ page, world, body }) {
      page.setQuirks(typedFields(body) as Partial<Quirks>);
      return world.quirks;
    },
  },
  {
    method: 'GET',
    path: '/clock',
    what: "the sandbox's time in ms, and whether it runs or stands still between advances",
    run: ({ run }) => clockReading(run),
  },
  {
    method: 'POST',
    path: '/clock/advance',
    what: 'moves the clock: { ms }',
    async run({ sandbox, run, body }) {
      const ms = numberField(body, 'ms');
      await sandbox.clock.advance(ms);
      run.timeline.add({ kind: 'action', by: 'settings', action: 'advance clock', detail: { ms } });
      return { now: sandbox.clock.now() };
    },
  },
  { method: 'GET', path: '/faults', what: 'pending faults', run: ({ sandbox }) => sandbox.faults.list() },
  {
    method: 'POST',
    path: '/faults/calls',
    what: "sets a fault for the next Graph calls: { do: 'fail' | 'delay' | 'hangUp', times?, edge?, appId?, applied?, error?, status?, body?, ms? }",
    run({ sandbox, body }) {
      sandbox.faults.calls({ ...typedFields(body), ...texts(body, 'appId', 'body') } as unknown as CallFault);
      return sandbox.faults.list();
    },
  },
  {
    method: 'POST',
    path: '/faults/deliveries',
    what: "sets a fault for the next deliveries: { do: 'drop' | 'duplicate' | 'delay' | 'reorder' | 'batch' | 'fail' | 'hang', times?, appId?, event?, ms?, size? }",
    run({ sandbox, body }) {
      sandbox.faults.deliveries({ ...typedFields(body), ...texts(body, 'appId') } as unknown as DeliveryFault);
      return sandbox.faults.list();
    },
  },
  {
    method: 'DELETE',
    path: '/faults',
    what: 'removes all faults',
    run({ sandbox }) {
      sandbox.faults.clear();
      return { success: true };
    },
  },
  {
    method: 'POST',
    path: '/settled',
    what: 'answers once the webhooks have answered all deliveries',
    async run({ sandbox }) {
      await sandbox.settled();
      return { success: true };
    },
  },
  {
    method: 'POST',
    path: '/reset',
    what: 'resets the sandbox to its options, the clock too',
    async run({ sandbox }) {
      await sandbox.reset();
      return { success: true };
    },
  },
];

/** These fields as text, even if they look like numbers. */
function texts(body: Record<string, unknown>, ...names: string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => body[name] !== undefined).map((name) => [name, textOf(body[name])]));
}
