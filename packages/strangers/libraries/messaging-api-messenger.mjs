import messaging from 'messaging-api-messenger';
import { answer, fromCamelCase, listen, serveStranger, settings, webhook } from '../serve-stranger.mjs';

const { graphUrl, pageToken, appId, appSecret } = settings;
const client = new messaging.MessengerClient({ accessToken: pageToken, appId, appSecret, origin: graphUrl });

const url = await listen(
  webhook((psid, text) =>
    answer(text, {
      send: (reply) => client.sendText(psid, reply),
      pass: () => client.passThreadControlToPageInbox(psid),
    }),
  ),
);
serveStranger(
  url,
  (name, args) => client[name](...args),
  ({ response }) => fromCamelCase(response?.data?.error),
);
