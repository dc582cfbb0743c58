import { isIPv4 } from 'node:net';
import type { Context, Middleware } from 'koa';
import { isPage } from './page-files.ts';

/** Names by which only this machine can reach the sandbox. */
const LOOPBACK = ['localhost', '127.0.0.1', '::1'];

/** True for an address that other machines cannot reach: the names above and the rest of 127.0.0.0/8. */
function isLoopback(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  return LOOPBACK.includes(name) || (isIPv4(name) && name.startsWith('127.'));
}

/**
 * Refuses requests that a foreign web page could make a browser send: requests from another origin, and, while the
 * sandbox listens on loopback, requests with a foreign `Host` (a name rebound to 127.0.0.1). This covers Graph calls as
 * well as the control API: the invented tokens can be guessed, and a form may post without permission. Bots and curl
 * send neither `Origin` nor `Sec-Fetch-Site`.
 */
export function guard(host: string): Middleware {
  return async (ctx, next) => {
    const name = hostName(ctx.get('host'));
    if (isLoopback(host) && (name === undefined || !isLoopback(name))) {
      return refuse(ctx, 421, `this sandbox answers only to ${LOOPBACK.join(', ')}; set the option host to open it`);
    }
    const origin = ctx.get('origin');
    const site = ctx.get('sec-fetch-site');
    // Another port of this machine is `same-site`, but still another origin.
    const foreign =
      (origin !== '' && origin !== `http://${ctx.get('host')}`) || site === 'cross-site' || site === 'same-site';
    if (foreign && !isHarmless(ctx)) {
      return refuse(ctx, 403, 'the sandbox refuses requests from web pages of another origin');
    }
    ctx.set('X-Content-Type-Options', 'nosniff');
    // Answers are data: a browser that opens one as a document may load and run nothing. The page sets its own policy.
    ctx.set('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
    await next();
  };
}

/** True for a link to the page, and for the pictures, which the bot's own site may show. */
function isHarmless(ctx: Context): boolean {
  const { method, path, headers } = ctx;
  if (method !== 'GET' && method !== 'HEAD') return false;
  if (isPage(ctx)) return headers['sec-fetch-mode'] === 'navigate';
  return path.startsWith('/_sandbox/pictures/') || path.startsWith('/_sandbox/images/');
}

function refuse(ctx: { status: number; body: unknown }, status: number, message: string): void {
  ctx.status = status;
  ctx.body = { error: { message } };
}

/** The name in a `Host` header, without the port; undefined if the header is malformed. */
function hostName(header: string): string | undefined {
  return /^(\[[^\]]+\]|[^:]*)(?::\d+)?$/.exec(header)?.[1] || undefined;
}
