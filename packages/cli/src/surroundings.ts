/** What a run of the command line has around it. `process` fits; a test gives its own. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Gets results. `isTTY`: a person reads them in a terminal. */
  readonly stdout: Output;
  /** Gets notes, warnings and errors. */
  readonly stderr: Output;
  /** Where a person's answers to questions come from; without it, none is asked. */
  readonly stdin?: (NodeJS.ReadableStream & { readonly isTTY?: boolean | undefined }) | undefined;
  /** The folder from which relative paths start. */
  cwd(): string;
  /** Calls back when the system asks the process to end. Without it, a command that goes on cannot be ended. */
  once?(signal: StopSignal, listener: () => void): unknown;
  /** Undoes `once`. */
  off?(signal: StopSignal, listener: () => void): unknown;
  /** Reads the time, in ms. @default Date.now */
  readonly now?: (() => number) | undefined;
}

/** Ctrl-C, or a request of the system. */
export type StopSignal = 'SIGINT' | 'SIGTERM';

/** Aborts when the system asks the process to end. A second request ends the process as usual. `undo` stops listening. */
export function stopSignalOf(surroundings: Surroundings): { readonly signal: AbortSignal; undo(): void } {
  const stop = new AbortController();
  const end = (): void => {
    undo();
    stop.abort();
  };
  const undo = (): void => {
    for (const signal of STOP_SIGNALS) surroundings.off?.(signal, end);
  };
  for (const signal of STOP_SIGNALS) surroundings.once?.(signal, end);
  return { signal: stop.signal, undo };
}

const STOP_SIGNALS: readonly StopSignal[] = ['SIGINT', 'SIGTERM'];

/** A stream of text. */
export interface Output {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}
