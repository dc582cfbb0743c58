import type { Call, Endpoint } from './endpoint.ts';
import { checkMedia, type MediaAttachment, takeMedia } from './media.ts';

/** The Attachment Upload API: media by address or by file, for later messages. */
export const uploadEndpoint: Endpoint = {
  method: 'POST',
  nodes: ['page'],
  edge: 'message_attachments',
  operation: 'POST /{pageId}/message_attachments',
  run(call: Call<'page'>) {
    const { attachment } = call.params['message'] as { attachment: MediaAttachment };
    const { upload } = takeMedia(call.world, checkMedia(call, attachment));
    return { attachment_id: upload?.id };
  },
};
