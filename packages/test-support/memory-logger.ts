import type { Logger } from '@handover/core';

/** A logger that keeps its lines: `level message fields`. */
export interface MemoryLogger extends Logger {
  readonly lines: string[];
  /** The lines of all levels but debug. */
  readonly loud: string[];
}

/** Makes a logger that keeps its lines. */
export function memoryLogger(): MemoryLogger {
  const lines: string[] = [];
  const loud: string[] = [];
  const write =
    (level: string) =>
    (fields: object, message: string): void => {
      const line = `${level} ${message} ${JSON.stringify(fields)}`;
      lines.push(line);
      if (level !== 'debug') loud.push(line);
    };
  return { lines, loud, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

const ignore = (): void => undefined;
/** A logger that drops every line. */
export const quietLogger: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
