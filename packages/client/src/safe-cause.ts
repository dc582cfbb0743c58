import { type Secrets, safeText, safeWord } from './safe-text.ts';

const maxDepth = 5;
const maxErrors = 10;
const refusals = ['ECONNREFUSED', 'ConnectionRefused', 'ENOTFOUND', 'EAI_AGAIN'];

/**
 * The cause of a failed connection, made anew: a plain error with the name, code and message of the original where they hold
 * neither credential nor text of the call, and the same down its causes and errors. The original stays out: fetch
 * implementations hang the address, the headers and the body of a request on their errors.
 */
export function safeCause(cause: unknown, secrets: Secrets, depth: number = maxDepth): Error | undefined {
  if (cause === undefined || cause === null || depth === 0) return undefined;
  if (typeof cause !== 'object') return new Error(messageOf(cause, secrets));

  const inner = safeCause(property(cause, 'cause'), secrets, depth - 1);
  const options = inner === undefined ? undefined : { cause: inner };
  const message = messageOf(property(cause, 'message'), secrets);
  const errors = listOf(property(cause, 'errors')).flatMap((error) => safeCause(error, secrets, depth - 1) ?? []);
  const copy = errors.length > 0 ? new AggregateError(errors, message, options) : new Error(message, options);
  const name = wordOf(property(cause, 'name'), secrets);
  const code = wordOf(property(cause, 'code'), secrets);
  // Not enumerable, as the name of an error is by nature.
  if (name !== undefined && name !== copy.name)
    Object.defineProperty(copy, 'name', { value: name, configurable: true });
  return code === undefined ? copy : Object.assign(copy, { code });
}

/**
 * Whether nothing listened or the host was not found. Node says so by a code somewhere down the causes, Bun by another one,
 * Deno only in words; of several addresses, all must have refused.
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

function messageOf(message: unknown, secrets: Secrets): string {
  if (message === '') return '';
  return safeText(message, secrets) ?? 'the message of the original error was left out';
}

function wordOf(word: unknown, secrets: Secrets): string | number | undefined {
  if (typeof word === 'number') return word;
  return typeof word === 'string' && /^\w+$/.test(word) ? safeWord(word, secrets) : undefined;
}

function listOf(errors: unknown): readonly unknown[] {
  return Array.isArray(errors) ? errors.slice(0, maxErrors) : [];
}

function property(object: object, key: string): unknown {
  try {
    return (object as Record<string, unknown>)[key];
  } catch {
    // A getter that throws tells nothing.
    return undefined;
  }
}
