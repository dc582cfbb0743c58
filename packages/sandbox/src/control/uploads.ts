import type { Context } from 'koa';
import type { Run } from '../state/run.ts';

/** Types that a browser shows without running anything. An SVG could hold a script. */
const SHOWN = /^(?:image\/(?:png|jpeg|gif|webp|bmp)|(?:audio|video)\/[\w.+-]{1,60})$/;

/**
 * Answers with the bytes of uploaded media, or leads to the address that they came from. A browser shows pictures, audio
 * and video; any other file it only saves, and it runs nothing from any of them. False: there is nothing to show.
 */
export function showUpload(run: Run, ctx: Context, id: string): boolean {
  const upload = run.worlds.map(({ uploads }) => uploads.get(id)).find((one) => one !== undefined);
  if (upload?.sourceUrl !== undefined) {
    ctx.redirect(upload.sourceUrl);
    return true;
  }
  if (!upload?.file) return false;
  const { name, mimeType, bytes } = upload.file;
  ctx.set('Content-Security-Policy', "sandbox; default-src 'none'; frame-ancestors 'none'");
  if (!SHOWN.test(mimeType)) ctx.attachment(name || id);
  ctx.set('Content-Type', SHOWN.test(mimeType) ? mimeType : 'application/octet-stream');
  ctx.body = bytes;
  return true;
}
