import type { PersonState, Typing } from './person-state.ts';
import type { World } from './world.ts';

/** The typing bubble that the person sees now; null: none, or its time is over. */
export function typingOf({ clock }: World, { typing }: PersonState): Typing | null {
  return typing?.until !== undefined && typing.until <= clock.now() ? null : typing;
}

/** Shows a typing bubble that ends after `lastsMs`, unless an answer comes first. Readers of the page are notified when it ends. */
export function showTyping(world: World, person: PersonState, appId: string, lastsMs: number): void {
  person.typing = { appId, until: world.clock.now() + lastsMs };
  world.clock.setTimeout(() => world.notices.tell({ what: 'person', personId: person.id }), lastsMs);
}
