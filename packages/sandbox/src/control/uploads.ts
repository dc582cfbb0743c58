import type { Context } from 'koa';
import type { Run } from '../state/run.ts';

/** Types that a browser shows without running anything in them. */
const SHOWN = /^(?:image\/(?:png|jpeg|gif|webp|bmp)|audio\/[\w.+-]+|video\/[\w.+-]+)$/;

/** Answers with the bytes of uploaded media, or leads to the address that they came from. False: there are none. */
export function showUpload(run: Run, ctx: Context, id: string): boolean {
  const upload = run.worlds.map(({ uploads }) => uploads.get(id)).find((one) => one !== undefined);
  if (!upload) return false;
  if (!upload.file) {
    ctx.redirect(upload.sourceUrl ?? '/');
    return true;
  }
  const { name, mimeType, bytes } = upload.file;
  // Anything else, such as HTML, is only saved: in the browser it would have the origin of the sandbox's page.
  if (!SHOWN.test(mimeType)) ctx.attachment(name || 'file');
  ctx.type = SHOWN.test(mimeType) ? mimeType : 'application/octet-stream';
  ctx.body = bytes;
  return true;
}
