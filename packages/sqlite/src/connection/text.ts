const NUL = '\u0000';
const MARK = '\u0001';
/** Begins no text that {@link toText} makes. */
const NO_THREAD = `${MARK}:`;

/**
 * Encodes `text` for binding. Drivers cut a text at its first NUL, so two keys that differ after it would become equal.
 */
export function toText(text: string): string {
  if (!text.includes(NUL) && !text.includes(MARK)) return text;
  return text.replaceAll(MARK, `${MARK}1`).replaceAll(NUL, `${MARK}0`);
}

/** Decodes a text encoded by {@link toText}. */
export function fromText(bound: string): string {
  return bound.includes(MARK) ? bound.replaceAll(`${MARK}0`, NUL).replaceAll(`${MARK}1`, MARK) : bound;
}

/** The app that an id or a thread's key belongs to: what stands up to the first colon. */
export function appOf(key: string): string {
  const [app = ''] = key.split(':', 1);
  return app;
}

/** What is run in order: a thread, as {@link toText} has its key, or an event that has none and stands for itself. */
export function toLane(thread: string | undefined, id: string): string {
  return thread === undefined ? NO_THREAD + toText(id) : toText(thread);
}

/** The thread of a {@link toLane}. */
export function threadOfLane(lane: string): { readonly thread?: string } {
  return lane.startsWith(NO_THREAD) ? {} : { thread: fromText(lane) };
}
