import express from 'express';
import { serve } from '../serve.mjs';
import { isSigned } from './verify.mjs';

export default () => {
  let count = 0;
  const verify = (request, _response, body) => {
    if (!isSigned(body, request.headers['x-hub-signature-256'])) throw new Error('wrong signature');
  };
  const app = express();
  app.post('/webhook', express.json({ verify }), async (request, response) => {
    for (const { messaging } of request.body.entry) count += messaging.length;
    response.status(200).send('EVENT_RECEIVED');
  });
  // Express's default error handler prints the body of a refused request.
  app.use((_error, _request, response, _next) => response.status(401).end());
  return serve(app, () => count);
};
