import { serve } from '../serve.mjs';

/** A Graph stand-in for the clients: it answers at once, and stores nothing. */
export default () => {
  const success = '{"success":true}';
  const owner = `{"data":[{"thread_owner":{"app_id":"1450077300221199","expiration":4102444800}}]}`;
  let count = 0;
  const listener = (request, response) => {
    request.resume();
    request.on('end', () => {
      count += 1;
      const body = request.method === 'GET' ? owner : success;
      response.writeHead(200, { 'content-type': 'application/json; charset=UTF-8', 'content-length': body.length });
      response.end(body);
    });
  };
  return serve(listener, () => count);
};
