import { serve } from '../serve.mjs';
import { bytesOf, isSigned } from './verify.mjs';

export default () => {
  let count = 0;
  const listener = async (request, response) => {
    const body = await bytesOf(request);
    if (!isSigned(body, request.headers['x-hub-signature-256'])) {
      response.writeHead(401).end();
      return;
    }
    for (const { messaging } of JSON.parse(body).entry) count += messaging.length;
    response.writeHead(200, { 'content-type': 'text/plain' }).end('EVENT_RECEIVED');
  };
  return serve(listener, () => count);
};
