import { createHmac } from 'node:crypto';
import { LongInteger } from './precise-json.ts';
import { type Rewriting, rewrite, type Scalar } from './rewrite.ts';
import { type Meaning, shapeOf } from './wire-shapes.ts';

/** What stays readable in a recording. */
export interface MaskOptions {
  /** Keep texts, names, phone numbers and addresses. Tokens are masked all the same. */
  readonly texts: boolean;
  /** Replace the ids of people and messages. */
  readonly maskIds: boolean;
  /** Key of the replacements: with the same key, the same id gets the same replacement. */
  readonly key: string;
}

/** Stands in place of a text. */
export const MASKED = '(masked)';
/** Stands in place of an address. */
export const MASKED_URL = 'https://masked.example/';
/** The country code 999 is not in use. */
const MASKED_PHONE = '999';

const DIGITS = /^\d{1,20}$/;
const BSUID = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/;
/** As Messenger and Instagram make them. Others are replaced: any text could stand there. */
const MID = /^(m_|mid\.|aWdf)[\w.:$=+/-]{1,300}$/;
/** Meta's words have small or capital letters, and not both. */
const WORD = /^([a-z][a-z0-9_/-]{0,63}|[A-Z][A-Z0-9_-]{0,63})$/;
/** Statuses of an opt-out have spaces. */
const WORDS = /^[A-Z]+( [A-Z]+){0,3}$/;
/** What a developer writes into code, such as `HUMAN` or `order.status`, and not a word or a number of a person. */
const CONSTANT = /^(?=.{1,64}$)(?!.*\d{5})([A-Z][A-Z0-9_]*|[a-z][a-z0-9]*([_.:-][a-z0-9]+)+)$/;
const DATE = /^\d{4}-\d\d-\d\dT[\d:.]{5,15}(Z|[+-]\d\d:?\d\d)$/;
const EMOJI = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200d|\ufe0f){1,16}$/u;
const URL_ALONE = /^https?:\/\/\S+$/i;
/** Keys of Meta's are words like this. */
const KEY = /^(?!.*\d{5})[A-Za-z][A-Za-z0-9_-]{0,63}$/;
const TOKEN_KEY = /token|secret|passw|authorization|signature|credential/i;
/** What opens something, inside a text. */
const TOKENS = /(?:EAA|IGAA|IGQ)[\w-]{12,}|\b\d{5,20}\|[\w-]{16,}|\b[A-Fa-f0-9]{32,}\b/g;
/** Values of an address that open something: those named so, and all of Meta's signed addresses of media. */
const PARAMETERS =
  /([?&;][\w.-]{0,40}(?:token|secret|passw|signature|key|code|hash|sig|auth)[\w.-]{0,40}=)[^&#\s"'<>]+/gi;
/** Members of JSON inside a text, as answers to flows of WhatsApp have them. */
const MEMBERS =
  /("[\w.-]{0,40}(?:token|secret|passw|authorization|signature|credential)[\w.-]{0,40}"\s{0,5}:\s{0,5}")[^"]+/gi;
const MEDIA_QUERY =
  /(https?:\/\/[^\s/?#]{0,100}(?:fbsbx|fbcdn|cdninstagram|whatsapp|facebook)\.(?:com|net)\/[^\s?#]{0,2000}\?)[^\s"'<>]+/gi;

/**
 * Makes the function that masks bodies. It keeps what is known to be structure, and replaces everything else: a field that Meta
 * adds tomorrow is masked.
 *
 * @throws {RangeError} A body is nested deeper than anything of Meta's.
 */
export function maskOf(options: MaskOptions): (body: unknown) => unknown {
  return (body) => {
    const pages = pageIdsIn(body);
    const hiding = options.texts ? tokensOnly(options, pages) : everythingUnknown(options, pages);
    return rewrite(body, shapeOf(body), hiding);
  };
}

function everythingUnknown(options: MaskOptions, pages: ReadonlySet<string>): Rewriting {
  return {
    unknownKey: (key, index) => (KEY.test(key) || DIGITS_OF_APP.test(key) ? key : `masked_${index}`),
    value(value, meaning) {
      // A flag and a missing value say nothing of a person.
      if (value === null || typeof value === 'boolean' || value === '') return value;
      const replaced = idInPlaceOf(value, meaning, options, pages);
      if (replaced !== undefined) return replaced;
      if (meaning !== undefined && isStructure(textOf(value), meaning)) return value;
      if (typeof value !== 'string') return 0;
      return URL_ALONE.test(value) ? MASKED_URL : MASKED;
    },
  };
}

function tokensOnly(options: MaskOptions, pages: ReadonlySet<string>): Rewriting {
  return {
    value(value, meaning, path) {
      if (value === null || typeof value === 'boolean' || value === '') return value;
      const replaced = options.maskIds ? idInPlaceOf(value, meaning, options, pages) : undefined;
      if (replaced !== undefined) return replaced;
      if (meaning === 'token' || (meaning === undefined && TOKEN_KEY.test(path))) return MASKED;
      return typeof value === 'string' ? withoutTokens(value) : value;
    },
  };
}

/** A text without what opens something: tokens, secrets, and the signatures of addresses. */
function withoutTokens(text: string): string {
  return [MEDIA_QUERY, PARAMETERS, MEMBERS]
    .reduce((rest, pattern) => rest.replace(pattern, `$1${MASKED}`), text)
    .replace(TOKENS, MASKED);
}

/** App ids are the keys of `app_roles`. */
const DIGITS_OF_APP = /^\d{14,17}$/;

function isStructure(text: string, meaning: Meaning): boolean {
  switch (meaning) {
    case 'id':
    case 'person':
      return DIGITS.test(text);
    case 'bsuid':
      return BSUID.test(text);
    case 'mid':
      return MID.test(text);
    case 'time':
      return /^\d{1,14}$/.test(text) || DATE.test(text);
    case 'count':
      return /^\d{1,6}$/.test(text);
    case 'flag':
      return /^(true|false)$/i.test(text);
    case 'word':
      return WORD.test(text) || WORDS.test(text);
    case 'emoji':
      return EMOJI.test(text);
    case 'constant':
      return CONSTANT.test(text);
    default:
      return false;
  }
}

/** The replacement of an id or a number that must not stay. It is the same each time, so that references still fit. */
function idInPlaceOf(
  value: Scalar,
  meaning: Meaning | undefined,
  { key, maskIds, texts }: MaskOptions,
  pages: ReadonlySet<string>,
): unknown {
  const text = textOf(value);
  const digits = (length: number): string => digitsOf(hashOf(key, text), length);
  switch (meaning) {
    case 'person': {
      if (pages.has(text) || (!maskIds && DIGITS.test(text))) return undefined;
      if (value instanceof LongInteger) return new LongInteger(`9${digits(15)}`);
      return typeof value === 'number' ? Number(`9${digits(14)}`) : `9${digits(15)}`;
    }
    case 'bsuid':
    case 'phone': {
      if (BSUID.test(text)) {
        return maskIds ? `${text.includes('.ENT.') ? 'XX.ENT.' : 'XX.'}${digits(17)}` : text;
      }
      const number = text.replace(/\D/g, '');
      return number === '' ? undefined : `${MASKED_PHONE}${digitsOf(hashOf(key, number), 12)}`;
    }
    case 'reference':
      return `ref-${hexOf(key, text)}`;
    case 'mid':
      if (MID.test(text) && !maskIds) return undefined;
      return `m_${hexOf(key, text)}`;
    case 'wamid':
      if (texts && !maskIds) return undefined;
      return `wamid.${hexOf(key, text)}`;
    default:
      return undefined;
  }
}

function hashOf(key: string, text: string): Buffer {
  return createHmac('sha256', key).update(`handover recording:${text}`).digest();
}

function hexOf(key: string, text: string): string {
  return hashOf(key, text).toString('hex').slice(0, 32);
}

function digitsOf(hash: Buffer, length: number): string {
  return (hash.readBigUInt64BE() % 10n ** BigInt(length)).toString().padStart(length, '0');
}

function textOf(value: Scalar): string {
  return value instanceof LongInteger ? value.digits : String(value);
}

/** Ids of the entries: where a person's id may stand, these are the page. */
function pageIdsIn(body: unknown): ReadonlySet<string> {
  const { entry } = (body ?? {}) as { entry?: unknown };
  const entries = Array.isArray(entry) ? entry : [entry];
  return new Set(entries.map((each) => textOf(((each ?? {}) as { id?: Scalar }).id ?? '')));
}
