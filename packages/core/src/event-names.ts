import { EVENT_KINDS } from './events.ts';
import { nearestOf } from './known-keys.ts';

/** Names that core itself emits, beside the kinds of events. */
const DERIVED = ['standby', 'owner_changed', 'error', 'dead_letter'];

/** Every name of core that a handler may be registered for; `*` is left out, since every short name is near to it. */
const NAMES: readonly string[] = [...EVENT_KINDS, ...EVENT_KINDS.map((kind) => `standby:${kind}`), ...DERIVED];

/**
 * The known name that `name` was probably meant to be, or `undefined` where it is one, or is near to none: plugins may emit
 * events under any name.
 *
 * @param ofPlugins Names that plugins list as their own.
 */
export function misspelt(name: string, ofPlugins: readonly string[]): string | undefined {
  const known = [...NAMES, ...ofPlugins];
  return name === '*' || known.includes(name) ? undefined : nearestOf(name, known);
}
