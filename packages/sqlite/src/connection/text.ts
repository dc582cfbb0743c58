const NUL = '\u0000';
const MARK = '\u0001';

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
