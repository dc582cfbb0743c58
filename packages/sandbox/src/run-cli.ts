import { exec } from './command/exec.ts';
import { type Flags, readFlags, usageOf } from './command/flags.ts';
import { type Note, noteOf } from './command/note.ts';
import { readJsonFile } from './command/read-json-file.ts';
import { readSeed } from './command/read-seed.ts';
import { serve } from './command/serve.ts';
import { verifyWebhooksWhenUp } from './command/verify-when-up.ts';
import { createSandbox } from './create-sandbox.ts';
import type { Routing } from './meta.ts';
import type { SandboxHttpsOptions, SandboxOptions } from './options/options.ts';
import type { Platform } from './platform/platform.ts';
import type { Sandbox } from './sandbox.ts';
import { readSession } from './session/check-session.ts';

const BOT_ID = '1450077300221199';
const DEFAULT_PORT = 7070;
const DEFAULT_HTTPS: SandboxHttpsOptions = { port: 7443, proxyPort: 7444 };
const HTTPS_FLAGS: Readonly<Record<string, string>> = {
  'https.port': '--https-port',
  'https.proxyPort': '--proxy-port',
  'https.caFile': '--ca-file',
};

/** Options of {@link runCli}. */
export interface CliOptions {
  /** The words that start the command line, for its help and its notes. @default 'handover-sandbox' */
  readonly name?: string;
}

/**
 * Runs the command line of the sandbox in this process, with its streams and signals: what `handover-sandbox` does. A
 * wrong command line is explained on stderr and resolves to 2.
 *
 * @param args The words behind the name, such as `['exec', '--', 'npm', 'test']`.
 * @returns The exit code, when the sandbox has ended.
 */
export async function runCli(args: readonly string[], { name = 'handover-sandbox' }: CliOptions = {}): Promise<number> {
  const note = noteOf(name);
  let flags: Flags | undefined;
  let sandbox: Sandbox;
  try {
    flags = readFlags(args, name);
    if (flags.help) {
      process.stdout.write(usageOf(name));
      return 0;
    }
    sandbox = await createSandbox(await optionsOf(flags, note));
  } catch (error) {
    note(`${explain(error, flags)}\n${name} --help lists the flags.`);
    return 2;
  }

  const { command, timeline } = flags;
  const stopTrying = verifyWebhooksWhenUp(sandbox);
  const code = await (command ? exec(sandbox, command, { timeline, note }) : serve(sandbox));
  stopTrying();
  await sandbox.close();
  if (!command) process.stdout.write('\nThe sandbox ended.\n');
  return code;
}

async function optionsOf(flags: Flags, note: Note): Promise<SandboxOptions> {
  const { seed, session: file, command, port = command ? 0 : DEFAULT_PORT, host, routing, platform } = flags;
  const bot = given({ webhookUrl: flags.webhook, verifyToken: flags.verifyToken });
  if (file !== undefined) {
    const session = readSession(await readJsonFile(`--session ${file}`, file));
    // The exported bot may have listened elsewhere.
    Object.assign(session.apps[0] ?? {}, bot);
    return { port, ...given({ host, https: httpsOf(flags) }), session };
  }
  const options = await readSeed(seed, note);
  const [first = { id: BOT_ID, name: 'Bot' }, ...others] = options.apps ?? [];
  return {
    port,
    ...options,
    ...given({ port: flags.port, host, routing: routing as Routing, platform: platform as Platform }),
    ...given({ https: httpsOf(flags, options.https) }),
    apps: [{ ...first, ...bot }, ...others],
  };
}

/** The option `https` of the seed file with the flags, which switch it on too; undefined: neither names it. */
function httpsOf({ https, command }: Flags, seed?: SandboxHttpsOptions): SandboxHttpsOptions | undefined {
  if (!https && !seed) return undefined;
  return { ...(command ? {} : DEFAULT_HTTPS), ...seed, ...https };
}

/** The values that are given. */
function given<T extends object>(values: { [Name in keyof T]: T[Name] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** The message of an error, in terms of the command line. */
function explain(error: unknown, { session, webhook, verifyToken }: Partial<Flags> = {}): string {
  if (!(error instanceof Error)) return String(error);
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
    return 'the port is taken, perhaps by another sandbox; choose one with --port (0 takes a free one)';
  }
  let { message } = error;
  if (webhook !== undefined) message = message.replace(/^(?:session: )?apps\[0\]\.webhookUrl/, '--webhook');
  if (verifyToken !== undefined) message = message.replace(/^(?:session: )?apps\[0\]\.verifyToken/, '--verify-token');
  message = message.replace(/^https\.(?:port|proxyPort|caFile)/, (option) => HTTPS_FLAGS[option] ?? option);
  return message.replace(/^session: /, `--session ${session}: `);
}
