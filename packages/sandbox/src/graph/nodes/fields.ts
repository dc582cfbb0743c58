import { GraphFault } from '../graph-fault.ts';

/** One name of a `fields` parameter: `messages.limit(5).as(newest){id,from}`. */
export interface Field {
  name: string;
  /** Its modifiers: `{ limit: '5', as: 'newest' }`. */
  modifiers: Readonly<Record<string, string>>;
  /** The names in its braces; undefined: it has none. */
  nested?: readonly Field[];
  /** The text in its braces. */
  nestedText?: string;
}

/** Deeper than any answer nests. */
const MAX_NESTING = 10;

/**
 * Parses a `fields` parameter (Graph API docs, Field Expansion).
 *
 * @throws {GraphFault} Code 2500: a syntax error; the message gives its position.
 */
export function parseFields(text: string): Field[] {
  let at = 0;

  function list(depth: number): Field[] {
    const fields: Field[] = [];
    if (depth > MAX_NESTING) throw syntax(`Expected at most ${MAX_NESTING} levels of braces`);
    do {
      skipSpace();
      // Graph tolerates a comma too many, as code that joins lists sends it.
      if (at < text.length && text[at] !== ',' && text[at] !== '}') fields.push(field(depth));
      skipSpace();
    } while (take(','));
    return fields;
  }

  function field(depth: number): Field {
    const name = word();
    const modifiers: [string, string][] = [];
    while (take('.')) {
      const modifier = word();
      if (!take('(')) throw syntax('Expected "("');
      const end = text.indexOf(')', at);
      if (end === -1) throw syntax('Expected ")"');
      modifiers.push([modifier, text.slice(at, end)]);
      at = end + 1;
    }
    const common = { name, modifiers: Object.fromEntries(modifiers) };
    skipSpace();
    if (!take('{')) return common;
    const start = at;
    const nested = list(depth + 1);
    const nestedText = text.slice(start, at);
    if (!take('}')) throw syntax('Expected "}"');
    return { ...common, nested, nestedText };
  }

  function word(): string {
    const [found] = /^\w+/.exec(text.slice(at, at + 100)) ?? [];
    if (found === undefined) throw syntax('Expected a name');
    at += found.length;
    return found;
  }

  function take(char: string): boolean {
    if (text[at] !== char) return false;
    at += 1;
    return true;
  }

  function skipSpace(): void {
    while (/\s/.test(text[at] ?? '')) at += 1;
  }

  function syntax(problem: string): GraphFault {
    return new GraphFault({ code: 2500, message: `Syntax error "${problem}." at character ${at}: fields` });
  }

  const fields = list(0);
  if (at < text.length) throw syntax('Expected end of string');
  return fields;
}
