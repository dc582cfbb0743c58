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
import type { Store } from '@handover/core/store';
import { createSandbox, type Person, type Sandbox, type SandboxOptions } from '@handover/sandbox';
import {
  type TakebackContext,
  type TakebackEvents,
  type TakebackFailed,
  type TakebackOptions,
  type TakebackPlugin,
  type TakenBack,
  takeback,
} from '@handover/takeback';
import { type QuietScheduler, quietScheduler } from './quiet-scheduler.ts';

export const BOT = '1450077300221199';
export const DESK = '880042117756310';
const PAGE = '804155501230077';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** The sandbox dates simultaneous events one millisecond apart, so timers may be due a few milliseconds later. */
const A_MOMENT_MS = 5;

/** One process of the bot. */
export interface Machine {
  readonly bot: Handover<TakebackContext, TakebackEvents>;
  readonly plugin: TakebackPlugin;
  readonly scheduler: QuietScheduler;
}

/** An event that a bot emitted, with its name. */
export type Emitted =
  | ({ readonly name: 'taken_back' } & TakenBack)
  | ({ readonly name: 'takeback_failed' } & TakebackFailed)
  | { readonly name: 'error'; readonly error: Error };

export interface World {
  readonly sandbox: Sandbox;
  readonly machines: readonly Machine[];
  readonly bot: Machine['bot'];
  readonly plugin: TakebackPlugin;
  readonly ana: Person;
  /** Ana's thread, on the first machine. */
  readonly thread: Thread;
  /** The help desk's own client. */
  readonly desk: Client;
  readonly emitted: Emitted[];
  readonly log: string[];
  /** The emitted events, as short lines. */
  news(): string[];
  /** Names of the edges that the bot POSTed to successfully. */
  calls(edge?: string): string[];
  /** Moves the clock by this time and a moment, and waits until all deliveries are answered and no timer is at work. */
  pass(ms: number): Promise<void>;
  /** Waits until all deliveries are answered and no timer is at work. */
  quiet(): Promise<void>;
  /** Closes all machines and starts a new one, which knows only what is in the store. */
  restart(): Promise<Machine>;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly takeback?: Partial<TakebackOptions>;
  readonly sandbox?: SandboxOptions;
  readonly handover?: Partial<HandoverOptions>;
  /** The store of a new machine. @default one memory store for all */
  readonly store?: () => Store;
  readonly machines?: number;
  /** Fields that the bot is subscribed to. */
  readonly fields?: readonly string[];
  readonly canTake?: boolean;
  /** Settings toggle "access standby channel". @default true */
  readonly standby?: boolean;
  /** Registers no handler of `takeback_failed`. @default false */
  readonly unheard?: boolean;
  /** Changes the client that the bot gets. */
  readonly client?: (client: Client) => HandoverOptions['client'];
  /** The scheduler of a new machine. @default a memory scheduler of its own */
  readonly scheduler?: () => QuietScheduler;
}

/** Starts a sandbox with a manual clock, the bot, and Ana, who has said hello. */
async function startWorld(options: WorldOptions = {}): Promise<World> {
  const { machines: count = 1, fields, canTake = true, standby = true } = options;
  const app = { id: BOT, name: 'Bot', canTake, standby, ...(fields === undefined ? {} : { subscribedFields: fields }) };
  const page = { id: PAGE, name: 'Acme', instagramId: '17841405309213007' };
  const apps = [app, { id: DESK, name: 'Desk' }];
  const sandbox = await createSandbox({ clock: 'manual', page, apps, defaultApp: BOT, ...options.sandbox });
  const [botApp, deskApp] = sandbox.apps;
  const platform = options.sandbox?.platform === 'instagram' ? 'instagram' : 'messenger';
  const clientOf = (accessToken = '', appId = ''): Client =>
    createClient({ accessToken, appId, baseUrl: sandbox.url, platform, retries: 0, logger: { warn: () => undefined } });

  const shared = memoryStore();
  const emitted: Emitted[] = [];
  const log: string[] = [];
  const start = (): Machine => {
    const scheduler = options.scheduler?.() ?? quietScheduler();
    const plugin = takeback({ afterMs: 10 * MINUTE, ...options.takeback });
    const client = clientOf(botApp?.accessToken, BOT);
    const bot = createHandover({
      appId: BOT,
      appSecret: botApp?.secret ?? '',
      client: options.client?.(client) ?? client,
      clock: sandbox.clock,
      logger: loggerInto(log),
      ...options.handover,
      store: options.store?.() ?? shared,
      scheduler,
    }).use(plugin);
    bot.on('taken_back', (event) => void emitted.push({ name: 'taken_back', ...event }));
    if (options.unheard !== true)
      bot.on('takeback_failed', (event) => void emitted.push({ name: 'takeback_failed', ...event }));
    bot.on('error', ({ error }) => void emitted.push({ name: 'error', error }));
    return { bot, plugin, scheduler };
  };
  const machines = Array.from({ length: count }, start);
  const [first = start()] = machines;

  // Deliveries reach the machines in turn, as behind a load balancer.
  let turn = 0;
  const server = createServer((request, response) => {
    turn += 1;
    const machine = machines[turn % machines.length] ?? first;
    void nodeHandler(machine.bot)(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  sandbox.setWebhook(BOT, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });

  const ana = sandbox.person('Ana');
  const pageId = platform === 'instagram' ? sandbox.page.instagramId : sandbox.page.id;

  async function quiet(): Promise<void> {
    for (let turns = 0; turns < 3; turns += 1) {
      await sandbox.settled();
      await sandbox.clock.advance(A_MOMENT_MS);
      for (const { scheduler } of machines) await scheduler.quiet();
    }
  }

  await ana.say('Hello');
  await quiet();
  return {
    sandbox,
    machines,
    bot: first.bot,
    plugin: first.plugin,
    ana,
    thread: first.bot.thread({ platform, pageId, userId: ana.id }),
    desk: clientOf(deskApp?.accessToken, DESK),
    emitted,
    log,
    news: () => emitted.map(lineOf),
    calls: (edge) =>
      sandbox.timeline.flatMap((entry) => {
        if (entry.kind !== 'call' || entry.app?.id !== BOT || entry.method !== 'POST' || entry.status !== 200)
          return [];
        const name = entry.path.split('/').at(-1) ?? '';
        return edge === undefined || name === edge ? [name] : [];
      }),
    async pass(ms) {
      await sandbox.clock.advance(ms);
      await quiet();
    },
    quiet,
    async restart() {
      await Promise.all(machines.splice(0).map(({ bot }) => bot.close()));
      const machine = start();
      machines.push(machine);
      return machine;
    },
    async close() {
      await Promise.all(machines.map(({ bot }) => bot.close()));
      await sandbox.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function lineOf(event: Emitted): string {
  if (event.name === 'error') return `error ${event.error.message}`;
  const claimed = event.claimed ? 'claimed' : 'unclaimed';
  if (event.name === 'taken_back') return `taken back, ${claimed}${event.said ? ', said' : ''}`;
  return `failed, ${claimed}: ${event.reason}`;
}

function loggerInto(log: string[]): Logger {
  const write = (fields: object, message: string): void => void log.push(`${message} ${JSON.stringify(fields)}`);
  return { debug: () => undefined, info: () => undefined, warn: write, error: write };
}

/** Runs `story` in a new world, and closes the world even if the story fails. */
export function inWorld(options: WorldOptions, story: (world: World) => Promise<void>): () => Promise<void> {
  return async () => {
    const world = await startWorld(options);
    try {
      await story(world);
    } finally {
      await world.close();
    }
  };
}
