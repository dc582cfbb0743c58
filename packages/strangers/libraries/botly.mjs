import bodyParser from 'body-parser';
import Botly from 'botly';
import express from 'express';
import { answer, listen, PAGE_INBOX, serveStranger, settings } from '../serve-stranger.mjs';

const { graphUrl, pageToken, appSecret, verifyToken } = settings;
const botly = new Botly({
  accessToken: pageToken,
  verifyToken,
  webHookPath: '/webhook',
  FB_URL: `${graphUrl}/v2.12/`,
});

botly.on('message', (psid, _event, { text }) =>
  answer(text, {
    send: (reply) => call('sendText', [{ id: psid, text: reply }]),
    pass: () => passToInbox(psid),
  }),
);

const app = express();
app.use(bodyParser.json({ verify: botly.getVerifySignature(appSecret) }));
app.use(botly.router());

serveStranger(await listen(app), call, (error) => error);

/** Botly's calls take a callback, and do not treat Graph's error as one. */
function call(name, [options]) {
  return new Promise((resolve, reject) => {
    botly[name](options, (error, body) => (error || body?.error ? reject(error ?? body.error) : resolve(body)));
  });
}

/** Botly has no call for it. */
function passToInbox(psid) {
  const body = new URLSearchParams({ recipient: JSON.stringify({ id: psid }), target_app_id: PAGE_INBOX });
  return fetch(`${graphUrl}/v2.12/me/pass_thread_control?access_token=${pageToken}`, { method: 'POST', body });
}
