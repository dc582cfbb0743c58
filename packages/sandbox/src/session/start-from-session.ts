import { OptionError } from '../option-error.ts';
import type { SandboxOptions } from '../options/options.ts';
import { SHORT_FORM } from '../options/resolve-pages.ts';
import { readSession, settingsOf } from './check-session.ts';
import type { SandboxSession } from './session.ts';

/** Options for what a session brings. */
const IN_SESSION = ['apps', 'pages', ...SHORT_FORM, 'faults', 'quirks', 'startAt'] as const;

/**
 * The options of a sandbox that continues from the option `session`, with the settings of the session.
 *
 * @throws {OptionError} The session is wrong, or an option is given that the session brings.
 */
export function startFromSession(options: SandboxOptions): { options: SandboxOptions; session?: SandboxSession } {
  // `resolveOptions` refuses options of another kind than an object.
  if (options?.session === undefined) return { options };
  const both = IN_SESSION.find((name) => options[name] !== undefined);
  if (both !== undefined) {
    throw new OptionError(`${both} cannot be combined with session: the session brings its own; change it there`);
  }
  const session = readSession(options.session);
  return { options: { ...options, ...settingsOf(session), startAt: session.now }, session };
}
