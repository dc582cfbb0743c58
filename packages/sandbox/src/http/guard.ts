import { isIPv4 } from 'node:net';
import type { Context, Middleware } from 'koa';

/** Names under which only this machine reaches the sandbox. */
const LOOPBACK = ['localhost', '127.0.0.1', '::1'];

/** True for an address that other machines cannot reach: the names above and the rest of 127.0.0.0/8. */
function isLoopback(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  return LOOPBACK.includes(name) || (isIPv4(name) && name.startsWith('127.'));
}

/**
 * Refuses requests that a web page of somebody else could make a browser send: those with a foreign `Host` (a name that
 * was rebound to 127.0.0.1), while the sandbox listens on loopback, and those from another origin. Graph's calls are
 * guarded like the control API: the invented tokens can be guessed, and a form needs no permission to post. Bots and
 * curl send neither `Origin` nor `Sec-Fetch-Site`.
 */
export function guard(host: string): Middleware {
  return async (ctx, next) => {
    const name = hostName(ctx.get('host'));
    if (isLoopback(host) && (name === undefined || !isLoopback(name))) {
      return refuse(ctx, 421, `this sandbox answers to ${LOOPBACK.join(', ')} alone; set the option host to open it`);
    }
    const origin = ctx.get('origin');
    const site = ctx.get('sec-fetch-site');
    // Another port of this machine is `same-site`, and another origin all the same.
    const foreign =
      (origin !== '' && origin !== `http://${ctx.get('host')}`) || site === 'cross-site' || site === 'same-site';
    if (foreign && !isHarmless(ctx)) {
      return refuse(ctx, 403, 'the sandbox takes no requests from web pages of another origin');
    }
    ctx.set('X-Content-Type-Options', 'nosniff');
    // Answers are data: one that is opened as a document may load and run nothing. The page sets a policy of its own.
    ctx.set('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
    await next();
  };
}

/** A link to the page, and the pictures that a site of the bot's own may show. */
function isHarmless({ method, path, headers }: Context): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  if (path === '/') return headers['sec-fetch-mode'] === 'navigate';
  return path.startsWith('/_sandbox/pictures/') || path.startsWith('/_sandbox/images/');
}

function refuse(ctx: { status: number; body: unknown }, status: number, message: string): void {
  ctx.status = status;
  ctx.body = { error: { message } };
}

/** The name in a `Host` header, without the port; undefined if it is none. */
function hostName(header: string): string | undefined {
  return /^(\[[^\]]+\]|[^:]*)(?::\d+)?$/.exec(header)?.[1] || undefined;
}
