import type { Logger } from '@handover/core';

/** A logger that keeps what it is told, debug lines included. */
export interface MemoryLogger extends Logger {
  readonly lines: string[];
  /** Lines of the levels that people read. */
  readonly loud: () => string[];
}

/** Keeps `level message fields`, a line each. */
export function memoryLogger(): MemoryLogger {
  const lines: string[] = [];
  const write =
    (level: string) =>
    (fields: object, message: string): void => {
      lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
    };
  return {
    lines,
    loud: () => lines.filter((line) => !line.startsWith('debug ')),
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
}
