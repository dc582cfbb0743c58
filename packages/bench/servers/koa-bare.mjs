import Koa from 'koa';
import { serve } from '../serve.mjs';
import { bytesOf, isSigned } from './verify.mjs';

export default () => {
  let count = 0;
  const app = new Koa().use(async (context) => {
    const body = await bytesOf(context.req);
    if (!isSigned(body, context.get('x-hub-signature-256'))) {
      context.status = 401;
      return;
    }
    for (const { messaging } of JSON.parse(body).entry) count += messaging.length;
    context.body = 'EVENT_RECEIVED';
  });
  return serve(app.callback(), () => count);
};
