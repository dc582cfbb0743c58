// Copied into a folder in which the packages are installed, and run there with `import` or `require` as its argument:
// the shortest program that goes through every package once.
const assert = require('node:assert/strict');
const { createServer } = require('node:http');

const load = process.argv[2] === 'import' ? (id) => import(id) : async (id) => require(id);

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

async function main() {
  const { createClient } = await load('@handover/client');
  const { createHandover } = await load('@handover/core');
  const { handover } = await load('@handover/koa');
  const { createSandbox } = await load('@handover/sandbox');
  const koa = await load('koa');
  const Koa = koa.default ?? koa;

  const app = { id: '1234567890', name: 'Bot', secret: 'app-secret', accessToken: 'page-token' };
  const sandbox = await createSandbox({ port: 0, apps: [app] });
  const client = createClient({ accessToken: app.accessToken, appId: app.id, baseUrl: sandbox.url });
  const bot = createHandover({ appId: app.id, appSecret: app.secret, verifyToken: 'verify-me', client });
  bot.on('message', ({ event, thread }) => thread.send(`You said: ${event.text}`));
  const server = createServer(new Koa().use(handover(bot, { path: '/webhook' })).callback());
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

  try {
    assert.equal(await client.getRoutingMode(), 'on');
    const url = `http://127.0.0.1:${server.address().port}/webhook`;
    sandbox.setWebhook(app.id, { url, verifyToken: 'verify-me' });
    await sandbox.verifyWebhook(app.id);

    const ana = sandbox.person('Ana');
    await ana.say('hi');
    await sandbox.settled();
    assert.deepEqual(
      ana.inbox.map(({ text }) => text),
      ['You said: hi'],
    );
  } finally {
    await bot.close();
    await sandbox.close();
    server.closeAllConnections();
    server.close();
  }
}
