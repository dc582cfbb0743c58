import { quotable, quotableWord, type Redact } from './quotable.ts';

const maxDepth = 5;
const maxErrors = 10;
const maxErrorsInAll = 50;
const refusals = ['ECONNREFUSED', 'ConnectionRefused', 'ENOTFOUND', 'EAI_AGAIN'];

/**
 * Copies the cause of a failed connection. The copy is a plain error. It has the name and the code of the original,
 * unless they hold a credential or a text of the call, its message with those parts hidden, and copies of its causes
 * and errors. The original is not used, because fetch implementations attach the address, the headers and the body of a
 * request to their errors.
 */
export function safeCause(cause: unknown, redact: Redact): Error | undefined {
  let left = maxErrorsInAll;

  function copyOf(error: unknown, depth: number): Error | undefined {
    if (error === undefined || error === null || depth === 0 || left === 0) return undefined;
    left -= 1;
    if (typeof error !== 'object') return new Error(messageOf(error, redact));
    const inner = copyOf(property(error, 'cause'), depth - 1);
    const options = inner === undefined ? undefined : { cause: inner };
    const message = messageOf(property(error, 'message'), redact);
    const errors = listOf(property(error, 'errors')).flatMap((one) => copyOf(one, depth - 1) ?? []);
    const copy = errors.length > 0 ? new AggregateError(errors, message, options) : new Error(message, options);
    const name = wordOf(property(error, 'name'), redact);
    const code = wordOf(property(error, 'code'), redact);
    // Not enumerable, like the name of any error.
    if (name !== undefined && name !== copy.name)
      Object.defineProperty(copy, 'name', { value: name, configurable: true });
    return code === undefined ? copy : Object.assign(copy, { code });
  }

  return copyOf(cause, maxDepth);
}

/**
 * Whether nothing listened or the host was not found. Node shows this by a code in one of the causes, Bun by another
 * code, Deno only in words. If there were several addresses, all must have refused.
 */
export function wasRefused(error: unknown, depth: number = maxDepth): boolean {
  if (typeof error !== 'object' || error === null || depth === 0) return false;
  if (refusals.includes(String(property(error, 'code')))) return true;
  const message = property(error, 'message');
  if (typeof message === 'string' && /connection refused/i.test(message)) return true;
  const errors = listOf(property(error, 'errors'));
  if (errors.length > 0 && errors.every((one) => wasRefused(one, depth - 1))) return true;
  return wasRefused(property(error, 'cause'), depth - 1);
}

function messageOf(message: unknown, redact: Redact): string {
  if (message === '') return '';
  return quotable(message, redact) ?? 'the message of the original error was left out';
}

function wordOf(word: unknown, redact: Redact): string | number | undefined {
  if (typeof word === 'number') return word;
  return typeof word === 'string' && /^\w+$/.test(word) ? quotableWord(word, redact) : undefined;
}

function listOf(errors: unknown): readonly unknown[] {
  return Array.isArray(errors) ? errors.slice(0, maxErrors) : [];
}

function property(object: object, key: string): unknown {
  try {
    return (object as Record<string, unknown>)[key];
  } catch {
    // A getter that throws counts as undefined.
    return undefined;
  }
}
