const NUL = '\u0000';
const MARK = '\u0001';
/** No result of {@link toText} begins with this. */
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

/** Returns the app of an id or of a thread's key: the part before the first colon. */
export function appOf(key: string): string {
  const [app = ''] = key.split(':', 1);
  return app;
}

/** Returns the lane of an event: its thread, or a lane of its own. Events of one lane run in order. */
export function toLane(thread: string | undefined, id: string): string {
  return thread === undefined ? NO_THREAD + toText(id) : toText(thread);
}

/** Returns the thread of a lane from {@link toLane}. */
export function threadOfLane(lane: string): { readonly thread?: string } {
  return lane.startsWith(NO_THREAD) ? {} : { thread: fromText(lane) };
}
