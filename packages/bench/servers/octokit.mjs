import { createNodeMiddleware, Webhooks } from '@octokit/webhooks';
import { appSecret } from '../deliveries.mjs';
import { serve } from '../serve.mjs';

/** GitHub's own webhook library: another sender, the same kind of work. */
export default () => {
  let count = 0;
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  const webhooks = new Webhooks({ secret: appSecret, log: quiet });
  webhooks.on('push', async ({ payload }) => {
    for (const { messaging } of payload.entry) count += messaging.length;
  });
  return serve(createNodeMiddleware(webhooks, { path: '/webhook', log: quiet }), () => count);
};
