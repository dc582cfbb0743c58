import { isIPv4 } from 'node:net';
import type { Middleware } from 'koa';

/** Names under which only this machine reaches the sandbox. */
const LOOPBACK = ['localhost', '127.0.0.1', '::1'];

/** True for an address that other machines cannot reach: the names above and the rest of 127.0.0.0/8. */
function isLoopback(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  return LOOPBACK.includes(name) || (isIPv4(name) && name.startsWith('127.'));
}

/**
 * Refuses requests that a web page could be tricked into: a foreign `Host` (a name that was rebound to
 * 127.0.0.1), while the sandbox listens on loopback, and foreign origins on the control API.
 */
export function guard(host: string): Middleware {
  return async (ctx, next) => {
    const name = hostName(ctx.get('host'));
    if (isLoopback(host) && (name === undefined || !isLoopback(name))) {
      return refuse(ctx, 421, `this sandbox answers to ${LOOPBACK.join(', ')} alone; set the option host to open it`);
    }
    const origin = ctx.get('origin');
    const foreign =
      (origin !== '' && origin !== `http://${ctx.get('host')}`) || ctx.get('sec-fetch-site') === 'cross-site';
    if (ctx.path.startsWith('/_sandbox') && ctx.method !== 'GET' && foreign) {
      return refuse(ctx, 403, 'the control API takes no requests from pages of another origin');
    }
    ctx.set('X-Content-Type-Options', 'nosniff');
    await next();
  };
}

function refuse(ctx: { status: number; body: unknown }, status: number, message: string): void {
  ctx.status = status;
  ctx.body = { error: { message } };
}

/** The name in a `Host` header, without the port; undefined if it is none. */
function hostName(header: string): string | undefined {
  return /^(\[[^\]]+\]|[^:]*)(?::\d+)?$/.exec(header)?.[1] || undefined;
}
