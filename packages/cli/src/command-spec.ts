import type { Command } from 'commander';
import type { Printer } from './output/printer.ts';
import type { SettingName } from './settings/setting-names.ts';
import type { Settings } from './settings/settings.ts';
import type { Surroundings } from './surroundings.ts';

/** What a command gets. */
export interface Given {
  readonly settings: Settings;
  readonly print: Printer;
  /** Values of the command's arguments, in order. */
  readonly args: readonly string[];
  /** Values of the command's own flags, by name in camel case. */
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
  readonly surroundings: Surroundings;
}

/** One command. */
export interface CommandSpec {
  /** Its words, such as `owner` or `dead-letters list`. */
  readonly name: string;
  /** One line in the list of commands. */
  readonly summary: string;
  /** Settings that the command uses; each becomes a flag. */
  readonly uses: readonly SettingName[];
  /** Shown after the flags: examples, exit codes, what to know. Lines of at most 80 characters. */
  readonly details: string;
  /** Adds the command's own arguments and flags. */
  build?(command: Command): void;
  /** Does the work. Resolves to the exit code, or to nothing for 0. */
  run(given: Given): Promise<number | undefined>;
}

/** A command with a command line of its own. */
export interface PassedOnCommand {
  /** Its word. */
  readonly name: string;
  /** One line in the list of commands. */
  readonly summary: string;
  /** Gets all words behind the name, `--help` included. Resolves to the exit code. */
  passOn(words: readonly string[]): Promise<number>;
}
