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

/**
 * What of an error may be written to a log: its class, reason, origin and causes. Never its message, which may quote what a
 * customer wrote. For loggers of stores, schedulers and plugins.
 *
 * @param depth Causes above this one; three are told at most. @default 0
 */
export function errorFields(error: Error, depth = 0): Record<string, unknown> {
  const fields: Record<string, unknown> = { name: error.name };
  for (const key of ['kind', 'code', 'errcode', 'subcode', 'status', 'traceId', 'reason', 'hint', 'option'] as const) {
    const value = (error as unknown as Record<string, unknown>)[key];
    if (typeof value === 'string' || typeof value === 'number') fields[key] = value;
  }
  if (error.cause instanceof Error && depth < DEEPEST_CAUSE) fields['cause'] = errorFields(error.cause, depth + 1);
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
