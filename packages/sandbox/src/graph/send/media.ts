import type { PersonState } from '../../state/person-state.ts';
import { MEDIA_TYPES, type MediaType, type Upload } from '../../state/uploads.ts';
import type { World } from '../../state/world.ts';
import { textOf } from '../../text-of.ts';
import { type GraphFault, invalid } from '../graph-fault.ts';
import type { UploadedFile } from '../request/graph-request.ts';

/** An attachment as a call gives it. */
export interface Attachment {
  type?: unknown;
  payload?: { url?: unknown; attachment_id?: unknown; is_reusable?: unknown };
}

/** Where the media of an attachment come from. */
export type MediaSource = { url: string } | { file: UploadedFile } | { upload: Upload };

/** What a source is checked against. */
interface Use {
  /** The file of the call, if it is meant for this attachment. */
  file?: UploadedFile | undefined;
  /** Who gets the media; undefined: they are only uploaded. */
  person?: PersonState;
}

/** Largest picture in bytes (Messenger Platform docs, Sending Messages: 8 MB). Other media are bounded by the body. */
const MAX_IMAGE_BYTES = 8_388_608;
/** How long an attachment id can be sent (Messenger Platform docs, Saving Assets). */
const ID_LASTS_MS = 90 * 86_400_000;

/** The type of an attachment, if it is media. Case does not count. */
export function mediaType(type: unknown): MediaType | undefined {
  return MEDIA_TYPES.find((one) => one === textOf(type).toLowerCase());
}

/**
 * The file of a multipart call.
 *
 * @throws {GraphFault} Code 100: there are several.
 */
export function filedataOf(files: readonly UploadedFile[]): UploadedFile | undefined {
  const [file, ...others] = files.filter(({ field }) => field === 'filedata');
  if (others.length > 0) throw notOneFile();
  return file;
}

/**
 * The one source of an attachment's media.
 *
 * @throws {GraphFault} Code 100: none or several sources (pimax/fb-messenger-php#142). 100/2018008: the address is none
 *   (the same, and Messenger Platform docs, Common Error Codes). From the same page: 100/2018074: no such upload;
 *   100/2018109: too large; 100/2018047: media of another type.
 */
export function sourceOf(
  world: World,
  type: MediaType,
  { payload = {} }: Attachment,
  { file, person }: Use,
): MediaSource {
  const { url, attachment_id: id } = payload;
  if ([url, id, file].filter((one) => one !== undefined).length !== 1) {
    throw notOneFile();
  }
  if (file) {
    checkFile(type, file);
    return { file };
  }
  if (url !== undefined) {
    const isAddress = typeof url === 'string' && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
    if (!isAddress) throw invalid('Failed to fetch the file from the url', 2018008);
    return { url };
  }
  return { upload: findUpload(world, type, textOf(id), person) };
}

/**
 * Keeps media under an attachment id. Media that have one keep it.
 *
 * @param person Who gets them. Media that are not reusable are for this person alone from now on.
 */
export function keep(
  world: World,
  type: MediaType,
  source: MediaSource,
  { isReusable, person }: { isReusable: boolean; person?: PersonState },
): Upload {
  const common = { type, at: world.clock.now(), isReusable };
  const upload =
    'upload' in source
      ? source.upload
      : world.uploads.add(
          'url' in source ? { ...common, sourceUrl: source.url } : { ...common, file: own(source.file) },
        );
  if (person && !upload.isReusable) upload.onlyFor = person.id;
  return upload;
}

/** Address of uploaded media: on this sandbox for a file. */
export function urlOf(world: World, { id, sourceUrl }: Upload): string {
  return sourceUrl ?? `${world.url}/_sandbox/uploads/${id}`;
}

function own({ name, mimeType, bytes }: UploadedFile): NonNullable<Upload['file']> {
  return { name, mimeType, bytes };
}

function checkFile(type: MediaType, { mimeType, bytes }: UploadedFile): void {
  if (type === 'image' && bytes.length > MAX_IMAGE_BYTES) {
    throw invalid('Attachment size exceeds allowable limit', 2018109);
  }
  // No code is recorded for an empty file.
  if (bytes.length === 0) throw uploadFailed();
  // Libraries that do not know the type of a file send this one. Audio needs its own type (Saving Assets).
  const isUnknown = mimeType === 'application/octet-stream' && type !== 'audio';
  if (type !== 'file' && !isUnknown && !mimeType.startsWith(`${type}/`)) throw uploadFailed();
}

/** An upload of this page that has not expired and may be sent to this person. */
function findUpload(world: World, type: MediaType, id: string, person: PersonState | undefined): Upload {
  const upload = world.uploads.get(id);
  const isExpired = upload !== undefined && world.clock.now() - upload.at >= ID_LASTS_MS;
  // Without `is_reusable`, media can only be sent to one person (Attachment Upload API).
  const isTaken = person !== undefined && upload?.onlyFor !== undefined && upload.onlyFor !== person.id;
  if (!upload || isExpired || isTaken) {
    throw invalid('Possible invalid ID or you do not own the attachment.', 2018074);
  }
  if (upload.type !== type) throw uploadFailed();
  return upload;
}

/** The call must bring one file, one address or one id (pimax/fb-messenger-php#142). */
export function notOneFile(): GraphFault {
  return invalid('Incorrect number of files uploaded. Must upload exactly one file.');
}

function uploadFailed(): GraphFault {
  return invalid('Upload attachment failure.', 2018047);
}
