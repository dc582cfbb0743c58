import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from '@handover/client';
import { createHandover, type Handover, type Logger, nodeHandler, type Thread } from '@handover/core';
import type { Sandbox } from '@handover/sandbox';
import { delivery, items, signedRequest } from '@handover/testkit';
import { buttonOf } from './sandbox-world.ts';
import type { CallStep, Scene } from './steps.ts';

/** A bot, and what it did and saw. */
export interface BotUnderTest {
  readonly bot: Handover;
  /** Names of the handlers that ran for answerable events, in order. */
  readonly fired: string[];
  /** The helpers of the thread with a person. */
  thread(userId: string): Thread;
}

/** Options of a bot. */
export interface BotOptions {
  readonly sandbox: Sandbox;
  readonly scene: Scene;
  readonly appId: string;
  /** The person whose messages it answers. */
  readonly answers: string | undefined;
}

/** Creates a bot on core with its own client, on the sandbox's clock. */
export async function makeBot({ sandbox, scene, appId, answers }: BotOptions): Promise<BotUnderTest> {
  const app = sandbox.apps.find(({ id }) => id === appId);
  const { platform, routing } = scene;
  const client = createClient({
    accessToken: app?.accessToken ?? '',
    appId,
    platform,
    baseUrl: sandbox.url,
    // Real time: a busy machine may pause this process for longer than the default timeout.
    timeoutMs: 60_000,
  });
  const bot = createHandover({
    appId,
    appSecret: app?.secret ?? '',
    client,
    routing,
    clock: sandbox.clock,
    logger: quiet,
  });
  const fired: string[] = [];
  for (const kind of ['message', 'postback'] as const) {
    bot.on(kind, () => void fired.push(kind));
    bot.on(`standby:${kind}`, () => void fired.push(`standby:${kind}`));
  }
  bot.on('message', async ({ event, thread }) => {
    if (event.userId === answers) await thread.send(reply(event.text ?? ''));
  });
  const pageId = platform === 'instagram' ? sandbox.page.instagramId : sandbox.page.id;
  // A first message shows the bot that it is not only a listener; otherwise it would look up the default app.
  const item = items.message({ pageId, userId: '1', timestamp: sandbox.clock.now() });
  const object = platform === 'instagram' ? 'instagram' : 'page';
  await bot.handle(signedRequest(delivery({ object, pageId, messaging: [item] }), app?.secret ?? ''));
  fired.splice(0);
  return { bot, fired, thread: (userId) => bot.thread({ pageId, userId, platform }) };
}

/** What a bot says to a message. */
function reply(text: string): { text: string; metadata: string } {
  return { text: labelOfReply(text), metadata: labelOfReply(text) };
}

/** Label of the reply to a message. */
export function labelOfReply(label: string): string {
  return `reply to ${label}`;
}

/** Prints nothing, because refusals are part of the stories. */
const quiet: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Makes a call through a bot's thread. `to` is the target id of a pass. */
export async function callByBot(thread: Thread, step: CallStep, label: string, to: string | undefined): Promise<void> {
  const options = 'note' in step && step.note ? { metadata: label } : {};
  switch (step.do) {
    case 'pass':
      await thread.passThreadControl(to ?? '', options);
      return;
    case 'take':
      await thread.takeThreadControl(options);
      return;
    case 'request':
      await thread.requestThreadControl(options);
      return;
    case 'release':
      await thread.releaseThreadControl();
      return;
    case 'extend':
      await thread.extendThreadControl({ durationSeconds: step.seconds });
      return;
    case 'send':
      await sendByBot(thread, step, label, to);
  }
}

async function sendByBot(
  thread: Thread,
  step: CallStep & { do: 'send' },
  label: string,
  to: string | undefined,
): Promise<void> {
  const content = step.with === 'button' ? { attachment: buttonOf(label) } : { text: label };
  const app = to === undefined ? {} : { appId: to };
  await thread.send(
    { ...content, metadata: label },
    {
      ...(step.with === 'human agent' ? { tag: 'HUMAN_AGENT' } : {}),
      ...(step.with === 'pass' ? { threadControl: { type: 'pass' as const, ...app } } : {}),
      ...(step.with === 'release' ? { threadControl: { type: 'release' as const } } : {}),
    },
  );
}

/** A webhook for many stories; each story puts its own bot behind it. */
export interface Door {
  readonly url: string;
  open(bot: Handover): void;
  close(): Promise<void>;
}

/** Starts a webhook on a free loopback port. */
export async function startDoor(): Promise<Door> {
  let handler: ReturnType<typeof nodeHandler> | undefined;
  const server: Server = createServer((request, response) => {
    if (handler === undefined) response.writeHead(503).end();
    else void handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    open(bot) {
      handler = nodeHandler(bot);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
