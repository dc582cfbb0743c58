import type { Logger } from '@handover/core';

/** Warnings and errors to the console; the rest nowhere. As core's own default. */
export const defaultLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: (fields, message) => console.warn(`[handover] ${message}`, fields),
  error: (fields, message) => console.error(`[handover] ${message}`, fields),
};
