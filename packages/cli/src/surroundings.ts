/** What a run of the command line has around it. `process` fits; a test gives its own. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Gets results. `isTTY`: a person reads them in a terminal. */
  readonly stdout: Output;
  /** Gets notes, warnings and errors. */
  readonly stderr: Output;
  /** The folder from which relative paths start. */
  cwd(): string;
}

/** A stream of text. */
export interface Output {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}
