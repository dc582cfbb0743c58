module.exports = {
  session: { driver: 'memory', stores: { memory: { maxSize: 2000 } } },
  channels: {
    messenger: {
      enabled: true,
      path: '/webhook',
      accessToken: 'page-token',
      appId: '1450077300221199',
      appSecret: '0123456789abcdef0123456789abcdef',
      pageId: '804155501230077',
      verifyToken: 'verify-me',
    },
  },
};
