import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createClient } from '@handover/client';
import { createHandover, type Handover, type HandoverOptions, nodeHandler } from '@handover/core';
import type { Store } from '@handover/core/store';
import { createSandbox, type Platform, type Sandbox, type SandboxOptions } from '@handover/sandbox';
import { sqliteStore } from '@handover/sqlite';
import { type MemoryLogger, memoryLogger } from '@handover/test-support/memory-logger';
import Database from 'libsql';
import { emptyFolder, type Ran, runCommand } from '../support/run-command.ts';

export const BOT = { id: '1450077300221199', name: 'Bot' };
export const DESK = { id: '880042117756310', name: 'Desk' };

/** A sandbox, a bot behind it with its store, and the environment that fits both. */
export interface SetUp {
  readonly sandbox: Sandbox;
  readonly bot: Handover;
  /** What the bot logged. */
  readonly logger: MemoryLogger;
  /** Names of the events that the bot handled. */
  readonly handled: string[];
  /** Operations of the store that the bot made. */
  readonly operations: string[];
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  /** Runs `handover doctor --json`, with these variables in place of the right ones. */
  doctor(changes?: Readonly<Record<string, string | undefined>>, ...args: string[]): Promise<Diagnosis>;
  /** Runs `handover doctor` with other options. */
  run(args: readonly string[], options?: Parameters<typeof runCommand>[1]): Promise<Ran>;
  close(): Promise<void>;
}

/** What `handover doctor --json` says. */
export interface Diagnosis {
  readonly code: number;
  readonly findings: readonly Readonly<Record<string, string>>[];
  readonly questions: readonly Readonly<Record<string, string>>[];
  readonly passed: readonly string[];
  readonly skipped: readonly { readonly check: string; readonly because: string }[];
}

export interface SetUpOptions {
  readonly sandbox?: SandboxOptions;
  readonly bot?: Partial<HandoverOptions>;
  /** Takes the requests in the place of the bot. */
  readonly listener?: RequestListener;
  /** Whether the app has the webhook's address at Meta. @default true */
  readonly hasWebhook?: boolean;
}

/** Makes a right set-up, except for what the options change. */
async function setUp(options: SetUpOptions = {}): Promise<SetUp> {
  const sandbox = await createSandbox({ apps: [BOT], ...options.sandbox });
  const own = sandbox.environment(BOT.id);
  const platform: Platform = options.sandbox?.platform ?? 'messenger';
  const accountId = '330000000000001';
  const folder = emptyFolder();
  const db = new Database(join(folder, 'bot.db'));
  const operations: string[] = [];
  const logger = memoryLogger();
  const client = createClient({
    platform,
    accessToken: own.PAGE_TOKEN,
    appId: own.APP_ID,
    appSecret: own.APP_SECRET,
    pageId: own.PAGE_ID,
    baseUrl: own.GRAPH_URL,
    ...(platform === 'whatsapp' ? { accountId } : {}),
  });
  const bot = createHandover({
    appId: own.APP_ID,
    appSecret: own.APP_SECRET,
    verifyToken: own.VERIFY_TOKEN,
    client,
    store: noting(sqliteStore(db), operations),
    logger,
    ...options.bot,
  });
  const handled: string[] = [];
  bot.on('message', ({ event }) => void handled.push(event.kind));
  bot.use(async ({ event }, next) => {
    handled.push(event.kind);
    await next();
  });
  const server = createServer(options.listener ?? nodeHandler(bot, { path: '/webhook' }));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
  if (options.hasWebhook !== false) sandbox.setWebhook(BOT.id, { url });
  const env = {
    ...own,
    PLATFORM: platform,
    ...(platform === 'whatsapp' ? { ACCOUNT_ID: accountId } : {}),
    WEBHOOK_URL: url,
    STORE_URL: 'sqlite:bot.db',
  };
  const run: SetUp['run'] = (args, more = {}) => runCommand(['doctor', ...args], { env, folder, ...more });
  return {
    sandbox,
    bot,
    logger,
    handled,
    operations,
    env,
    folder,
    run,
    async doctor(changes = {}, ...args) {
      const ran = await run(['--json', ...args], { env: { ...env, ...changes } });
      if (ran.stderr !== '') throw new Error(ran.stderr);
      return { code: ran.code, ...(ran.documents[0] as unknown as Omit<Diagnosis, 'code'>) };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
      await bot.close();
      db.close();
      await sandbox.close();
    },
  };
}

/** Runs `work` with a set-up, and closes it. */
export async function withSetUp<Result>(
  options: SetUpOptions,
  work: (given: SetUp) => Promise<Result>,
): Promise<Result> {
  const given = await setUp(options);
  try {
    return await work(given);
  } finally {
    await given.close();
  }
}

/** A store that notes the names of its operations. */
function noting(store: Store, operations: string[]): Store {
  return new Proxy(store, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown;
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        operations.push(String(name));
        return Reflect.apply(value, target, args) as unknown;
      };
    },
  });
}
