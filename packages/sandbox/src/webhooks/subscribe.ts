import type { AppState, World } from '../state/world.ts';
import { ownName } from './fields.ts';

/** Subscribes an app to exactly these fields and forgets the failures of its webhook. The caller checks the names. */
export function subscribe(world: World, app: AppState, fields: readonly string[]): void {
  const names = fields.map((field) => ownName(world.options.platform, field));
  app.subscribedFields = [...new Set(names)];
  app.subscribed = true;
  world.dispatcher.forgive(app.id);
  world.timeline.add({
    kind: 'subscription',
    app: world.nameApp(app.id),
    state: 'subscribed',
    detail: app.subscribedFields.join(', '),
  });
}
