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
  const { createHandover, nodeHandler } = await load('@handover/core');
  const { handover: forKoa } = await load('@handover/koa');
  const { handover: forExpress } = await load('@handover/express');
  const { createSandbox } = await load('@handover/sandbox');
  await load('@handover/express/augment');
  const koa = await load('koa');
  const Koa = koa.default ?? koa;
  const express = await load('express');

  const app = { id: '1234567890', name: 'Bot', secret: 'app-secret', accessToken: 'page-token' };
  const sandbox = await createSandbox({ port: 0, apps: [app] });
  const client = createClient({ accessToken: app.accessToken, appId: app.id, baseUrl: sandbox.url });
  const bot = createHandover({ appId: app.id, appSecret: app.secret, verifyToken: 'verify-me', client });
  const options = { path: '/webhook' };
  const apps = [
    new Koa().use(forKoa(bot, options)).callback(),
    (express.default ?? express)().use(forExpress(bot, options)),
    nodeHandler(bot, options),
  ];
  const servers = apps.map((app) => createServer(app));

  try {
    assert.equal(await client.getRoutingMode(), 'on');

    const query = 'hub.mode=subscribe&hub.verify_token=verify-me&hub.challenge=1158201444';
    for (const server of servers) {
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      const answer = await fetch(`http://127.0.0.1:${server.address().port}/webhook?${query}`);
      assert.equal(answer.status, 200);
      assert.equal(await answer.text(), '1158201444');
    }
  } finally {
    await bot.close();
    await sandbox.close();
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  }
}
