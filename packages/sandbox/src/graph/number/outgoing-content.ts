import type { QuickReply, StoredMessage } from '../../state/person-state.ts';
import type { Upload } from '../../state/uploads.ts';
import type { World } from '../../state/world.ts';
import { findMedia } from '../../whatsapp/media.ts';
import { invalid } from '../graph-fault.ts';
import { urlOf } from '../send/media.ts';
import { numberFault } from './number-fault.ts';

/** A message as the person sees it. */
export interface Content extends Pick<StoredMessage, 'text' | 'attachments'> {
  /** Buttons, or rows of a list. */
  quickReplies?: QuickReply[];
  /** Media that it names by their id. */
  media?: Upload;
}

type Block = Readonly<Record<string, unknown>>;

const MEDIA = ['image', 'video', 'audio', 'document', 'sticker'];
const OTHERS = ['text', 'location', 'contacts', 'interactive', 'template', 'reaction'];
/** WhatsApp docs, Interactive reply buttons and Interactive lists. */
const MAX = { body: 1024, buttons: 3, buttonTitle: 20, buttonId: 256, rows: 10, rowTitle: 24, rowId: 200 } as const;

/**
 * The content of an outgoing message, checked. The schema has checked the types.
 *
 * @throws {GraphFault} 131051: an unknown type. 131008: content is missing. 131009: content is wrong. 100: there are no such media,
 *   or their address is none.
 */
export function contentOf(world: World, params: Block): Content {
  const type = String(params['type']);
  if (![...MEDIA, ...OTHERS].includes(type)) throw numberFault(131051, `Message type ${type} is not supported.`);
  const block = params[type];
  if (typeof block !== 'object' || block === null) throw numberFault(131008, `Parameter ${type} is required.`);
  const content = block as Block;
  if (type === 'text') return { text: String(content['body']) };
  if (type === 'interactive') return interactiveContent(content);
  // The text of a template is in its definition, which the sandbox does not have.
  if (type === 'template') {
    checkTemplateMedia(world, content);
    return { attachments: [{ type: 'message_template', payload: content }] };
  }
  if (MEDIA.includes(type)) return mediaContent(world, type, content);
  return { attachments: [{ type, payload: content }] };
}

function mediaContent(world: World, type: string, { id, link, caption, filename }: Block): Content {
  if ((id === undefined) === (link === undefined)) {
    throw numberFault(id === undefined ? 131008 : 131009, `${type} must have either id or link.`);
  }
  const media = id === undefined ? undefined : mediaOf(world, `${type}['id']`, id);
  if (!media) checkLink(`${type}['link']`, link);
  const shown = type === 'document' ? 'file' : type === 'sticker' ? 'image' : type;
  const payload = { url: media ? urlOf(world, media) : link, ...(filename === undefined ? {} : { filename }) };
  const text = caption === undefined ? {} : { text: String(caption) };
  return { ...text, attachments: [{ type: shown, payload }], ...(media && { media }) };
}

/** Words as recorded in public issues and code. */
function mediaOf(world: World, where: string, id: unknown): Upload {
  const media = typeof id === 'string' ? findMedia(world, id) : undefined;
  if (media) return media;
  throw invalid(`Param ${where} is not a valid whatsapp business account media attachment ID`);
}

/** Words as recorded in public issues and code. */
function checkLink(where: string, link: unknown): void {
  const isAddress = typeof link === 'string' && URL.canParse(link) && /^https?:$/.test(new URL(link).protocol);
  if (!isAddress) throw invalid(`Param ${where} is not a valid URI.`);
}

/** Checks the media that the parameters of a template name. */
function checkTemplateMedia(world: World, { components }: Block): void {
  for (const [at, { parameters }] of listOf(components).entries()) {
    for (const [place, parameter] of listOf(parameters).entries()) {
      const type = String(parameter['type']);
      const { id, link } = (MEDIA.includes(type) ? (parameter[type] ?? {}) : {}) as { id?: unknown; link?: unknown };
      const where = `template['components'][${at}]['parameters'][${place}]['${type}']`;
      if (id !== undefined) mediaOf(world, `${where}['id']`, id);
      else if (link !== undefined) checkLink(`${where}['link']`, link);
    }
  }
}

/** Whether a message of this type can carry a file of this content type (WhatsApp docs, Supported media types). */
export function carries(type: string, mimeType: string): boolean {
  if (type === 'document') return true;
  if (type === 'sticker') return mimeType === 'image/webp';
  return mimeType !== 'image/webp' && mimeType.startsWith(`${type}/`);
}

function interactiveContent(interactive: Block): Content {
  const { type, action, body } = interactive as { type: string; action?: Block; body?: { text?: unknown } };
  const text = body?.text;
  const shown = typeof text === 'string' ? { text } : {};
  if (type !== 'button' && type !== 'list') {
    return { ...shown, attachments: [{ type: 'interactive', payload: interactive }] };
  }
  checkText('interactive.body.text', text, MAX.body);
  if (!action) throw numberFault(131008, 'Parameter interactive.action is required.');
  return { ...shown, quickReplies: type === 'button' ? buttonsOf(action) : rowsOf(action) };
}

function buttonsOf({ buttons }: Block): QuickReply[] {
  const list = listOf(buttons);
  checkCount('interactive.action.buttons', list.length, MAX.buttons);
  const replies = list.map(({ reply }, at) => {
    const { id, title } = (reply ?? {}) as { id?: unknown; title?: unknown };
    const where = `interactive.action.buttons[${at}].reply`;
    checkText(`${where}.id`, id, MAX.buttonId);
    checkText(`${where}.title`, title, MAX.buttonTitle);
    return { content_type: 'button', title, payload: id };
  });
  return checkDifferent(replies, 'buttons');
}

function rowsOf({ sections, button }: Block): QuickReply[] {
  checkText('interactive.action.button', button, MAX.buttonTitle);
  const rows = listOf(sections).flatMap((section) => listOf(section['rows']));
  checkCount('interactive.action.sections: rows', rows.length, MAX.rows);
  const replies = rows.map(({ id, title, description }, at) => {
    checkText(`interactive.action.sections: id of row ${at}`, id, MAX.rowId);
    checkText(`interactive.action.sections: title of row ${at}`, title, MAX.rowTitle);
    return { content_type: 'row', title, payload: id, ...(typeof description === 'string' ? { description } : {}) };
  });
  return checkDifferent(replies, 'rows');
}

function checkDifferent(replies: QuickReply[], what: string): QuickReply[] {
  if (new Set(replies.map(({ payload }) => payload)).size === replies.length) return replies;
  throw numberFault(131009, `interactive.action: two ${what} have the same id.`);
}

function checkText(where: string, value: unknown, max: number): asserts value is string {
  if (value === undefined || value === '') throw numberFault(131008, `Parameter ${where} is required.`);
  if (typeof value !== 'string') throw numberFault(131009, `${where} must be a string.`);
  if (value.length > max) throw numberFault(131009, `${where} must have at most ${max} characters.`);
}

function checkCount(where: string, count: number, max: number): void {
  if (count === 0) throw numberFault(131008, `${where} is required.`);
  if (count > max) throw numberFault(131009, `${where} must be at most ${max}.`);
}

function listOf(value: unknown): Block[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'object' && one !== null) : [];
}
