import { CommanderError } from 'commander';
import type { PassedOnCommand } from './command-spec.ts';
import { COMMANDS } from './commands/commands.ts';
import { DONE, FAILED, WRONG_USAGE } from './exit-codes.ts';
import { programOf } from './program.ts';
import { bothNames, type SettingName } from './settings/setting-names.ts';
import type { Surroundings } from './surroundings.ts';
import { UsageError } from './usage-error.ts';

/** Names of options in the errors of client and core, and the settings that they come from. */
const SETTING_OF: Readonly<Record<string, SettingName>> = {
  accessToken: 'pageToken',
  appSecret: 'appSecret',
  appId: 'appId',
  pageId: 'pageId',
  phoneNumberId: 'pageId',
  accountId: 'accountId',
  baseUrl: 'graphUrl',
  verifyToken: 'verifyToken',
};

/**
 * Runs a command line. Never rejects: errors go to stderr, with `--json` as one line of JSON.
 *
 * @param args Words after the name of the command.
 * @returns The exit code: 0 done, 1 refused or an error found, 2 wrong command line.
 */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const passedOn = COMMANDS.find(
    (command): command is PassedOnCommand => 'passOn' in command && command.name === args[0],
  );
  if (passedOn !== undefined) return passedOn.passOn(args.slice(1));

  let code = DONE;
  const program = programOf(COMMANDS, surroundings, (result) => {
    code = result;
  });
  try {
    if (args.length === 0) {
      program.outputHelp();
      return DONE;
    }
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return DONE;
    // A group without one of its commands: commander has printed its help.
    if (error instanceof CommanderError && error.code === 'commander.help') return WRONG_USAGE;
    surroundings.stderr.write(args.includes('--json') ? jsonOf(error) : textOf(error));
    return isUsage(error) ? WRONG_USAGE : FAILED;
  }
}

function isUsage(error: unknown): boolean {
  return error instanceof UsageError || error instanceof CommanderError || nameOf(error) === 'OptionError';
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'Error';
}

function textOf(error: unknown): string {
  const { hint } = error as { hint?: unknown };
  const advice = typeof hint === 'string' ? `\n${hint}` : '';
  const help = isUsage(error)
    ? '\nhandover --help lists the commands, and handover COMMAND --help the flags of one.'
    : '';
  return `handover: ${messageOf(error)}${advice}${help}\n`;
}

function jsonOf(error: unknown): string {
  const { kind, code, subcode, hint } = error as Record<string, unknown>;
  const name = error instanceof CommanderError ? 'UsageError' : nameOf(error);
  return `${JSON.stringify({ error: { name, message: messageOf(error), kind, code, subcode, hint } })}\n`;
}

/** The message of an error, with settings under the names that the command line gives them. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof CommanderError) return error.message.replace(/^error: /, '').replace(/\n+/g, ' ');
  const setting = SETTING_OF[(error as { option?: string }).option ?? ''];
  if (setting === undefined) return error.message;
  const { option } = error as unknown as { option: string };
  return error.message.replace(option, () => bothNames(setting));
}
