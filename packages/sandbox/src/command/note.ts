/** Writes a line of the command line itself to stderr. */
export type Note = (line: string) => void;

/** The notes of a command line that starts with these words. */
export function noteOf(name: string): Note {
  return (line) => void process.stderr.write(`${name}: ${line}\n`);
}
