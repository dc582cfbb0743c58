import type { Context } from 'koa';
import type { PersonState } from '../state/person-state.ts';
import type { Run } from '../state/run.ts';
import type { MediaType, Upload } from '../state/uploads.ts';
import type { World } from '../state/world.ts';

/** A file that the sandbox serves at `/_sandbox/uploads/:id`. */
export interface FileView {
  /** Attachment id. */
  id: string;
  /** Name that the sender gave it; it may be empty. */
  name: string;
  /** What a browser shows it as; `file`: it only saves it. */
  kind: MediaType;
  /** Size in bytes. */
  size: number;
}

/** Path of an upload in the address that a message carries. */
const UPLOAD_PATH = /\/_sandbox\/uploads\/(\d+)$/;

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

/** The kept files that the messages of a thread show, each once. */
export function fileViews({ uploads }: World, { messages }: PersonState): FileView[] {
  const addresses = messages.flatMap(({ attachments = [] }) =>
    (attachments as { payload?: { url?: unknown } }[]).map(({ payload }) => String(payload?.url ?? '')),
  );
  const ids = new Set(addresses.flatMap((address) => UPLOAD_PATH.exec(address)?.[1] ?? []));
  return [...ids].flatMap((id) => {
    const upload = uploads.get(id);
    return upload?.file ? [fileView(id, upload.file)] : [];
  });
}

function fileView(id: string, { name, mimeType, bytes }: NonNullable<Upload['file']>): FileView {
  const kind = SHOWN.test(mimeType) ? (mimeType.slice(0, mimeType.indexOf('/')) as MediaType) : 'file';
  return { id, name, kind, size: bytes.length };
}
