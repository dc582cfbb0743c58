import { createRequire } from 'node:module';
import { answer, PAGE_INBOX, serveStranger, settings } from '../serve-stranger.mjs';

const require = createRequire(import.meta.url);
const { default: Sociably } = require('@sociably/core');
const { default: Http } = require('@sociably/http');
const { default: Messenger } = require('@sociably/messenger');
const components = require('@sociably/messenger/components');

const { pageId, pageToken, appSecret, verifyToken } = settings;
const app = Sociably.createApp({
  modules: [Http.initModule({ listenOptions: { host: '127.0.0.1', port: 0 } })],
  platforms: [
    Messenger.initModule({
      webhookPath: '/webhook',
      pageId,
      accessToken: pageToken,
      appSecret,
      verifyToken,
      // Sends at once, instead of twice a second.
      apiBatchRequestInterval: 0,
    }),
  ],
});

app.onEvent(async ({ event, reply }) => {
  if (event.category !== 'message' || event.type !== 'text') return;
  await answer(event.text, {
    send: reply,
    pass: () => reply(element({ component: 'PassThreadControl', props: { targetAppId: PAGE_INBOX } })),
  });
});
await app.start();
const [server, bot, profiler] = app.useServices([Http.Server, Messenger.Bot, Messenger.Profiler]);

const calls = {
  render: async (psid, node) => bodiesOf(await bot.render(psid, element(node))),
  renderAttachment: async (node) => bodiesOf(await bot.renderAttachment(element(node))),
  makeApiCall: (...args) => bot.makeApiCall(...args),
  getUserProfile: async (psid) => (await profiler.getUserProfile({ id: psid })).data,
};

serveStranger(
  `http://127.0.0.1:${server.address().port}/webhook`,
  (name, args) => calls[name](...args),
  ({ errors, info }) => (errors ? errors.map((error) => error?.info).find(Boolean) : info),
);

/** Makes the element that JSX would make of `{ component, props, children }`; all other values stay as they are. */
function element(node) {
  if (Array.isArray(node)) return node.map(element);
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return node;
  if (node.component === undefined) return node;
  const { component, props = {}, children = [] } = node;
  const made = Object.entries(props).map(([name, value]) => [name, element(value)]);
  return Sociably.createElement(components[component] ?? component, Object.fromEntries(made), ...children.map(element));
}

function bodiesOf({ results }) {
  return results.map(({ body }) => body);
}
