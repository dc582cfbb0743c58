// Copied into a folder with the installed packages, and run there with `import` or `require` as its argument: the
// shortest program that uses every package once.
const assert = require('node:assert/strict');
const { createServer } = require('node:http');

const load = process.argv[2] === 'import' ? (id) => import(id) : async (id) => require(id);

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

async function main() {
  const { createClient } = await load('@handover/client');
  const { createHandover, nodeHandler } = await load('@handover/core');
  const { handover: forExpress } = await load('@handover/express');
  const { handover: forKoa } = await load('@handover/koa');
  const { createSandbox } = await load('@handover/sandbox');
  await load('@handover/express/augment');
  const koa = await load('koa');
  const Koa = koa.default ?? koa;
  const express = await load('express');

  const app = { id: '1234567890', name: 'Bot', secret: 'app-secret', accessToken: 'page-token' };
  const sandbox = await createSandbox({ port: 0, apps: [app] });
  const client = createClient({ accessToken: app.accessToken, appId: app.id, baseUrl: sandbox.url });
  const bot = createHandover({ appId: app.id, appSecret: app.secret, verifyToken: 'verify-me', client });
  bot.on('message', ({ event, thread }) => thread.send(`You said: ${event.text}`));
  const options = { path: '/webhook' };
  const servers = {
    Koa: createServer(new Koa().use(forKoa(bot, options)).callback()),
    Express: createServer((express.default ?? express)().use(forExpress(bot, options))),
    Node: createServer(nodeHandler(bot, options)),
  };

  try {
    assert.equal(await client.getRoutingMode(), 'on');
    const ana = sandbox.person('Ana');
    for (const [name, server] of Object.entries(servers)) {
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${server.address().port}/webhook`;
      sandbox.setWebhook(app.id, { url, verifyToken: 'verify-me' });
      await sandbox.verifyWebhook(app.id);
      await ana.say(name);
      await sandbox.settled();
    }
    assert.deepEqual(
      ana.inbox.map(({ text }) => text),
      ['You said: Koa', 'You said: Express', 'You said: Node'],
    );
  } finally {
    await bot.close();
    await sandbox.close();
    for (const server of Object.values(servers)) {
      server.closeAllConnections();
      server.close();
    }
  }
}
