// A typical bot on Koa: it checks the old signature itself, reads the first item of each entry, and answers with fetch.
const { createHmac, timingSafeEqual } = require('node:crypto');
const { createClient } = require('@handover/client');
const { createHandover } = require('@handover/core');
const { webhook } = require('@handover/koa');
const { bodyParser } = require('@koa/bodyparser');
const Router = require('@koa/router');
const Koa = require('koa');

const { APP_SECRET, PAGE_TOKEN, VERIFY_TOKEN, GRAPH_URL = 'https://graph.facebook.com', PORT = '3000' } = process.env;

const client = createClient({ accessToken: PAGE_TOKEN, baseUrl: GRAPH_URL });
const bot = createHandover({ appId: process.env.APP_ID, appSecret: APP_SECRET, client });

const MENU = [
  { content_type: 'text', title: 'Opening hours', payload: 'OPENING_HOURS' },
  { content_type: 'text', title: 'Talk to a human', payload: 'TALK_TO_HUMAN' },
];

const app = new Koa();
const router = new Router();
router.all('/webhook', webhook(bot, { forward: 'active' }));

router.get('/webhook', (ctx) => {
  const { 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': challenge } = ctx.query;
  ctx.assert(mode === 'subscribe' && token === VERIFY_TOKEN, 403);
  ctx.type = 'text/plain';
  ctx.body = challenge;
});

router.post('/webhook', async (ctx) => {
  ctx.assert(isFromMeta(ctx), 403);
  for (const entry of ctx.request.body.entry) {
    const event = entry.messaging[0];
    if (!event.message || event.message.is_echo) continue;
    const psid = event.sender.id;
    const choice = event.message.quick_reply?.payload;
    if (choice === 'OPENING_HOURS') {
      await send(psid, { text: 'We are here from 9 to 17, Monday to Friday.' });
    } else if (choice === 'TALK_TO_HUMAN') {
      await ctx.handover.thread(event).handOver('inbox', { message: 'A colleague will answer here.' });
    } else {
      await send(psid, { text: 'Hello! What can I do for you?', quick_replies: MENU });
    }
  }
  ctx.body = 'EVENT_RECEIVED';
});

app.use(bodyParser());
app.use(router.routes());

const server = app.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`The bot answers at http://127.0.0.1:${server.address().port}/webhook`);
});

async function send(psid, message) {
  const response = await fetch(`${GRAPH_URL}/v25.0/me/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${PAGE_TOKEN}` },
    body: JSON.stringify({ recipient: { id: psid }, messaging_type: 'RESPONSE', message }),
  });
  if (!response.ok) throw new Error(`Graph refused a message with status ${response.status}`);
}

function isFromMeta(ctx) {
  const expected = Buffer.from(`sha1=${createHmac('sha1', APP_SECRET).update(ctx.request.rawBody).digest('hex')}`);
  const given = Buffer.from(ctx.get('x-hub-signature'));
  return given.length === expected.length && timingSafeEqual(given, expected);
}
