import { OptionError } from '../errors.ts';
import type { Platform } from '../event-parts.ts';
import { PLATFORMS } from '../platform/platforms.ts';

/** @throws {OptionError} The platform takes no text that long. */
export function checkTextLength(text: string, platform: Platform): void {
  const { most, unit, lengthOf } = PLATFORMS[platform].textLimit;
  const length = lengthOf(text);
  if (length <= most) return;
  throw new OptionError(
    'message',
    `A text on ${platform} has at most ${most} ${unit} (got ${length}): shorten it, or send it with { split: true }`,
  );
}

/** Cuts a text into parts that the platform takes: behind sentences, else between words, else between characters. */
export function splitText(text: string, platform: Platform): readonly string[] {
  const { most, lengthOf } = PLATFORMS[platform].textLimit;
  const parts: string[] = [];
  let rest = text.trim();
  while (lengthOf(rest) > most) {
    const longest = longestStart(rest, most, lengthOf);
    const cut = cutOf(rest, longest);
    const part = rest.slice(0, cut).trimEnd();
    if (part !== '') parts.push(part);
    rest = rest.slice(cut).trimStart();
  }
  return rest === '' ? parts : [...parts, rest];
}

/** How many UTF-16 units of the text fit, without a cut through a character. */
function longestStart(text: string, most: number, lengthOf: (text: string) => number): number {
  let units = 0;
  let length = 0;
  for (const character of text) {
    length += lengthOf(character);
    if (length > most) break;
    units += character.length;
  }
  return units;
}

const SENTENCE_END = /[.!?…]["'»”)\]]*\s|\n/g;

/** Where to cut: what comes behind a sentence or a word in the second half of what fits. */
function cutOf(text: string, longest: number): number {
  const fitting = text.slice(0, longest + 1);
  let sentence = 0;
  for (const { 0: end, index } of fitting.matchAll(SENTENCE_END)) sentence = index + end.length;
  if (sentence > longest / 2) return Math.min(sentence, longest);
  const space = fitting.search(/\s\S*$/);
  return space > 0 ? space : longest;
}
