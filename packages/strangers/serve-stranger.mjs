// What the child process of every library does: serves the library's bot on loopback, and runs the calls that the test
// asks for over IPC.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const { GRAPH_URL, PAGE_ID, PAGE_TOKEN, APP_ID, APP_SECRET, VERIFY_TOKEN } = process.env;

/** The environment that the sandbox gives to every bot. */
export const settings = {
  graphUrl: GRAPH_URL,
  pageId: PAGE_ID,
  pageToken: PAGE_TOKEN,
  appId: APP_ID,
  appSecret: APP_SECRET,
  verifyToken: VERIFY_TOKEN,
};

/** App id of Meta's Page Inbox. */
export const PAGE_INBOX = '263902037430900';

/** What every bot does with a text of a person: answers it, or passes the thread when the person asks for a human. */
export async function answer(text, { send, pass }) {
  if (!/\bhuman\b/i.test(text)) return send(`You said: ${text}`);
  await send('One moment, a colleague takes over.');
  await pass();
}

/**
 * Reports to the test that the bot's webhook is at `url`, then runs calls until the test ends this process.
 *
 * @param {string} url
 * @param {(name: string, args: unknown[]) => unknown} call Runs a call of the library, and returns or resolves to its answer.
 * @param {(error: any) => Record<string, unknown> | undefined} graphErrorOf Returns Graph's `error` object that a
 *   rejection of the library carries, or undefined if it is another failure.
 */
export function serveStranger(url, call, graphErrorOf) {
  process.on('message', async ({ id, name, args }) => {
    process.send({ id, ...(await outcomeOf(() => call(name, args), graphErrorOf)) });
  });
  process.on('disconnect', () => process.exit());
  process.send({ url });
}

async function outcomeOf(run, graphErrorOf) {
  try {
    return { answered: plain(await run()) };
  } catch (error) {
    const graphError = graphErrorOf(error);
    return graphError ? { refused: graphError } : { failed: error?.stack ?? String(error) };
  }
}

/** Only data can be sent to the other process. */
function plain(value) {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

/** Graph's error as the clients of Yoctol show it, with keys in camelCase. */
export function fromCamelCase(error) {
  if (!error) return undefined;
  const { errorSubcode, ...rest } = error;
  return errorSubcode === undefined ? rest : { ...rest, error_subcode: errorSubcode };
}

/** Listens on a free loopback port; resolves to the URL of the webhook. */
export async function listen(listener) {
  const server = createServer(listener);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${server.address().port}/webhook`;
}

/** A webhook for the libraries that have none: `onText` gets each text that a person wrote to the bot. */
export function webhook(onText) {
  return async (request, response) => {
    const query = new URL(request.url, 'http://localhost').searchParams;
    if (request.method === 'GET') {
      const fits = query.get('hub.verify_token') === settings.verifyToken;
      return response.writeHead(fits ? 200 : 403).end(fits ? query.get('hub.challenge') : '');
    }
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    if (!isSigned(body, request.headers['x-hub-signature-256'])) return response.writeHead(401).end();
    response.writeHead(200).end();
    // Another app answers what arrives on `standby`.
    for (const { sender, message } of JSON.parse(body).entry.flatMap(({ messaging = [] }) => messaging)) {
      if (typeof message?.text === 'string' && !message.is_echo) await onText(sender.id, message.text);
    }
  };
}

function isSigned(body, header = '') {
  const expected = Buffer.from(`sha256=${createHmac('sha256', settings.appSecret).update(body).digest('hex')}`);
  const given = Buffer.from(header);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
