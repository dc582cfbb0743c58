import type { MediaType, Upload } from '../state/uploads.ts';
import type { World } from '../state/world.ts';
import { GraphFault, invalid } from './graph-fault.ts';
import type { UploadedFile } from './graph-request.ts';

/** An attachment as a call gives it. */
export interface Attachment {
  type?: unknown;
  payload?: { url?: unknown; attachment_id?: unknown; is_reusable?: unknown };
}

/** Where the media of an attachment come from. */
export type MediaSource = { url: string } | { file: UploadedFile } | { upload: Upload };

const MEDIA_TYPES: readonly MediaType[] = ['audio', 'file', 'image', 'video'];
/** Largest picture in bytes (Messenger Platform docs, Sending Messages: 8 MB). Other media are bounded by the body. */
const MAX_IMAGE_BYTES = 8_388_608;

/** The type of an attachment, if it is media. Case does not count. */
export function mediaType(type: unknown): MediaType | undefined {
  return MEDIA_TYPES.find((one) => one === String(type).toLowerCase());
}

/**
 * The one source of an attachment's media.
 *
 * @param files The files of the call, if they are meant for this attachment. Their field is `filedata`, in a batch any.
 * @throws {GraphFault} Code 100: none or several sources (pimax/fb-messenger-php#142). 100/2018008: the address is none
 *   (the same, and Messenger Platform docs, Error Codes). 100/2018074: there is no such upload. 100/2018109: too large.
 */
export function sourceOf(
  world: World,
  { type, payload = {} }: Attachment,
  files: readonly UploadedFile[] = [],
): MediaSource {
  const { url, attachment_id: id } = payload;
  const [file] = files;
  if ([url, id, ...files].filter((one) => one !== undefined).length !== 1) {
    throw invalid('Incorrect number of files uploaded. Must upload exactly one file.');
  }
  if (file) {
    if (mediaType(type) === 'image' && file.bytes.length > MAX_IMAGE_BYTES) {
      throw invalid('Attachment size exceeds allowable limit', 2018109);
    }
    return { file };
  }
  if (url !== undefined) {
    const isAddress = typeof url === 'string' && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
    if (!isAddress) throw invalid('Failed to fetch the file from the url', 2018008);
    return { url };
  }
  const upload = world.uploads.get(String(id));
  // The subcode is in Meta's list without a text; the words are a guess.
  if (!upload) throw new GraphFault({ code: 100, subcode: 2018074, message: '(#100) Invalid attachment ID' });
  return { upload };
}

/** Keeps media under an attachment id. Media that have one keep it. */
export function keep(world: World, type: MediaType, source: MediaSource): Upload {
  if ('upload' in source) return source.upload;
  if ('url' in source) return world.uploads.add({ type, sourceUrl: source.url });
  const { name, mimeType, bytes } = source.file;
  return world.uploads.add({ type, file: { name, mimeType, bytes } });
}

/** Address of uploaded media: on this sandbox for a file. */
export function urlOf(world: World, { id, sourceUrl }: Upload): string {
  return sourceUrl ?? `${world.url}/_sandbox/uploads/${id}`;
}
