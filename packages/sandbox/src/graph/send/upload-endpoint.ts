import { MEDIA_TYPES } from '../../state/uploads.ts';
import type { Endpoint } from '../endpoint.ts';
import { invalid } from '../graph-fault.ts';
import { type Attachment, filedataOf, keep, mediaType, sourceOf } from './media.ts';

/** The Attachment Upload API: media by address or by file, for later messages. */
export const uploadEndpoint: Endpoint = {
  method: 'POST',
  nodes: ['page'],
  edge: 'message_attachments',
  operation: 'POST /{pageId}/message_attachments',
  run({ world, params, files }) {
    const { attachment } = params['message'] as { attachment: Attachment };
    const type = mediaType(attachment.type);
    if (!type) throw invalid(`Param message[attachment][type] must be one of {${MEDIA_TYPES.join(', ')}}`);
    const source = sourceOf(world, type, attachment, { file: filedataOf(files) });
    return { attachment_id: keep(world, type, source, { isReusable: attachment.payload?.is_reusable === true }).id };
  },
};
