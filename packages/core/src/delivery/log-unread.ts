import type { Logger } from '../ports.ts';

/** Keys that are remembered; a body may invent any number of them. */
const MOST_KEYS = 100;

/**
 * Logs each key of an entry whose value no event has, once in the life of a bot: handlers can't see it, so the developer
 * should know of it.
 */
export function logUnread(logger: Logger): (key: string) => void {
  const known = new Set<string>();
  return (key) => {
    if (known.has(key) || known.size >= MOST_KEYS) return;
    known.add(key);
    logger.warn({ key: key.slice(0, 100) }, 'An entry has a key that no event shows');
  };
}
