import { isRecord } from './json.ts';

/** Ids are no texts: a log may name them. */
const ID_KEY = /(?:^|_)(?:id|mid|mids|token)$/;
/** Deeper and further texts of a body are of its sender's making: what is looked at has a bound. */
const MOST_TEXTS = 1_000;
const DEEPEST = 50;

/** The texts of a wire item that a person may have written: every string in it but ids. */
export function textsIn(item: unknown): string[] {
  const texts: string[] = [];
  collect(item, texts, 0);
  return texts;
}

function collect(value: unknown, texts: string[], depth: number): void {
  if (depth > DEEPEST || texts.length >= MOST_TEXTS) return;
  if (typeof value === 'string') {
    if (value !== '') texts.push(value);
  } else if (Array.isArray(value)) {
    for (const each of value) collect(each, texts, depth + 1);
  } else if (isRecord(value)) {
    for (const [key, each] of Object.entries(value)) if (!ID_KEY.test(key)) collect(each, texts, depth + 1);
  }
}
