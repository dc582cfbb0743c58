import { OptionError } from '../option-error.ts';
import type { SandboxOptions } from '../options.ts';
import { readSession, settingsOf } from './check-session.ts';
import type { SandboxSession } from './session.ts';

/**
 * The options of a sandbox that continues from the option `session`, with the settings of the session.
 *
 * @throws {OptionError} The session is wrong, or an option is given that the session brings.
 */
export function startFromSession(options: SandboxOptions): { options: SandboxOptions; session?: SandboxSession } {
  if (options.session === undefined) return { options };
  const session = readSession(options.session);
  const settings = { ...settingsOf(session), startAt: session.now };
  for (const name of Object.keys(settings) as (keyof typeof settings)[]) {
    if (options[name] === undefined) continue;
    throw new OptionError(`${name} cannot be combined with session: the session brings its own; change it there`);
  }
  return { options: { ...options, ...settings }, session };
}
