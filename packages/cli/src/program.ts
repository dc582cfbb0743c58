import { Command } from 'commander';
import type { CommandSpec, Given, PassedOnCommand } from './command-spec.ts';
import { printerOf } from './output/printer.ts';
import { SETTINGS } from './settings/setting-names.ts';
import { readSettings } from './settings/settings.ts';
import type { Surroundings } from './surroundings.ts';

const OVERVIEW = `Settings come from flags, then from the environment, then from the file .env in
this folder: GRAPH_URL, PLATFORM, PAGE_ID, ACCOUNT_ID, PAGE_TOKEN, APP_ID,
APP_SECRET, VERIFY_TOKEN, WEBHOOK_URL, STORE_URL. A token in a flag is visible
to other users of the machine and stays in the shell's history: prefer the
environment or .env.

Exit codes: 0 done, 1 refused or an error found, 2 wrong command line.

Start with: handover doctor`;
/** Groups of commands, by their first word. */
const GROUPS: Readonly<Record<string, string>> = {
  'dead-letters': 'Lists, retries or discards the events that were given up',
};

/** Builds the command line of these commands. `finish` gets the exit code of the one that ran. */
export function programOf(
  specs: readonly (CommandSpec | PassedOnCommand)[],
  surroundings: Surroundings,
  finish: (code: number) => void,
): Command {
  const program = new Command('handover')
    .description('Looks after conversations that a bot and people share on Messenger, Instagram and WhatsApp.')
    .helpCommand(false)
    .addHelpText('after', `\n${OVERVIEW}`);
  const groups = new Map<string, Command>();
  for (const spec of specs) {
    if ('passOn' in spec) {
      program.addCommand(new Command(spec.name).summary(spec.summary).usage('[words...]').helpOption(false));
      continue;
    }
    const [first = '', second] = spec.name.split(' ');
    if (second === undefined) program.addCommand(commandOf(first, spec, surroundings, finish));
    else groupOf(first).addCommand(commandOf(second, spec, surroundings, finish));
  }
  function groupOf(name: string): Command {
    const made = groups.get(name) ?? new Command(name).description(GROUPS[name] ?? '').helpCommand(false);
    if (!groups.has(name)) program.addCommand(made);
    groups.set(name, made);
    return made;
  }
  for (const command of [
    program,
    ...groups.values(),
    ...program.commands,
    ...[...groups.values()].flatMap((g) => g.commands),
  ]) {
    prepare(command, surroundings);
  }
  return program;
}

/** Makes commander throw instead of ending the process, and write where the run says. */
function prepare(command: Command, { stdout, stderr }: Surroundings): void {
  command
    .exitOverride()
    .showHelpAfterError(false)
    .configureHelp({ helpWidth: 80, sortSubcommands: false })
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      // run.ts prints errors, so that they look alike.
      outputError: () => {},
      getOutHelpWidth: () => 80,
      getErrHelpWidth: () => 80,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
}

function commandOf(
  name: string,
  spec: CommandSpec,
  surroundings: Surroundings,
  finish: (code: number) => void,
): Command {
  const command = new Command(name).summary(spec.summary).description(`${spec.summary}.`);
  spec.build?.(command);
  for (const setting of spec.uses) command.option(SETTINGS[setting].flag, SETTINGS[setting].help);
  command
    .option('--env-file <path>', 'file with settings (.env)')
    .option('--json', 'print JSON, one document a line')
    .addHelpText('after', spec.details === '' ? '' : `\n${spec.details}`)
    .action(async () => {
      const flags = command.opts<Given['flags']>();
      const print = printerOf(surroundings, flags['json'] === true);
      const settings = readSettings(flags, surroundings, flags['envFile'] as string | undefined);
      const args = command.args;
      finish((await spec.run({ settings, print, args, flags, surroundings })) ?? 0);
    });
  return command;
}
