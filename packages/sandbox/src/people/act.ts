import type { Change } from '../model/outcome.ts';
import { collectEffects, type Effects } from '../state/effects.ts';
import type { PersonState } from '../state/person-state.ts';
import type { World } from '../state/world.ts';
import type { ActionEntry } from '../timeline/timeline-entry.ts';

/** An action of a person, an agent, Meta's AI or the settings, for the timeline. */
export interface Deed {
  by: ActionEntry['by'];
  action: string;
  detail?: Record<string, unknown>;
}

/** Does something in a thread. Records the action, then the transitions it caused, in the timeline, then delivers. */
export function act<T>(world: World, person: PersonState, deed: Deed, run: (effects: Effects) => T): T {
  const effects = collectEffects(world);
  const result = run(effects);
  world.timeline.add({
    kind: 'action',
    by: deed.by,
    action: deed.action,
    detail: deed.detail ?? {},
    person: { id: person.id, name: person.name },
    owner: world.nameOwner(person),
  });
  effects.record();
  world.outbox.reserve()(effects.send);
  return result;
}

/** Applies a change if there is one. */
export function applyIfAny(effects: Effects, person: PersonState, change: Change | null): boolean {
  if (change) effects.change(person, change);
  return change !== null;
}
