import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import type { StoredMessage } from '../../state/person-state.ts';
import type { Upload } from '../../state/uploads.ts';
import type { World } from '../../state/world.ts';
import { recordShape, type Shape } from './shape.ts';

/** An attachment of a message as it was delivered. */
interface StoredAttachment {
  type?: string;
  payload?: Payload | null;
  /** Beside the type in fallbacks without a payload. */
  title?: string;
  url?: string;
}

interface Payload {
  url?: string;
  title?: string;
  sticker_id?: unknown;
  id?: unknown;
  template_type?: string;
  text?: string;
  elements?: readonly Element[];
  buttons?: readonly Button[];
}

interface Element {
  title?: string;
  subtitle?: string;
  image_url?: string;
  buttons?: readonly Button[];
}

interface Button {
  title?: string;
  type?: string;
  url?: string;
}

const MEDIA = ['audio', 'file', 'image', 'video'];
const SHARES = ['fallback', 'ig_post', 'ig_reel', 'media_share', 'post', 'reel', 'share'];
/** Content types by the ending of the address; without one, the first of its kind. */
const MIME_TYPES: Readonly<Record<string, readonly (readonly [ending: string, type: string])[]>> = {
  image: [
    ['.jpg', 'image/jpeg'],
    ['.png', 'image/png'],
    ['.gif', 'image/gif'],
    ['.webp', 'image/webp'],
  ],
  video: [
    ['.mp4', 'video/mp4'],
    ['.mov', 'video/quicktime'],
    ['.webm', 'video/webm'],
  ],
  audio: [
    ['.mp4', 'audio/mpeg'],
    ['.aac', 'audio/aac'],
    ['.m4a', 'audio/mp4'],
    ['.wav', 'audio/wav'],
  ],
  file: [
    ['.pdf', 'application/pdf'],
    ['.txt', 'text/plain'],
  ],
};

/** A file or template of a message (Graph API reference, Message/attachments). */
export const attachmentShape: Shape<Readonly<Record<string, unknown>>> = recordShape('MessageAttachment', [
  'id',
  'mime_type',
  'name',
  'size',
  'image_data',
  'video_data',
  'file_url',
  'generic_template',
]);

/** The media and templates of a message. */
export function attachmentsOf(world: World, message: StoredMessage): Record<string, unknown>[] {
  return listOf(message).flatMap((attachment, at) => {
    const id = idOf(message.mid, at);
    const { type = '', payload } = attachment;
    if (type === 'template') return [{ id, generic_template: templateOf(payload ?? {}) }];
    if (!MEDIA.includes(type) || payload?.sticker_id !== undefined || !payload?.url) return [];
    return [mediaOf(world, id, type, payload.url)];
  });
}

/** Posts, reels and links that were shared. */
export function sharesOf(message: StoredMessage): Record<string, unknown>[] {
  return listOf(message).flatMap(({ type = '', payload, title = payload?.title, url = payload?.url }, at) =>
    SHARES.includes(type)
      ? [{ id: idOf(message.mid, at), ...(url ? { link: url } : {}), ...(title ? { name: title } : {}) }]
      : [],
  );
}

/** Address of the sticker. */
export function stickerOf(message: StoredMessage): string | undefined {
  return listOf(message).find(({ type, payload }) => type === 'sticker' || payload?.sticker_id !== undefined)?.payload
    ?.url;
}

/** A story of the person that mentions the account. */
export function storyOf(message: StoredMessage): object | undefined {
  const payload = listOf(message).find(({ type }) => type === 'story_mention')?.payload;
  if (!payload) return undefined;
  return { mention: { ...(payload.url ? { link: payload.url } : {}), ...(payload.id ? { id: payload.id } : {}) } };
}

function mediaOf(world: World, id: string, type: string, url: string): Record<string, unknown> {
  const ending = extname(URL.canParse(url) ? new URL(url).pathname : '').toLowerCase();
  const kinds = MIME_TYPES[type] ?? [];
  const [, usual] = kinds.find(([one]) => one === ending) ?? kinds[0] ?? [];
  // The size and the type of a file at another address are unknown here.
  const file = fileAt(world, url);
  return {
    id,
    mime_type: file?.mimeType ?? usual,
    name: file?.name || `${type}-${id}${ending}`,
    ...(file ? { size: file.bytes.length } : {}),
    ...(type === 'image' ? { image_data: { url, preview_url: url, image_type: 1, render_as_sticker: false } } : {}),
    ...(type === 'video' ? { video_data: { url, preview_url: url } } : {}),
    ...(type === 'audio' || type === 'file' ? { file_url: url } : {}),
  };
}

/** The file behind an address, if an app uploaded it here. */
function fileAt({ uploads }: World, url: string): Upload['file'] {
  const [, id = ''] = /\/_sandbox\/uploads\/(\d+)/.exec(url) ?? [];
  return uploads.get(id)?.file;
}

function templateOf({ text, elements = [], buttons }: Payload): Record<string, unknown> {
  const [{ title = text, subtitle, image_url: mediaUrl, buttons: own = buttons ?? [] } = {} as Element] = elements;
  return {
    ...(title === undefined ? {} : { title }),
    ...(subtitle === undefined ? {} : { subtitle }),
    ...(mediaUrl === undefined ? {} : { media_url: mediaUrl }),
    ...(own.length === 0 ? {} : { cta: own.map((button) => ({ ...button })) }),
  };
}

/** An id of 15 digits, always the same for the same attachment. */
function idOf(mid: string, at: number): string {
  const hash = createHash('sha256').update(`${mid} ${at}`).digest('hex');
  return String(BigInt(`0x${hash.slice(0, 12)}`) + 100_000_000_000_000n);
}

function listOf({ attachments = [] }: StoredMessage): StoredAttachment[] {
  return attachments as StoredAttachment[];
}
