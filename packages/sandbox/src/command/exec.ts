import { constants } from 'node:os';
import spawn from 'cross-spawn';
import { GRAPH_HOSTS } from '../platform/platforms.ts';
import type { Sandbox } from '../sandbox.ts';
import { createTerminalLog } from '../terminal-log.ts';
import type { Note } from './note.ts';
import { whenNpmEnds } from './when-npm-ends.ts';

/** Exit codes of a shell for a command that does not exist or cannot be run, and what is added to a signal's number. */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;
const KILLED_BY = 128;

/**
 * Runs a command with the environment that a bot needs. Its stdin, stdout and stderr are those of this process. Passes
 * SIGINT and SIGTERM on, and sends SIGTERM if npm's shell was ended in place of this process.
 *
 * @param options `timeline`: passes the timeline to `note`, which writes to stderr.
 * @returns The command's exit code; 128 and the number of the signal that ended it; 127 or 126 if it did not start.
 */
export function exec(
  sandbox: Sandbox,
  [name, ...args]: readonly [name: string, ...args: string[]],
  { timeline, note }: { readonly timeline: boolean; readonly note: Note },
): Promise<number> {
  note(`${sandbox.url}/ runs while ${name} runs`);
  if (sandbox.https)
    note(`${name} reaches it at ${GRAPH_HOSTS.map((host) => `https://${host}`).join(' and ')} too, by HTTPS_PROXY`);
  if (timeline) sandbox.on('entry', createTerminalLog(note));

  return new Promise((resolve) => {
    const child = spawn(name, args, {
      stdio: 'inherit',
      env: { ...process.env, ...sandbox.environment(), ...sandbox.https?.environment },
    });
    // Ctrl-C in a terminal reaches the command too. A second SIGINT would make many commands quit without cleaning up.
    const interrupt = (): void => void (process.stdin.isTTY || child.kill('SIGINT'));
    const terminate = (): void => void child.kill('SIGTERM');
    process.on('SIGINT', interrupt);
    process.on('SIGTERM', terminate);
    const stopWatching = whenNpmEnds(terminate);
    const end = (code: number): void => {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', terminate);
      stopWatching();
      resolve(code);
    };
    child.once('error', ({ code }: NodeJS.ErrnoException) => {
      const isMissing = code === 'ENOENT';
      note(
        isMissing
          ? `${name}: command not found; give the name of a program in PATH, or a path, after --`
          : `${name}: the command could not be started (${code})`,
      );
      end(isMissing ? NOT_FOUND : NOT_EXECUTABLE);
    });
    child.once('exit', (code, signal) => end(code ?? KILLED_BY + (signal ? constants.signals[signal] : 0)));
  });
}
