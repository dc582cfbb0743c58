import { OptionError } from '../option-error.ts';
import { usernameOf } from '../platform/username.ts';
import type { PersonState } from '../state/person-state.ts';
import type { World } from '../state/world.ts';
import { act } from './act.ts';
import { nonEmpty } from './checks.ts';

/** Most comments of a page that are remembered; more drop the oldest. */
const MAX_COMMENTS = 1000;

/** A comment that was written. */
export interface Commented {
  /** Id of the comment, for `recipient.comment_id`. */
  commentId: string;
  /** Time stamp in ms. */
  timestamp: number;
}

/** Writes a comment on a post of the page. It starts no thread and opens no window; apps with the field get a change. */
export function comment(world: World, person: PersonState, text: string): Commented {
  nonEmpty('comment: text', text);
  const { platform, page } = world.options;
  const { comment: describe } = platform;
  if (!describe) throw new OptionError(`comment: there are no posts on ${platform.label}`);
  return act(world, person, { by: 'person', action: 'comment', detail: { text } }, (effects) => {
    const at = world.stamp();
    const username = person.profile.username ?? usernameOf(person.name);
    const from = { id: person.id, name: person.name, username };
    const { id, field, value } = describe({ pageId: page.id, from, number: world.newId('12', 15), text, at });
    world.comments.set(id, { id, personId: person.id, at, answered: false });
    for (const oldest of world.comments.keys()) {
      if (world.comments.size <= MAX_COMMENTS) break;
      world.comments.delete(oldest);
    }
    effects.tellChange(person, { field, event: 'comment', time: at, value });
    return { commentId: id, timestamp: at };
  });
}
