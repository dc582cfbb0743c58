import batch from 'facebook-batch';
import { answer, fromCamelCase, listen, PAGE_INBOX, serveStranger, settings, webhook } from '../serve-stranger.mjs';

const { graphUrl, pageToken } = settings;
const queue = new batch.FacebookBatchQueue({ accessToken: pageToken, origin: graphUrl }, { delay: 5 });

const post = (relativeUrl, body) => queue.push({ method: 'POST', relativeUrl, body });

const url = await listen(
  webhook((psid, text) => {
    const recipient = { id: psid };
    return answer(text, {
      send: (reply) => post('me/messages', { messagingType: 'RESPONSE', recipient, message: { text: reply } }),
      pass: () => post('me/pass_thread_control', { recipient, targetAppId: PAGE_INBOX }),
    });
  }),
);
serveStranger(
  url,
  // `push` takes one request; `all` pushes several, which go to Graph in one batch.
  (name, args) => (name === 'all' ? Promise.all(args.map((request) => queue.push(request))) : queue[name](...args)),
  // A rejected part carries Graph's answer; a refused batch is an error of the HTTP client.
  ({ response }) => fromCamelCase(response?.body?.error ?? response?.data?.error),
);
