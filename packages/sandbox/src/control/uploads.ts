import type { Context } from 'koa';
import type { Run } from '../state/run.ts';

/** Types that a browser shows without running anything. An SVG could hold a script. */
const SHOWN = /^(?:image\/(?:png|jpeg|gif|webp)|(?:audio|video)\/[\w.+-]{1,60})$/;

/**
 * An uploaded file, or false if its bytes are not kept. A browser shows pictures, audio and video; any other file it
 * only saves, and it runs nothing from any of them.
 */
export function showUpload(run: Run, ctx: Context, id: string): boolean {
  const file = run.worlds.map(({ uploads }) => uploads.get(id)?.file).find((one) => one !== undefined);
  if (!file) return false;
  ctx.set('Content-Security-Policy', "sandbox; default-src 'none'; frame-ancestors 'none'");
  if (SHOWN.test(file.mimeType)) {
    ctx.set('Content-Type', file.mimeType);
  } else {
    ctx.attachment(file.name || id);
    ctx.set('Content-Type', 'application/octet-stream');
  }
  ctx.body = file.bytes;
  return true;
}
