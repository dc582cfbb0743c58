import messenger from 'messenger-node';
import { answer, listen, serveStranger, settings } from '../serve-stranger.mjs';

const { pageToken, appId, appSecret, verifyToken } = settings;
const client = new messenger.Client({ page_token: pageToken, app_token: `${appId}|${appSecret}` });

// It always listens by itself, on all interfaces: that server ends at once, and its listener runs on loopback.
const bot = new messenger.Webhook({
  endpoint: '/webhook',
  verify_token: verifyToken,
  app_secret: appSecret,
  port: '0',
});
bot.stopInstance();
bot.on('messages', (_type, { value: psid }, { message }) =>
  answer(message.text, {
    send: (reply) => client.sendText({ id: psid }, reply),
    pass: () => client.passThreadControl(psid, 'page_inbox'),
  }),
);

serveStranger(
  await listen(bot.getInstance()),
  async (name, args) => {
    const result = await client[name](...args);
    // It resolves to a refusal if the call was a GET.
    if (result.error) throw result;
    return result;
  },
  ({ error }) => error,
);
