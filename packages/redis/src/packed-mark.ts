import type { Mark } from '@handover/core';

/**
 * A mark as Redis keeps it: a line of JSON with what is compared, `[at, rank, tie, says]`, and where there is more, a
 * second line with the rest. Scripts read the first line and never write one, so that nothing is rounded or reworded.
 */
export function packMark({ at, rank, tie, says, ...more }: Mark): string {
  const compared = JSON.stringify([at, rank, sortable(tie), sortable(says)]);
  for (const _ in more) return `${compared}\n${JSON.stringify(more)}`;
  return compared;
}

/** What {@link packMark} packed. */
export function unpackMark(packed: string): Mark {
  const end = packed.indexOf('\n');
  const [at, rank, tie, says] = JSON.parse(end < 0 ? packed : packed.slice(0, end)) as [number, number, string, string];
  const mark: Mark = { at, rank, tie: unsortable(tie), says: unsortable(says) };
  return end < 0 ? mark : { ...(JSON.parse(packed.slice(end + 1)) as object), ...mark };
}

/**
 * ASCII whose bytes sort as the UTF-16 units of `text` do: scripts compare bytes, and this language compares units. Ids
 * are ASCII in practice and stay as they are.
 */
function sortable(text: string): string {
  if (text === '') return text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is meant to begin with the first character.
  return text.replace(/[^\x00-\x7e]/g, (unit) => `\x7f${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function unsortable(text: string): string {
  if (text === '') return text;
  return text.replace(/\x7f([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
