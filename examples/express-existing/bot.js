// A typical bot on Express: it checks signatures itself, loops over the delivery, and answers with fetch.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createClient } from '@handover/client';
import { createHandover } from '@handover/core';
import { webhook } from '@handover/express';
import express from 'express';

const { APP_SECRET, PAGE_TOKEN, VERIFY_TOKEN, GRAPH_URL = 'https://graph.facebook.com', PORT = '3000' } = process.env;

const client = createClient({ accessToken: PAGE_TOKEN, baseUrl: GRAPH_URL });
const bot = createHandover({ appId: process.env.APP_ID, appSecret: APP_SECRET, client });

const MENU = [
  { content_type: 'text', title: 'Opening hours', payload: 'OPENING_HOURS' },
  { content_type: 'text', title: 'Talk to a human', payload: 'TALK_TO_HUMAN' },
];

const app = express();
app.use(express.json({ verify: keepBytes }));
app.all('/webhook', webhook(bot, { forward: 'active' }));

app.get('/webhook', (req, res) => {
  if (req.query['hub.mode'] !== 'subscribe' || req.query['hub.verify_token'] !== VERIFY_TOKEN) {
    return res.sendStatus(403);
  }
  return res.type('text/plain').send(String(req.query['hub.challenge']));
});

app.post('/webhook', async (req, res) => {
  if (!isFromMeta(req)) return res.sendStatus(403);
  res.send('EVENT_RECEIVED');

  for (const entry of req.body.entry) {
    for (const event of entry.messaging) {
      if (!event.message || event.message.is_echo) continue;
      const psid = event.sender.id;
      const choice = event.message.quick_reply?.payload;
      if (choice === 'OPENING_HOURS') {
        await send(psid, { text: 'We are here from 9 to 17, Monday to Friday.' }).catch(report);
      } else if (choice === 'TALK_TO_HUMAN') {
        await req.handover.thread(event).handOver('inbox', { message: 'A colleague will answer here.' }).catch(report);
      } else {
        await send(psid, { text: 'Hello! What can I do for you?', quick_replies: MENU }).catch(report);
      }
    }
  }
});

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

function report(error) {
  console.error(error.message);
}

function keepBytes(req, _res, bytes) {
  req.rawBody = bytes;
}

function isFromMeta(req) {
  const expected = Buffer.from(`sha256=${createHmac('sha256', APP_SECRET).update(req.rawBody).digest('hex')}`);
  const given = Buffer.from(req.get('x-hub-signature-256') ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
