import { readFile } from 'node:fs/promises';
import type { Context, Middleware } from 'koa';

const FILES = '/_sandbox/page/';

/** No inline script or style, nothing from other hosts, no framing. Pictures may be data URLs. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page's folder, relative to the bundle in `dist` and to this source file. */
const FOLDERS = [new URL('./page/', import.meta.url), new URL('../../dist/page/', import.meta.url)];

const NOT_BUILT = `The page of the sandbox is not built. In the repository, build it with

  node scripts/build/page.mjs

and load this page again. You can do everything over HTTP too: see /_sandbox/
`;

/** The web page at `/` and its files below `/_sandbox/page/`. Reads the files at each request, so a new build shows. */
export function pageFiles(): Middleware {
  return async (ctx, next) => {
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return next();
    const name = isPage(ctx) ? 'index.html' : ctx.path.startsWith(FILES) ? ctx.path.slice(FILES.length) : undefined;
    if (name === undefined) return next();
    secure(ctx);
    // The folder is flat: a name with a slash is not one of its files.
    const content = /^\w[\w.-]*$/.test(name) ? await readFirst(name) : undefined;
    if (content !== undefined) {
      ctx.type = name.slice(name.lastIndexOf('.'));
      ctx.body = content;
      return;
    }
    ctx.status = name === 'index.html' ? 503 : 404;
    ctx.type = 'text/plain';
    ctx.body = name === 'index.html' ? NOT_BUILT : 'The page has no such file.\n';
  };
}

/** True for the address of the page. `GET /?ids=…&access_token=…` is a call to Graph, which koala makes without a version. */
export function isPage({ path, query }: Context): boolean {
  return path === '/' && !Object.keys(query).some((name) => name === 'access_token' || /^ids(?:\[|$)/.test(name));
}

function secure(ctx: Context): void {
  ctx.set('Content-Security-Policy', POLICY);
  ctx.set('Referrer-Policy', 'no-referrer');
  ctx.set('Cross-Origin-Opener-Policy', 'same-origin');
  ctx.set('Cross-Origin-Resource-Policy', 'same-origin');
  ctx.set('Cache-Control', 'no-cache');
}

async function readFirst(name: string): Promise<Buffer | undefined> {
  for (const folder of FOLDERS) {
    try {
      return await readFile(new URL(name, folder));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
    }
  }
  return undefined;
}
