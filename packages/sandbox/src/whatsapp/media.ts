import { createHash } from 'node:crypto';
import { DAY_MS } from '../meta.ts';
import { sampleImage } from '../sample-images.ts';
import type { MediaType, Upload } from '../state/uploads.ts';
import type { World } from '../state/world.ts';
import type { Scene } from '../wire.ts';

/** How long ids of uploaded media are valid (WhatsApp docs, Media). */
const UPLOADED_FOR_MS = 30 * DAY_MS;
/** How long ids of media in messages of people are valid (WhatsApp docs, Media). */
const RECEIVED_FOR_MS = 7 * DAY_MS;

/** Content types of media that are known by their address alone. */
const USUAL_TYPES: Readonly<Record<MediaType, string>> = {
  image: 'image/jpeg',
  video: 'video/mp4',
  audio: 'audio/ogg',
  file: 'application/pdf',
};

/** Media of the number under this id, unless they have expired. */
export function findMedia({ uploads, clock, options }: World, id: string): Upload | undefined {
  const upload = uploads.get(id);
  if (!upload || !options.platform.hasNumbers) return undefined;
  const lastsMs = isReceived(upload) ? RECEIVED_FOR_MS : UPLOADED_FOR_MS;
  return clock.now() - upload.at < lastsMs ? upload : undefined;
}

/** Whether they came with a message of a person. */
export function isReceived({ onlyFor }: Upload): boolean {
  return onlyFor !== undefined;
}

/** Keeps what a person sends, so that apps can download it. A file that the sandbox hosts already is kept once. */
export function keepMedia({ world, person }: Scene, type: MediaType, url: unknown): Upload {
  const address = typeof url === 'string' ? url : undefined;
  const [, kind, name = ''] = /\/_sandbox\/(uploads|images)\/(\w+)$/.exec(address ?? '') ?? [];
  const kept = kind === 'uploads' ? world.uploads.get(name) : undefined;
  if (kept) return kept;
  const drawing = kind === 'images' ? sampleImage(name) : undefined;
  const common = { type, at: world.clock.now(), isReusable: false, onlyFor: person.id };
  if (drawing !== undefined) {
    const file = { name: `${name}.svg`, mimeType: 'image/svg+xml', bytes: Buffer.from(drawing) };
    return world.uploads.add({ ...common, file });
  }
  return world.uploads.add(address === undefined ? common : { ...common, sourceUrl: address });
}

/** Content type of media. */
export function mimeTypeOf({ file, type }: Upload): string {
  return file?.mimeType ?? USUAL_TYPES[type];
}

/** SHA-256 of the bytes; of the address, where the bytes are elsewhere. */
export function sha256Of({ file, sourceUrl = '' }: Upload, encoding: 'hex' | 'base64'): string {
  return createHash('sha256')
    .update(file?.bytes ?? sourceUrl)
    .digest(encoding);
}
