import type { PersonState } from '../state/person-state.ts';
import { MEDIA_TYPES, type MediaType, type NewUpload, type Upload } from '../state/uploads.ts';
import type { World } from '../state/world.ts';
import type { Call } from './endpoint.ts';
import { type GraphFault, invalid } from './graph-fault.ts';
import type { UploadedFile } from './graph-request.ts';

/** How long an attachment id can be sent (Messenger Platform docs, Saving Assets). */
const ID_LASTS_MS = 90 * 86_400_000;

/** An attachment with media, as the Send API and the Attachment Upload API take it. */
export interface MediaAttachment {
  type: string;
  payload?: { url?: string; attachment_id?: string; is_reusable?: boolean };
}

/** Media that passed the checks: uploaded before, to be kept, or only an address that is not kept. */
export type CheckedMedia = { upload: Upload } | { keep: NewUpload } | { type: MediaType; url: string };

/** True for a type of media; a template is none. */
export function isMediaType(type: unknown): type is MediaType {
  return (MEDIA_TYPES as readonly unknown[]).includes(type);
}

/**
 * Checks where the media of an attachment come from: exactly one of address, file and attachment id.
 *
 * @param person Who gets them; undefined: they are only uploaded.
 * @throws {GraphFault} Code 100, with Meta's subcodes (Messenger Platform docs, Common Error Codes).
 */
export function checkMedia(
  { world, files }: Pick<Call, 'world' | 'files'>,
  { type, payload = {} }: MediaAttachment,
  person?: PersonState,
): CheckedMedia {
  if (!isMediaType(type)) throw invalid(`Param message[attachment][type] must be one of {${MEDIA_TYPES.join(', ')}}`);
  const { url, attachment_id: id, is_reusable: isReusable = false } = payload;
  const file = files.find((one) => one.field === 'filedata');
  // Recorded: pimax/fb-messenger-php#142.
  if ([url, id, file].filter((one) => one !== undefined).length !== 1) {
    throw invalid('Incorrect number of files uploaded. Must upload exactly one file.');
  }
  if (id !== undefined) return { upload: checkUpload(world, type, String(id), person) };
  const common = { type, at: world.clock.now(), isReusable };
  if (file) return { keep: { ...common, file: checkFile(world, type, file) } };
  const address = checkAddress(url);
  return person && !isReusable ? { type, url: address } : { keep: { ...common, sourceUrl: address } };
}

/** Media that were taken. */
export interface TakenMedia {
  /** The attachment as people and webhooks see it. */
  shown: Record<string, unknown>;
  /** The upload, if they are kept. */
  upload?: Upload;
  /** They were uploaded just now. */
  isNew?: boolean;
}

/** Keeps checked media. */
export function takeMedia(world: World, media: CheckedMedia, person?: PersonState): TakenMedia {
  if ('url' in media) return { shown: { type: media.type, payload: { url: media.url } } };
  const upload = 'keep' in media ? world.uploads.add(media.keep) : media.upload;
  if (person && !upload.isReusable) upload.onlyFor = person.id;
  const { id, type, sourceUrl = `${world.url}/_sandbox/uploads/${id}` } = upload;
  return { shown: { type, payload: { url: sourceUrl, attachment_id: Number(id) } }, upload, isNew: 'keep' in media };
}

/** An id that was uploaded for this page, has not expired, and may be sent to this person. */
function checkUpload(world: World, type: MediaType, id: string, person: PersonState | undefined): Upload {
  const upload = world.uploads.get(id);
  if (!upload || world.clock.now() - upload.at >= ID_LASTS_MS) throw unknownUpload();
  // Without `is_reusable`, media can only be sent to one person (Attachment Upload API).
  if (!upload.isReusable && person && (upload.onlyFor ?? person.id) !== person.id) throw unknownUpload();
  if (upload.type !== type) throw uploadFailed();
  return upload;
}

function checkFile(
  world: World,
  type: MediaType,
  { name, mimeType, bytes }: UploadedFile,
): NonNullable<Upload['file']> {
  if (bytes.length > world.options.platform.maxMediaBytes[type]) {
    throw invalid('Attachment size exceeds allowable limit', 2018109);
  }
  // Libraries that do not know the type of a file send this one. Audio needs its own type (Saving Assets).
  const isUnknown = mimeType === 'application/octet-stream' && type !== 'audio';
  if (type !== 'file' && !isUnknown && !mimeType.startsWith(`${type}/`)) throw uploadFailed();
  return { name, mimeType, bytes };
}

/** The sandbox never fetches an address, so only its form can be wrong. */
function checkAddress(url: unknown): string {
  if (typeof url === 'string' && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  // Recorded: jgorset/facebook-messenger#43.
  throw invalid('Failed to fetch the file from the url', 2018008);
}

function unknownUpload(): GraphFault {
  return invalid('Possible invalid ID or you do not own the attachment.', 2018074);
}

function uploadFailed(): GraphFault {
  return invalid('Upload attachment failure.', 2018047);
}
