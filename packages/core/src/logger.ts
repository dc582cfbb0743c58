import { HandoverError } from './errors.ts';
import { redaction } from './generated/redaction.ts';
import type { Logger } from './ports.ts';

/** Where a bot logs by default: warnings and errors to the console, the rest nowhere. */
export const consoleLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: (fields, message) => console.warn(`[handover] ${message}`, fields),
  error: (fields, message) => console.error(`[handover] ${message}`, fields),
};

/** The user's logger, unable to break what it only watches. */
export function quietly(logger: Logger): Logger {
  const level =
    (name: keyof Logger) =>
    (fields: object, message: string): void => {
      try {
        logger[name](fields, message);
      } catch {
        // There is nowhere left to say so.
      }
    };
  return { debug: level('debug'), info: level('info'), warn: level('warn'), error: level('error') };
}

const DEEPEST_CAUSE = 3;

/** Errors of the client, whose messages quote no text of a customer; they are recognised by name. */
const SAFE_NAMES: ReadonlySet<string> = new Set(['GraphError', 'ConnectionError']);

/**
 * What of an error may be written to a log: its class, reason, origin and causes. The message is left out, since it may
 * quote what a customer wrote; that of core's and the client's own errors quotes none and stands there. For loggers of
 * stores, schedulers and plugins.
 */
export function errorFields(error: Error): Record<string, unknown> {
  return fieldsOf(error, 0, (each) => (isSafe(each) ? each.message : undefined));
}

/**
 * The same with the messages of the error and its causes, for errors of a user's handler. `…` stands in them for what they
 * share with the event, and for whatever looks like a token.
 *
 * @param texts What the event holds that a person wrote.
 */
export function handlerErrorFields(error: Error, texts: readonly string[]): Record<string, unknown> {
  const shown = redaction(texts, []);
  return fieldsOf(error, 0, ({ message }) => shown(message));
}

/**
 * The message of an error that may be shown as it is: core's and the client's own. Of others, which may quote a connection
 * string or what a customer wrote, only the name is shown.
 */
export function shownMessage(error: Error): string {
  return isSafe(error) ? error.message : error.name;
}

function isSafe(error: Error): boolean {
  return error instanceof HandoverError || SAFE_NAMES.has(error.name);
}

function fieldsOf(
  error: Error,
  depth: number,
  messageOf: (error: Error) => string | undefined,
): Record<string, unknown> {
  const fields: Record<string, unknown> = { name: error.name };
  const message = messageOf(error);
  if (message !== undefined && message !== '') fields['message'] = message;
  for (const key of ['kind', 'code', 'errcode', 'subcode', 'status', 'traceId', 'reason', 'hint', 'option'] as const) {
    const value = (error as unknown as Record<string, unknown>)[key];
    if (typeof value === 'string' || typeof value === 'number') fields[key] = value;
  }
  const { cause } = error;
  if (cause instanceof Error && depth < DEEPEST_CAUSE) fields['cause'] = fieldsOf(cause, depth + 1, messageOf);
  const frames = framesOf(error);
  if (frames.length > 0) fields['at'] = frames;
  return fields;
}

/** The way to the bug. The message stands ahead of the frames, and a line of it may look like one. */
function framesOf({ stack = '', message }: Error): string[] {
  const start = stack.indexOf(message);
  const below = start < 0 ? '' : stack.slice(start + message.length);
  return below
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 6)
    .map((line) => line.trim());
}
