import type { Mark } from '@handover/core/store';

/**
 * Packs a mark for Redis: one line of JSON with the fields that a merge compares, and a second line with the other
 * fields, if any. The first line is `[at, rank, tie, says, appId]`, shorter if the mark has no `says` or no `appId`.
 * Scripts read the first line and never write one, so numbers and texts keep their exact form.
 */
export function packMark(mark: Mark): string {
  const { at, rank, tie, says, appId, ...more }: Mark & { says?: string; appId?: string } = mark;
  const said = [says, appId].filter((text) => text !== undefined);
  const compared = JSON.stringify([at, rank, ...[tie, ...said].map(sortable)]);
  for (const _ in more) return `${compared}\n${JSON.stringify(more)}`;
  return compared;
}

/** Unpacks a mark from {@link packMark}. */
export function unpackMark(packed: string): Mark {
  const [compared = '', more = '{}'] = packed.split('\n');
  const [at, rank, ...texts] = JSON.parse(compared) as [number, number, ...string[]];
  const [tie = '', says, appId] = texts.map(unsortable);
  const said = says === undefined ? {} : appId === undefined ? { says } : { says, appId };
  return { at, rank, tie, ...said, ...(JSON.parse(more) as object) } as Mark;
}

/**
 * Encodes `text` as ASCII whose bytes sort as the UTF-16 units of `text` do: scripts compare bytes, JavaScript compares
 * units. Ids are ASCII in practice and stay unchanged.
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
