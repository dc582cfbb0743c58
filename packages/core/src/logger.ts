import type { Logger } from './ports.ts';

/** Warnings and errors to the console; the rest nowhere. */
export const consoleLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: (fields, message) => console.warn(`[handover] ${message}`, fields),
  error: (fields, message) => console.error(`[handover] ${message}`, fields),
};

/** What of an error may be written: its class, reason and origin. Never its message, which may quote what a customer wrote. */
export function errorFields(error: Error): Record<string, unknown> {
  const fields: Record<string, unknown> = { name: error.name };
  for (const key of ['kind', 'code', 'subcode', 'status', 'traceId', 'hint', 'option'] as const) {
    const value = (error as unknown as Record<string, unknown>)[key];
    if (typeof value === 'string' || typeof value === 'number') fields[key] = value;
  }
  if (error.cause instanceof Error) fields['cause'] = errorFields(error.cause);
  // The stack's first line is the message; the frames are the way to the bug.
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  if (frames !== undefined && frames.length > 0) fields['at'] = frames.slice(0, 6).map((line) => line.trim());
  return fields;
}
