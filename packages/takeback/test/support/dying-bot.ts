// A bot that hands Ana's thread over, takes it back a moment later, and is killed during the takeback.
import { createClient } from '@handover/client';
import { createHandover, type HandoverClient } from '@handover/core';
import { sqliteScheduler, sqliteStore } from '@handover/sqlite';
import { takeback } from '@handover/takeback';
import Database from 'libsql';

const {
  APP_ID: appId = '',
  APP_SECRET: appSecret = '',
  PAGE_TOKEN: accessToken = '',
  GRAPH_URL: baseUrl = '',
} = process.env;
const { DATABASE = '', DIES_AFTER, PAGE_ID: pageId = '', USER_ID: userId = '' } = process.env;

const client = createClient({ accessToken, appId, baseUrl });

/** Dies as by kill -9, without any clean-up. */
function die<Result>(name: string): (result: Result) => Result {
  return (result) => {
    if (name === DIES_AFTER) process.kill(process.pid, 'SIGKILL');
    return result;
  };
}

const mortal: HandoverClient = {
  ...client,
  takeThreadControl: (...args) => client.takeThreadControl(...args).then(die('take')),
  sendMessage: (...args) => client.sendMessage(...args).then(die('message')),
};
const db = new Database(DATABASE);
const bot = createHandover({
  appId,
  appSecret,
  client: mortal,
  routing: 'on',
  store: sqliteStore(db),
  scheduler: sqliteScheduler(db),
}).use(takeback({ afterMs: 1_000, message: 'I am back' }));
bot.on('taken_back', () => process.exit(1));

// The bot's timers do not keep the process alive.
setInterval(() => undefined, 1_000);

await bot.thread({ pageId, userId }).handOver('inbox');
