// Copied into a project, and run there with the path of a module and a port: calls its routes as a framework would,
// with Web requests. A module exports GET and POST (Next.js), or an app with `fetch` (Hono) as its default. A module
// that exports `handler` gets requests as a function URL sends them, with the body as base64.
import { createServer } from 'node:http';
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

const [file, port] = process.argv.slice(2);
const loaded = await import(pathToFileURL(resolve(file)).href);
// A module imported from CommonJS also has its exports under `default`.
const routes = loaded.GET || loaded.handler ? loaded : (loaded.default.default ?? loaded.default);

createServer(async (request, response) => {
  const { method, headers, url } = request;
  if (routes.handler) {
    const { statusCode, headers: sent, body } = await routes.handler(await hostEvent(request));
    response.writeHead(statusCode, sent).end(body);
    return;
  }
  const init = { method, headers, ...(method === 'POST' && { body: await buffer(request) }) };
  const call = routes[method] ?? routes.fetch.bind(routes);
  const answer = await call(new Request(new URL(url, `http://127.0.0.1:${port}`), init));
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(await answer.text());
}).listen(Number(port), '127.0.0.1');

async function hostEvent(request) {
  const { method, headers, url } = request;
  return {
    requestContext: { http: { method } },
    headers,
    queryStringParameters: Object.fromEntries(new URL(url, 'http://127.0.0.1').searchParams),
    body: (await buffer(request)).toString('base64'),
    isBase64Encoded: true,
  };
}
