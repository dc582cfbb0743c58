const { GRAPH_URL, PAGE_ID, PAGE_TOKEN, APP_ID, APP_SECRET, VERIFY_TOKEN } = process.env;

module.exports = {
  session: { driver: 'memory', stores: { memory: { maxSize: 100 } } },
  channels: {
    messenger: {
      enabled: true,
      path: '/webhook',
      pageId: PAGE_ID,
      accessToken: PAGE_TOKEN,
      appId: APP_ID,
      appSecret: APP_SECRET,
      verifyToken: VERIFY_TOKEN,
      origin: GRAPH_URL,
    },
  },
};
