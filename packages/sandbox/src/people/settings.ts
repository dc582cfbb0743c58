import { checkKnownKeys } from '../known-keys.ts';
import type { Routing } from '../meta.ts';
import { protocolSwitchedOff } from '../model/happenings.ts';
import { OptionError } from '../option-error.ts';
import { oneOf } from '../options/option-checks.ts';
import { type Quirks, resolveQuirks } from '../quirks.ts';
import { collectEffects, type Effects } from '../state/effects.ts';
import type { AppState, World } from '../state/world.ts';
import { subscribe } from '../webhooks/subscribe.ts';

/** An app's switches in the page's settings, and its feature. */
export interface AppSwitches {
  /** "Take control of conversations". */
  canTake?: boolean;
  /** "Access standby channel". */
  standby?: boolean;
  /** The Human Agent feature: it belongs to the app, on every page. */
  humanAgent?: boolean;
}

/** Changes in the page's or an app's settings, for which Meta has no API. */
export interface Settings {
  /**
   * Switches routing. When the primary/secondary mode starts, the apps get their roles; when it ends, threads of a
   * Secondary go back to the Primary. @throws {OptionError} Unknown mode, or on without a default app.
   */
  setRouting(routing: Routing): void;
  /** Chooses the default app (the Primary). @throws {OptionError} Unknown app. */
  setDefaultApp(appId: string | null): void;
  /** Turns an app's switches. @throws {OptionError} Unknown app or switch. */
  setApp(appId: string, switches: AppSwitches): void;
  /**
   * Sets an app's webhook, the same for all pages, or removes it (null). Without `verifyToken` the previous token stays.
   *
   * @throws {OptionError} Unknown app, `webhook` is not an object, or its `url` is not an http address.
   */
  setWebhook(appId: string, webhook: { url: string; verifyToken?: string } | null): void;
  /**
   * Subscribes an app to exactly these fields, as the app's own call of `subscribed_apps` does. This also switches a
   * switched-off webhook on again. @throws {OptionError} Unknown app or field.
   */
  setFields(appId: string, fields: readonly string[]): void;
  /** Changes some quirks. @throws {OptionError} Unknown name or value. */
  setQuirks(quirks: Partial<Quirks>): void;
}

const SWITCHES = ['canTake', 'standby', 'humanAgent'] as const;

/** The settings of one page. */
export function createSettings(world: World): Omit<Settings, 'setWebhook'> {
  function change(action: string, detail: Record<string, unknown>, run: (effects: Effects) => void): void {
    world.checkPresent();
    const effects = collectEffects(world);
    run(effects);
    world.timeline.add({ kind: 'action', by: 'settings', action, detail });
    effects.record();
    world.outbox.reserve()(effects.send);
  }

  function find(appId: string): AppState {
    world.checkPresent();
    const app = world.apps.get(appId);
    if (!app) throw new OptionError(`there is no app with this id; apps are ${[...world.apps.keys()].join(', ')}`);
    return app;
  }

  function tellRoles(effects: Effects, affected: Iterable<string | null>): void {
    for (const appId of affected) {
      if (appId === null) continue;
      effects.tellRole(appId, appId === world.defaultApp ? 'primary_receiver' : 'secondary_receiver');
    }
  }

  return {
    setRouting(routing) {
      oneOf('routing', routing, world.options.platform.routings);
      if (routing === 'on' && world.defaultApp === null)
        throw new OptionError('routing on needs a default app: call setDefaultApp first');
      const before = world.routing;
      if (before === routing) return;
      change('routing', { routing }, (effects) => {
        world.routing = routing;
        if (routing === 'primary') tellRoles(effects, world.apps.keys());
        if (before !== 'primary' || routing !== 'off') return;
        for (const person of world.people.values()) {
          const back = protocolSwitchedOff(world.defaultApp, world.control(person), world.clock.now());
          if (back) effects.change(person, back);
        }
      });
    },
    setDefaultApp(appId) {
      if (appId !== null && appId !== world.inboxId) find(appId);
      if (appId === null && world.routing === 'on') throw new OptionError('routing on needs a default app');
      const before = world.defaultApp;
      if (before === appId) return;
      change('default app', { appId }, (effects) => {
        world.defaultApp = appId;
        if (world.routing === 'primary') tellRoles(effects, [before, appId]);
      });
    },
    setApp(appId, switches) {
      const app = find(appId);
      checkKnownKeys('setApp: ', switches, SWITCHES);
      for (const [name, value] of Object.entries(switches)) {
        if (typeof value !== 'boolean') throw new OptionError(`${name} must be true or false`);
      }
      const { humanAgent, ...onPage } = switches;
      change('app', { appId, ...switches }, () => {
        Object.assign(app, onPage);
        if (humanAgent !== undefined) app.shared.humanAgent = humanAgent;
      });
    },
    setFields(appId, fields) {
      const app = find(appId);
      if (!Array.isArray(fields)) throw new OptionError('fields must be a list of names');
      const { platform } = world.options;
      const wrong = fields.find((field) => !platform.fields.includes(field));
      if (wrong !== undefined) throw new OptionError(`fields: ${String(wrong)} is no field of ${platform.name}`);
      subscribe(world, app, fields);
    },
    setQuirks(quirks) {
      const next = resolveQuirks(quirks, world.quirks);
      change('quirks', { ...quirks }, () => {
        world.quirks = next;
      });
    },
  };
}
