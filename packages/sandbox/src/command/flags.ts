import { parseArgs } from 'node:util';
import { OptionError } from '../option-error.ts';
import type { SandboxHttpsOptions } from '../options/options.ts';
import { DEFAULT_PLATFORM, PLATFORM_NAMES } from '../platform/platforms.ts';

/** What `--help` prints. @param name The words that start the command line. */
export function usageOf(name: string): string {
  return `${name}: a local Messenger, Instagram or WhatsApp, with one page,
one bot app and the inbox; a seed file describes more

  ${name} [flags]
      runs until Ctrl-C
  ${name} exec [flags] -- COMMAND [ARGS]
      runs while the command runs, and exits with its exit code

  --port NUMBER         port to listen on (7070; exec, and 0: a free one)
  --host ADDRESS        address to listen on (127.0.0.1); any other opens the
                        sandbox to the network
  --https               also serves https, and https://graph.facebook.com
                        through a proxy, with a CA made for this run
  --https-port NUMBER   port of https (7443; exec, and 0: a free one)
  --proxy-port NUMBER   port of the proxy (7444; exec, and 0: a free one)
  --ca-file FILE        file for the CA's certificate (a temporary one)
  --routing MODE        on | off | primary (on)
  --platform NAME       ${PLATFORM_NAMES.join(' | ')} (${DEFAULT_PLATFORM})
  --webhook URL         the bot's webhook; checked with the GET handshake once
                        it answers
  --verify-token TOKEN  verify token of the handshake (sandbox-verify-token)
  --seed FILE           apps, pages, people and settings as JSON, for example
                        several apps; other flags override it
                        (handover-sandbox.json in the working directory)
  --session FILE        continues from a session that the page or
                        GET /_sandbox/session exported
  --timeline            exec: writes the timeline to stderr
  --help                this text

The command of exec gets GRAPH_URL, PAGE_ID, PAGE_TOKEN, APP_ID, APP_SECRET and
VERIFY_TOKEN in its environment, with several pages also PAGE_TOKENS, with a
phone number also ACCOUNT_ID. Its stdout stays its own: the sandbox writes to
stderr.

Software that only knows https://graph.facebook.com runs unchanged with --https:
exec sets HTTPS_PROXY, NO_PROXY and the variables with the CA's file; otherwise
the sandbox prints them. The proxy refuses all other hosts. It does not work for
fetch and https of Node 20, which ignore HTTPS_PROXY: use GRAPH_URL, the address
of https, or a newer Node.

Use the page at / and the HTTP API below /_sandbox/ for everything else: people,
agents, Meta's AI, faults, the dashboard's Test button, the clock.
"not delivered: not subscribed to FIELD" means that the app lacks that field:
subscribe it by subscribed_apps, or on the page. A bot in another process can
follow the clock: give it sandboxClock(GRAPH_URL) from @handover/sandbox.
`;
}

/** What the arguments of the command line ask for. */
export interface Flags {
  help: boolean;
  /** Command of `exec` with its arguments; undefined: the sandbox runs until a signal. */
  command: readonly [name: string, ...args: string[]] | undefined;
  port: number | undefined;
  host: string | undefined;
  /** Undefined without any of the flags for https; else the options that they set. */
  https: SandboxHttpsOptions | undefined;
  routing: string | undefined;
  platform: string | undefined;
  webhook: string | undefined;
  verifyToken: string | undefined;
  /** Path of the seed file. */
  seed: string | undefined;
  /** Path of the session file. */
  session: string | undefined;
  timeline: boolean;
}

const FLAGS = {
  port: { type: 'string' },
  host: { type: 'string' },
  https: { type: 'boolean', default: false },
  'https-port': { type: 'string' },
  'proxy-port': { type: 'string' },
  'ca-file': { type: 'string' },
  routing: { type: 'string' },
  platform: { type: 'string' },
  webhook: { type: 'string' },
  'verify-token': { type: 'string' },
  seed: { type: 'string' },
  session: { type: 'string' },
  timeline: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof FLAGS }>>['values'];

/** Flags for what a session brings. */
const IN_SESSION = ['routing', 'platform', 'seed'] as const;

/**
 * Reads the arguments of the command line.
 *
 * @param name The words that start it.
 * @throws {Error} A flag is unknown or wrong, or `exec` has no command; the message names it.
 */
export function readFlags(args: readonly string[], name: string): Flags {
  const isExec = args[0] === 'exec';
  const [own, command] = isExec ? splitAtCommand(args.slice(1)) : [[...args], []];
  const { values } = parseArgs({ args: own, options: FLAGS });
  const { session, help, timeline } = values;
  const port = portOf(values, 'port');
  const [program, ...rest] = command;
  if (isExec && !help && !program) {
    throw new OptionError(`exec needs a command: ${name} exec -- npm test`);
  }
  if (timeline && !isExec)
    throw new OptionError('--timeline is a flag of exec; otherwise the timeline is always shown');
  for (const flag of IN_SESSION) {
    if (session !== undefined && values[flag] !== undefined) {
      throw new OptionError(`--${flag} cannot be combined with --session: the session brings its own`);
    }
  }
  return {
    help,
    command: program ? [program, ...rest] : undefined,
    port,
    host: values.host,
    https: httpsOf(values),
    routing: values.routing,
    platform: values.platform,
    webhook: values.webhook,
    verifyToken: values['verify-token'],
    seed: values.seed,
    session,
    timeline,
  };
}

function portOf(values: Values, flag: 'port' | 'https-port' | 'proxy-port'): number | undefined {
  const text = values[flag];
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new OptionError(`--${flag} must be a whole number from 0 to 65535`);
  return Number(text);
}

/** Each of the other flags for https implies `--https`. */
function httpsOf(values: Values): SandboxHttpsOptions | undefined {
  const port = portOf(values, 'https-port');
  const proxyPort = portOf(values, 'proxy-port');
  const caFile = values['ca-file'];
  if (!values.https && [port, proxyPort, caFile].every((value) => value === undefined)) return undefined;
  return {
    ...(port === undefined ? {} : { port }),
    ...(proxyPort === undefined ? {} : { proxyPort }),
    ...(caFile === undefined ? {} : { caFile }),
  };
}

/** Splits at `--`, or at the first argument that is not a flag: some package managers remove `--`. */
function splitAtCommand(args: readonly string[]): [flags: string[], command: string[]] {
  const { tokens } = parseArgs({
    args: [...args],
    options: FLAGS,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const first = tokens.find(({ kind }) => kind !== 'option');
  if (!first) return [[...args], []];
  return [args.slice(0, first.index), args.slice(first.kind === 'positional' ? first.index : first.index + 1)];
}
