import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Client, createClient } from '@handover/client';
import {
  createHandover,
  type Handover,
  type HandoverOptions,
  type Logger,
  memoryStore,
  nodeHandler,
  type Thread,
} from '@handover/core';
import { type PersonaOptions, type PersonaPlugin, persona } from '@handover/persona';
import { createSandbox, type Person, type Sandbox, type SandboxOptions } from '@handover/sandbox';

export const BOT = '1450077300221199';
export const DESK = '880042117756310';

/** The two personas of the tests. */
export const FACES = {
  bot: { name: 'Robo', profilePictureUrl: 'https://acme.example/robo.png' },
  nora: { name: 'Nora', profilePictureUrl: 'https://acme.example/nora.png' },
} as const;
export type Face = keyof typeof FACES;

/** Options of a test's bot; the others have defaults. */
export interface Casting {
  readonly personas?: PersonaOptions<Face>['personas'];
  readonly pick?: PersonaOptions<Face>['pick'];
  readonly announce?: PersonaOptions<Face>['announce'];
  readonly bot?: Partial<HandoverOptions>;
}

/** A bot with the plugin, and its log lines. */
export interface Actor {
  readonly bot: Handover;
  readonly speakers: PersonaPlugin<Face>;
  readonly log: string[];
  thread(person: Person): Thread;
}

/** A sandbox with a bot and a desk, on one store. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly client: Client;
  readonly desk: Client;
  readonly ana: Person;
  /** How often a persona has been made. */
  made(): number;
  /** How often the page's personas have been listed. */
  listed(): number;
  /** Adds a process of the bot that sends but gets no deliveries. */
  join(casting?: Casting): Actor;
  /** Adds a process of the bot that gets the deliveries. */
  listen(casting?: Casting): Promise<Actor>;
}

/** Runs `act` on a new stage, and closes the stage even if it fails. */
export async function onStage(act: (stage: Stage) => Promise<void>, options: SandboxOptions = {}): Promise<void> {
  const sandbox = await createSandbox({
    apps: [
      { id: BOT, name: 'Bot' },
      { id: DESK, name: 'Desk' },
    ],
    ...options,
  });
  const closers: (() => Promise<void>)[] = [];
  const store = memoryStore();
  const platform = options.platform === 'instagram' ? 'instagram' : 'messenger';
  const clientOf = (appId: string): Client => {
    const { accessToken = '' } = sandbox.apps.find(({ id }) => id === appId) ?? {};
    return createClient({ accessToken, appId, platform, baseUrl: sandbox.url, retries: 0 });
  };
  const client = clientOf(BOT);
  const { secret = '' } = sandbox.apps.find(({ id }) => id === BOT) ?? {};
  const ana = sandbox.person('Ana');
  await ana.say('hello');

  let calls: string[] = [];
  sandbox.on('entry', (entry) => {
    if (entry.kind === 'call') calls = [...calls, `${entry.method} ${entry.path.split('/').at(-1)}`];
  });

  function join({ personas = FACES, pick = () => 'bot', announce, bot: more = {} }: Casting = {}): Actor {
    const { log, logger } = memoryLog();
    const bot = createHandover({ appId: BOT, appSecret: secret, client, store, clock: sandbox.clock, logger, ...more });
    const speakers = persona({ personas, pick, ...(announce !== undefined ? { announce } : {}) });
    bot.use(speakers);
    closers.push(() => bot.close());
    const thread = (person: Person): Thread =>
      bot.thread({
        platform,
        pageId: platform === 'instagram' ? sandbox.page.instagramId : sandbox.page.id,
        userId: person.id,
      });
    return { bot, speakers, log, thread };
  }

  async function listen(casting?: Casting): Promise<Actor> {
    const actor = join(casting);
    const server = createServer(nodeHandler(actor.bot));
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    sandbox.setWebhook(BOT, { url: `http://127.0.0.1:${port}/` });
    closers.unshift(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    });
    return actor;
  }

  try {
    await act({
      sandbox,
      client,
      desk: clientOf(DESK),
      ana,
      made: () => calls.filter((call) => call === 'POST personas').length,
      listed: () => calls.filter((call) => call === 'GET personas').length,
      join,
      listen,
    });
  } finally {
    await sandbox.close();
    for (const close of closers) await close();
  }
}

/** Repeats the step until the condition holds. Lets network events happen in between. */
export async function until(
  condition: () => boolean,
  step: () => Promise<unknown> = async () => undefined,
): Promise<void> {
  while (!condition()) {
    await step();
    await new Promise((resolve) => void setImmediate(resolve));
  }
}

/** The texts that a person received, each with the name of its persona, or `-` for the page itself. */
export function seen(person: Person): string[] {
  return person.inbox.map(({ text = '', persona: face }) => `${face?.name ?? '-'}: ${text}`);
}

function memoryLog(): { log: string[]; logger: Logger } {
  const log: string[] = [];
  const write =
    (level: string) =>
    (fields: object, message: string): void => {
      log.push(`${level} ${message} ${JSON.stringify(fields)}`);
    };
  const logger = { debug: () => undefined, info: write('info'), warn: write('warn'), error: write('error') };
  return { log, logger };
}
