import { connect } from 'node:net';
import { parseArgs } from 'node:util';
import { createSandbox } from './create-sandbox.ts';
import type { Routing } from './meta.ts';
import { OptionError } from './option-error.ts';
import type { Platform } from './platform/platform.ts';
import { DEFAULT_PLATFORM, PLATFORM_NAMES } from './platform/platforms.ts';
import type { Sandbox } from './sandbox.ts';
import { createTerminalLog } from './terminal-log.ts';

const USAGE = `handover-sandbox: a local Messenger, with one bot app and the inbox

  --port NUMBER          port to listen on (7070; 0 takes a free one)
  --host ADDRESS         address to listen on (127.0.0.1); any other opens the sandbox to the network
  --routing MODE         on | off | primary (on)
  --platform NAME        ${PLATFORM_NAMES.join(' | ')} (${DEFAULT_PLATFORM})
  --webhook URL          the bot's webhook; checked with the GET handshake once it answers
  --verify-token TOKEN   verify token of the handshake (sandbox-verify-token)
  --help                 this text

Use the page at / and the HTTP API below /_sandbox/ for everything else: people, agents, Meta's AI, faults, the
dashboard's Test button, the clock. "not delivered: not subscribed to FIELD" means that the app lacks that field:
subscribe it by subscribed_apps, or on the page. A bot in another process can follow the clock: give it
sandboxClock(GRAPH_URL) from @handover/sandbox.
`;

const BOT_ID = '1450077300221199';
const HANDSHAKE_EVERY_MS = 1000;

/** Runs the command line. Resolves to the exit code when the sandbox has ended. */
export async function runCli(args: readonly string[]): Promise<number> {
  let sandbox: Sandbox;
  let verifyToken: string;
  let webhook: string | undefined;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '7070' },
        host: { type: 'string', default: '127.0.0.1' },
        routing: { type: 'string', default: 'on' },
        platform: { type: 'string', default: DEFAULT_PLATFORM },
        webhook: { type: 'string' },
        'verify-token': { type: 'string', default: 'sandbox-verify-token' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      process.stdout.write(USAGE);
      return 0;
    }
    if (!/^\d+$/.test(values.port)) throw new OptionError('--port must be a whole number from 0 to 65535');
    verifyToken = values['verify-token'];
    webhook = values.webhook;
    sandbox = await createSandbox({
      port: Number(values.port),
      host: values.host,
      routing: values.routing as Routing,
      platform: values.platform as Platform,
      apps: [{ id: BOT_ID, name: 'Bot', verifyToken, ...(webhook === undefined ? {} : { webhookUrl: webhook }) }],
    });
  } catch (error) {
    process.stderr.write(`handover-sandbox: ${explain(error)}\n\n${USAGE}`);
    return 2;
  }

  // Listen for the end before printing: a caller may stop the sandbox as soon as it sees the output.
  const stopped = ended();
  const ana = sandbox.person('Ana');
  process.stdout.write(welcome(sandbox, ana.id, verifyToken, webhook));
  sandbox.on(
    'entry',
    createTerminalLog((line) => process.stdout.write(`${line}\n`)),
  );
  const stopTrying = webhook === undefined ? () => undefined : verifyWhenUp(sandbox, webhook);
  await stopped;
  stopTrying();
  await sandbox.close();
  process.stdout.write('\nThe sandbox ended.\n');
  return 0;
}

function welcome(sandbox: Sandbox, anaId: string, verifyToken: string, webhook: string | undefined): string {
  const [bot] = sandbox.apps;
  const control = `${sandbox.url}/_sandbox`;
  const examples = [
    ...(webhook === undefined
      ? [["Set the bot's webhook", `-d url=http://127.0.0.1:3000/webhook ${control}/apps/${BOT_ID}/webhook`]]
      : []),
    ['Ana writes to the page', `-d text=hi ${control}/people/Ana/say`],
    ['What Ana received', `${control}/people/Ana/inbox`],
    ['A human agent answers her, and owns the thread', `-d text='How can I help?' ${control}/inbox/Ana/reply`],
    ['The agent is done', `-X POST ${control}/inbox/Ana/done`],
    ['Everything else that can be done', `${control}/`],
  ];
  return `The sandbox's page, where you play the customer and the human agent:

  ${sandbox.url}/

Put these values into your bot's environment (the ids and secrets are invented):

  GRAPH_URL=${sandbox.url}
  PAGE_ID=${sandbox.page.id}
  PAGE_TOKEN=${bot?.accessToken ?? ''}
  APP_ID=${bot?.id ?? ''}
  APP_SECRET=${bot?.secret ?? ''}
  VERIFY_TOKEN=${verifyToken}

Your bot must call GRAPH_URL instead of https://graph.facebook.com. Then play Ana (${anaId}) and the human agents, on
the page or from here:

${examples.map(([what, call]) => `  # ${what}\n  curl ${call}`).join('\n')}

The live timeline (Ctrl-C ends the sandbox):

`;
}

/** Makes the handshake once the webhook's port is open, because a bot often starts after the sandbox. */
function verifyWhenUp(sandbox: Sandbox, webhook: string): () => void {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const attempt = async (): Promise<void> => {
    const up = await listens(webhook);
    if (stopped) return;
    if (!up) {
      timer = setTimeout(() => void attempt(), HANDSHAKE_EVERY_MS);
      return;
    }
    try {
      await sandbox.verifyWebhook(BOT_ID);
    } catch (error) {
      // After Ctrl-C during the handshake, the failure is not the webhook's.
      if (stopped) return;
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    }
  };
  void attempt();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

/** The message of an error, in terms of the command line. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
    return 'the port is taken, perhaps by another sandbox; choose one with --port (0 takes a free one)';
  }
  return error.message.replace('apps[0].webhookUrl', '--webhook').replace('apps[0].verifyToken', '--verify-token');
}

/** True if a server listens there. Only connects, so that the handshake is the first request that the bot gets. */
function listens(url: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: Number(port || (protocol === 'https:' ? 443 : 80)),
      timeout: HANDSHAKE_EVERY_MS,
    });
    const end = (listening: boolean) => (): void => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', end(true)).once('timeout', end(false)).once('error', end(false));
  });
}

/** Resolves at the first Ctrl-C or SIGTERM. */
function ended(): Promise<void> {
  return new Promise((resolve) => {
    // The signal listener does not keep the process alive; the server does.
    const stop = (): void => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}
