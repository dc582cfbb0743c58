// On WhatsApp the content stands beside its type, and a person may be named by phone number.
const textKeys: ReadonlySet<string> = new Set([
  'message',
  'metadata',
  'payload',
  'name',
  'profile_picture_url',
  'to',
  'text',
  'image',
  'video',
  'audio',
  'document',
  'sticker',
  'location',
  'contacts',
  'interactive',
  'template',
  'reaction',
  'biz_opaque_callback_data',
]);

// Keys within a message whose values are words and ids of Meta's, which an error may quote.
const metasKeys: ReadonlySet<string> = new Set([
  'attachment_id',
  'content_type',
  'image_aspect_ratio',
  'template_type',
  'top_element_style',
  'type',
  'webview_height_ratio',
]);

/**
 * The strings of a request body that may hold what people wrote: those of a message, of metadata or of a persona, and phone
 * numbers.
 */
export function textsOf(body: string | ArrayBuffer | undefined): readonly string[] {
  const text = typeof body === 'string' || body === undefined ? body : new TextDecoder().decode(body);
  if (text === undefined || text === '') return [];
  try {
    return stringsIn(JSON.parse(text), false);
  } catch {
    // A caller of client.api may send a body that is not JSON. All of it may be text.
    return [text];
  }
}

function stringsIn(value: unknown, isText: boolean): readonly string[] {
  if (typeof value === 'string') return isText ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    metasKeys.has(key) ? [] : stringsIn(inner, isText || textKeys.has(key)),
  );
}
