import type { RefusalFacts } from './classify.ts';
import { isObject } from './is-object.ts';

// Meta quotes what people wrote in straight, curly or angled quotation marks, and may cut it before they close.
const quotations = /"[^"]*"?|“[^”]*”?|«[^»]*»?|(?<![\p{L}\p{N}])'[^']*'(?![\p{L}\p{N}])/gu;

/** How much of Graph's sentence is read, in UTF-16 code units. */
const maxLength = 2000;

/** A refusal as Graph wrote it. */
export interface GraphRefusal extends RefusalFacts {
  /** All fields of the error; `message` is Graph's sentence for developers, with its quotations. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * Reads the `error` of an answer: an object in Graph's envelope, or a string from OAuth endpoints. Codes may be strings
 * of digits. A missing code is read from the start of the sentence: "(#551) This person …".
 */
export function readRefusal(status: number, error: unknown): GraphRefusal {
  const fields = isObject(error) ? error : { message: error };
  const sentence = typeof fields['message'] === 'string' ? fields['message'].slice(0, maxLength) : '';
  return {
    status,
    code: integer(fields['code']) ?? integer(/^\s*\(#(-?\d{1,9})\)/.exec(sentence)?.[1]),
    subcode: integer(fields['error_subcode']),
    words: sentence.replaceAll('’', "'").replace(quotations, ''),
    isTransient: fields['is_transient'] === true || fields['is_transient'] === 'true',
    fields,
  };
}

function integer(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined;
}
