import { MESSAGING_PRODUCT } from '../../platform/whatsapp.ts';
import { mediaTypeOf, type Upload } from '../../state/uploads.ts';
import { findMedia, isReceived, mimeTypeOf, sha256Of } from '../../whatsapp/media.ts';
import type { BareCall, BareEndpoint, Call, Endpoint } from '../endpoint.ts';
import { GraphFault, invalid } from '../graph-fault.ts';
import { readNode, type Shape } from '../nodes/shape.ts';
import { Download, Redirect } from '../request/graph-request.ts';

/** How long the address of media is valid, in ms (WhatsApp docs, Media). */
const ADDRESS_LASTS_MS = 300_000;
const DOWNLOADS = 'whatsapp_business/attachments';

/** Content types that WhatsApp takes (recorded in errors, in public issues and code). */
const TYPES: readonly string[] = [
  ...['aac', 'mp4', 'mpeg', 'amr', 'ogg', 'opus'].map((one) => `audio/${one}`),
  'application/vnd.ms-powerpoint',
  'application/msword',
  ...['wordprocessingml.document', 'presentationml.presentation', 'spreadsheetml.sheet'].map(
    (one) => `application/vnd.openxmlformats-officedocument.${one}`,
  ),
  'application/pdf',
  'text/plain',
  'application/vnd.ms-excel',
  'image/jpeg',
  'image/png',
  'image/webp',
  'video/mp4',
  'video/3gpp',
];
const MEGABYTE = 1_048_576;
/** Largest files in bytes (WhatsApp docs, Supported media types). */
const MAX_BYTES = { image: 5 * MEGABYTE, audio: 16 * MEGABYTE, video: 16 * MEGABYTE, file: 100 * MEGABYTE } as const;
const MAX_STICKER_BYTES = 512_000;

/** WhatsApp docs, Media. */
const mediaShape: Shape<Upload> = {
  type: 'WhatsAppMedia',
  usual: ['url', 'mime_type', 'sha256', 'file_size', 'id', 'messaging_product'],
  fields: {
    id: ({ id }) => id,
    url: ({ id }, { call: { world } }) => {
      const ends = Math.floor((world.clock.now() + ADDRESS_LASTS_MS) / 1000);
      return `${world.url}/${DOWNLOADS}/?mid=${id}&ext=${ends}`;
    },
    mime_type: mimeTypeOf,
    sha256: (upload) => sha256Of(upload, 'hex'),
    file_size: ({ file }) => file?.bytes.length,
    messaging_product: () => MESSAGING_PRODUCT,
  },
};

/** Media of a phone number: uploaded, read and deleted (WhatsApp docs, Media). */
export const mediaEndpoints: readonly Endpoint[] = [
  {
    method: 'POST',
    nodes: ['number'],
    edge: 'media',
    operation: 'POST /{phoneNumberId}/media',
    run: upload,
  },
  {
    method: 'GET',
    nodes: ['media'],
    edge: null,
    operation: 'GET /{mediaId}',
    run(call: Call<'media'>) {
      checkNumber(call);
      return readNode(call, mediaShape, call.node.value);
    },
  },
  {
    method: 'DELETE',
    nodes: ['media'],
    edge: null,
    operation: 'DELETE /{mediaId}',
    run(call: Call<'media'>) {
      checkNumber(call);
      call.world.uploads.delete(call.node.id);
      return { success: true };
    },
  },
];

/** The address of media. Meta's is on another host, and takes the same token. */
export const downloadEndpoint: BareEndpoint = {
  method: 'GET',
  path: DOWNLOADS,
  operation: `GET /${DOWNLOADS}`,
  tokens: ['page'],
  run: download,
};

/** @throws {GraphFault} Code 100: there is no file, or one that WhatsApp does not take. */
function upload({ world, files }: Call): { id: string } {
  const [file, ...others] = files.filter(({ field }) => field === 'file');
  if (!file) throw invalid('The parameter file is required');
  // No words are recorded for several files, empty ones and large ones.
  if (others.length > 0) throw invalid('Param file must be one file');
  const { mimeType, bytes } = file;
  if (!TYPES.includes(mimeType)) {
    const known = TYPES.join(', ');
    throw invalid(
      `Param file must be a file with one of the following types: ${known}. Received file of type '${mimeType}'.`,
    );
  }
  if (bytes.length === 0) throw invalid('Param file must not be an empty file');
  const type = mediaTypeOf(mimeType);
  const max = mimeType === 'image/webp' ? MAX_STICKER_BYTES : MAX_BYTES[type];
  if (bytes.length > max) throw invalid(`Param file is too large: at most ${max} bytes of ${mimeType}`);
  const { name } = file;
  return {
    id: world.uploads.add({ type, at: world.clock.now(), isReusable: true, file: { name, mimeType, bytes } }).id,
  };
}

/** @throws {GraphFault} Code 100: the media were not uploaded on this number (recorded: chatwoot/chatwoot#13319). */
function checkNumber({ world, params, node }: Call<'media'>): void {
  const given = params['phone_number_id'];
  if (given === undefined || (given === world.options.page.id && !isReceived(node.value))) return;
  throw invalid('Param phone_number_id is not a valid whatsapp business phone number id ID');
}

/** @throws {GraphFault} Status 404: the address has ended, or there are no such media. */
function download({ world, params, caller }: BareCall): Download | Redirect {
  const { mid, ext } = params as { mid: string; ext: number };
  const { worlds } = world.run;
  const own = caller ? worlds.filter(({ apps }) => apps.has(caller.app.id)) : [];
  const media = own.map((one) => findMedia(one, mid)).find((one) => one !== undefined);
  if (!media || ext * 1000 <= world.clock.now()) {
    throw new GraphFault({ code: 100, status: 404, message: '(#100) The address of the media has ended' });
  }
  if (media.file) return new Download(media.file);
  const address = media.sourceUrl ?? '';
  // A header takes no other characters than an address that is encoded.
  if (URL.canParse(address)) return new Redirect(new URL(address).href);
  throw new GraphFault({ code: 100, status: 404, message: '(#100) The bytes of the media are not kept' });
}
