import { textOf } from '../../text-of.ts';
import { GraphFault, invalid } from '../graph-fault.ts';

type Template = Readonly<Record<string, unknown>>;

/** The payload of a template has no name in Meta's errors (botman#694). */
const PAYLOAD = 'name_placeholder';
/** Messenger Platform docs, Templates; the airline's are in the reference only. */
const TEMPLATE_TYPES =
  `airline_boardingpass airline_checkin airline_itinerary airline_update button coupon customer_feedback
customer_information generic media notification_messages one_time_notif_req product receipt`.split(/\s+/);
/** Messenger Platform docs, Buttons. */
const BUTTON_TYPES = [
  'account_link',
  'account_unlink',
  'element_share',
  'game_play',
  'phone_number',
  'postback',
  'web_url',
];
const BUTTONS_WITHOUT_TITLE = ['account_link', 'account_unlink', 'element_share'];
/** What a button of a type must have beside its title. */
const BUTTON_NEEDS: Readonly<Record<string, string>> = {
  account_link: 'url',
  phone_number: 'payload',
  postback: 'payload',
  web_url: 'url',
};
/** Messenger Platform docs, Receipt Template. */
const RECEIPT_NEEDS = ['recipient_name', 'order_number', 'currency', 'payment_method', 'summary'];
const MAX_BUTTONS = 3;
const MAX_ELEMENTS = 10;

/**
 * Checks a template's payload against the limits that Meta documents.
 *
 * @throws {GraphFault} 105, 194: too many or too few elements (botkit#1672, node-red-contrib-chatbot#512). 100: anything
 *   else.
 */
export function checkTemplate(payload: unknown): void {
  const template = recordOf(payload, 'message[attachment][payload]');
  const type = textOf(required(template, 'template_type', 'message[attachment][payload]'));
  oneOf(type, TEMPLATE_TYPES, 'message[attachment][payload][template_type]');
  if (type === 'button') {
    // Recorded without the path (restfb#592).
    if (isAbsent(template['text'])) throw invalid('The parameter text is required');
    shortEnough(template['text'], 640, `${PAYLOAD}[text]`);
    checkButtons(template['buttons'], PAYLOAD, 1);
  }
  if (type === 'generic') {
    for (const [at, element] of listOf(template['elements'], `${PAYLOAD}[elements]`, 1, MAX_ELEMENTS).entries()) {
      checkElement(element, `${PAYLOAD}[elements][${at}]`);
    }
  }
  if (type === 'media') {
    for (const element of listOf(template['elements'], `${PAYLOAD}[elements]`, 1, 1)) {
      const path = `${PAYLOAD}[elements][0]`;
      const media = recordOf(element, path);
      oneOf(textOf(required(media, 'media_type', path)), ['image', 'video'], `${path}[media_type]`);
      if (!isAbsent(media['buttons'])) checkButtons(media['buttons'], path, 0);
    }
  }
  if (type === 'receipt') for (const name of RECEIPT_NEEDS) required(template, name, PAYLOAD);
}

function checkElement(given: unknown, path: string): void {
  const element = recordOf(given, path);
  shortEnough(required(element, 'title', path), 80, `${path}[title]`);
  shortEnough(element['subtitle'], 80, `${path}[subtitle]`);
  // An empty list is refused too (node-red-contrib-chatbot#512).
  if (!isAbsent(element['buttons'])) checkButtons(element['buttons'], path, 1);
}

function checkButtons(given: unknown, path: string, fewest: number): void {
  for (const [at, button] of listOf(given, `${path}[buttons]`, fewest, MAX_BUTTONS).entries()) {
    checkButton(button, `${path}[buttons][${at}]`);
  }
}

function checkButton(given: unknown, path: string): void {
  const button = recordOf(given, path);
  const type = textOf(required(button, 'type', path));
  oneOf(type, BUTTON_TYPES, `${path}[type]`);
  if (!BUTTONS_WITHOUT_TITLE.includes(type)) shortEnough(required(button, 'title', path), 20, `${path}[title]`);
  const needed = BUTTON_NEEDS[type];
  if (needed !== undefined) required(button, needed, path);
  if (needed === 'payload') shortEnough(button['payload'], 1000, `${path}[payload]`);
  const { url } = button;
  if (!isAbsent(url) && !URL.canParse(textOf(url))) throw invalid(`Param ${path}[url] must be a valid URI`);
}

function recordOf(value: unknown, path: string): Template {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Template;
  throw invalid(value === undefined ? `The parameter ${path} is required` : `Param ${path} must be an object`);
}

function listOf(value: unknown, path: string, fewest: number, most: number): unknown[] {
  if (isAbsent(value)) throw invalid(`The parameter ${path} is required`);
  if (!Array.isArray(value)) throw invalid(`Param ${path} must be an array`);
  if (value.length > most) throw tooMany(path);
  if (value.length < fewest) throw new GraphFault({ code: 194, message: `(#194) param ${path} has too few elements.` });
  return value;
}

/** 105: a list is longer than Meta takes. */
export function tooMany(path: string): GraphFault {
  return new GraphFault({ code: 105, message: `(#105) param ${path} has too many elements.` });
}

function required(record: Template, name: string, path: string): unknown {
  if (isAbsent(record[name])) throw invalid(`The parameter ${path}[${name}] is required`);
  return record[name];
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === '';
}

function shortEnough(value: unknown, longest: number, path: string): void {
  if (typeof value !== 'string') return;
  if (value.length > longest) throw invalid(`Length of param ${path} must be less than or equal to ${longest}`);
}

function oneOf(value: string, allowed: readonly string[], path: string): void {
  if (!allowed.includes(value)) throw invalid(`Param ${path} must be one of {${allowed.join(', ')}}`);
}
