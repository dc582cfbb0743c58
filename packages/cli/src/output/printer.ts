import colours from 'picocolors';
import type { Surroundings } from '../surroundings.ts';

/** How a command prints. Results go to stdout, notes to stderr. */
export interface Printer {
  /** True with `--json`. */
  readonly isJson: boolean;
  /** Colours of stdout; they do nothing if it is not a terminal, with `--json` and with NO_COLOR. */
  readonly paint: ReturnType<typeof colours.createColors>;
  /** Prints a result: one line of JSON with `--json`, else the text. A command that goes on prints several. */
  result(json: unknown, text: string): void;
  /** Prints a sentence for the person at the terminal, also with `--json`. */
  note(text: string): void;
}

/** Makes the printer of a run. */
export function printerOf({ stdout, stderr, env }: Surroundings, isJson: boolean): Printer {
  return {
    isJson,
    paint: colours.createColors(!isJson && hasColours(stdout.isTTY === true, env)),
    result: (json, text) => void stdout.write(isJson ? `${JSON.stringify(json)}\n` : ended(text)),
    note: (text) => void stderr.write(ended(text)),
  };
}

/** `NO_COLOR` and `FORCE_COLOR`, by their conventions: any non-empty value counts. */
function hasColours(isTerminal: boolean, env: Surroundings['env']): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR']) return env['FORCE_COLOR'] !== '0';
  return isTerminal && env['TERM'] !== 'dumb';
}

function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
