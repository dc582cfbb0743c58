/** How much of each text is compared, in UTF-16 code units. No field of Meta's is longer. */
const longestText = 100_000;
/** How much of the words is filtered, in UTF-16 code units. The rest is left out. */
const longestWords = 20_000;
/** Longest short text, in UTF-16 code units. A longer text of fewer than four words has runs of 12 characters. */
const longestShort = 64;

/**
 * Creates a filter for words that go into an error or a log, such as Meta's sentence or the message of another
 * library's error. In its result, `…` replaces
 *
 * - each run of four words that also stands in a text, with a cut-off word before or after it;
 * - each complete text of fewer than four words and at least eight characters;
 * - each run of 12 characters without white space that also stands in a text;
 * - each run of eight characters that also stands in a credential, unless it is only digits;
 * - everything that looks like a token: `EAA…`, `app id|secret`, `access_token=…`, 32 letters and digits.
 *
 * It finds texts in upper and lower case and in the escapes of JSON, HTML and addresses. Everything else stays: names
 * of parameters, ids, plain words. The filter takes linear time in the length of the words and the texts.
 *
 * @param texts Texts that people or bots wrote, and strings that may contain such texts.
 * @param credentials Tokens, secrets and proofs.
 */
export function redaction(texts: readonly string[], credentials: readonly string[]): (words: string) => string {
  // Built on first use: most errors are never shown.
  let kept: Kept | undefined;
  return (words) => {
    kept ??= keptOf(texts, credentials);
    const whole = words.slice(0, longestWords).normalize('NFC');
    const isHidden = new Uint8Array(whole.length);
    for (const { text, from, to } of formsOf(whole)) {
      for (const [start, end] of spansIn(text, kept)) isHidden.fill(1, from[start], to[end - 1]);
    }
    const gapped = whole.replace(/[\s\S]/g, (unit, at: number) => (isHidden[at] === 1 ? '\0' : unit));
    return `${gapped}${words.length > longestWords ? '\0' : ''}`.replace(/\0+/g, '…');
  };
}

/** A part of a text, in UTF-16 code units. */
type Span = readonly [start: number, end: number];

/** What must not be quoted, prepared for the search. */
interface Kept {
  readonly credentials: readonly string[];
  /** All texts, one per line. */
  readonly characters: string;
  /** The words of all texts, with an empty word after each text. */
  readonly words: readonly string[];
  /** Texts of fewer than four words, by their length: unchanged, and with single spaces between their words. */
  readonly short: ReadonlyMap<number, ReadonlySet<string>>;
}

function keptOf(texts: readonly string[], credentials: readonly string[]): Kept {
  const forms = [...new Set(texts)].flatMap((text) =>
    formsOf(text.slice(0, longestText).normalize('NFC')).map((form) => fold(form.text)),
  );
  const words = forms.map((text) => wordsIn(text).map(({ word }) => word));
  const short = new Map<number, Set<string>>();
  for (const [index, text] of forms.entries()) {
    const own = words[index] ?? [];
    if (own.length >= 4) continue;
    for (const form of [text.trim(), own.join(' ')]) {
      if (form.length > longestShort || [...form].length < 8) continue;
      short.set(form.length, (short.get(form.length) ?? new Set()).add(form));
    }
  }
  return {
    credentials: credentials.filter((secret) => secret.length >= 4),
    characters: forms.join('\n'),
    words: words.flatMap((own) => [...own, '']),
    short,
  };
}

function spansIn(text: string, { credentials, characters, words, short }: Kept): Span[] {
  const folded = fold(text);
  const own = wordsIn(folded);
  return [
    ...tokensIn(text),
    ...credentials
      .flatMap((secret) => sharedCharacters(text, secret, Math.min(8, secret.length)))
      .filter(([start, end]) => !/^\d+$/.test(text.slice(start, end))),
    ...sharedCharacters(folded, characters, 12).filter((span) => !isPartOfName(text, span)),
    ...sharedWords(own, words),
    ...wholeTexts(folded, short),
    ...wholeTextsAmong(own, short),
  ];
}

/** Lower-cases the text and unifies apostrophes, unit by unit, so that positions in the text do not change. */
function fold(text: string): string {
  const even = text.replaceAll('’', "'");
  const lower = even.toLowerCase();
  if (lower.length === text.length) return lower;
  return even.replace(/[\s\S]/g, (unit) => (unit.toLowerCase().length === 1 ? unit.toLowerCase() : unit));
}

interface Word {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

function wordsIn(text: string): Word[] {
  return [...text.matchAll(/[\p{L}\p{M}\p{N}_]+(?:'[\p{L}\p{M}\p{N}_]+)*/gu)].map(({ 0: word, index }) => ({
    word,
    start: index,
    end: index + word.length,
  }));
}

/** Runs of at least `length` characters without white space that are also in the source. */
function sharedCharacters(text: string, source: string, length: number): Span[] {
  return sharedRuns(length, text.length, source.length, (isSource, at) => {
    const run = (isSource ? source : text).slice(at, at + length);
    return /\s/.test(run) ? undefined : run;
  });
}

/** Runs of at least four words that are also in the source, extended by a cut-off word at either end. */
function sharedWords(own: readonly Word[], source: readonly string[]): Span[] {
  const words = own.map(({ word }) => word);
  const line = ` ${source.join(' ')} `;
  const runs = sharedRuns(4, words.length, source.length, (isSource, at) =>
    (isSource ? source : words).slice(at, at + 4).join(' '),
  );
  return runs.map(([start, end]) => {
    const before = words[start - 1];
    const after = words[end];
    const isCutBefore = before !== undefined && line.includes(`${before} ${words.slice(start, start + 3).join(' ')} `);
    const isCutAfter = after !== undefined && line.includes(` ${words.slice(end - 3, end).join(' ')} ${after}`);
    const first = own[isCutBefore ? start - 1 : start];
    const last = own[isCutAfter ? end : end - 1];
    return [first?.start ?? 0, last?.end ?? 0];
  });
}

/**
 * The longest runs that both sides share. Takes linear time in the length of both.
 *
 * @param runAt Returns the run of that length at a place of the source or of the other side; undefined if it
 *   does not count.
 */
function sharedRuns(
  length: number,
  size: number,
  sourceSize: number,
  runAt: (isSource: boolean, place: number) => string | undefined,
): Span[] {
  const places = new Map<string, number[]>();
  for (let place = 0; place + length <= size; place += 1) {
    const run = runAt(false, place);
    const known = places.get(run ?? '');
    if (known !== undefined) known.push(place);
    else if (run !== undefined) places.set(run, [place]);
  }
  const starts: number[] = [];
  for (let place = 0; place + length <= sourceSize && places.size > 0; place += 1) {
    const run = runAt(true, place) ?? '';
    for (const start of places.get(run) ?? []) starts.push(start);
    places.delete(run);
  }
  const spans: Span[] = [];
  for (const start of starts.sort((one, other) => one - other)) {
    const last = spans.at(-1);
    if (last === undefined || start >= last[1]) spans.push([start, start + length]);
    else spans[spans.length - 1] = [last[0], start + length];
  }
  return spans;
}

/** Whether the span is a plain word within a `snake_case` name such as `notification_messages_token`. */
function isPartOfName(text: string, [start, end]: Span): boolean {
  return /^[a-z]+$/.test(text.slice(start, end)) && (text[start - 1] === '_' || text[end] === '_');
}

function wholeTexts(text: string, short: Kept['short']): Span[] {
  const spans: Span[] = [];
  for (const [length, texts] of short) {
    for (let at = 0; at + length <= text.length; at += 1)
      if (texts.has(text.slice(at, at + length))) spans.push([at, at + length]);
  }
  return spans;
}

/** Like {@link wholeTexts}, but ignores what stands between the words. */
function wholeTextsAmong(own: readonly Word[], short: Kept['short']): Span[] {
  const line = own.map(({ word }) => word).join(' ');
  // For each unit of the words and the space after them: its position in the text.
  const places = own.flatMap(({ word, start }) => Array.from({ length: word.length + 1 }, (_, at) => start + at));
  return wholeTexts(line, short).map(([start, end]) => [places[start] ?? 0, (places[end - 1] ?? 0) + 1]);
}

const tokens: readonly RegExp[] = [
  /(?:access_token|appsecret_proof|client_secret|fb_exchange_token|input_token)=[^&\s"'<>]*/gi,
  /\b(?:EAA|IGAA|IGQ)[\w-]+/g,
  /\b\d{5,}\|[\w-]{8,}/g,
];

function tokensIn(text: string): Span[] {
  const formed = tokens.flatMap((pattern) => [...text.matchAll(pattern)]);
  // Checked between slashes: a path is long, but its parts are words.
  const long = [...text.matchAll(/[A-Za-z0-9+/_=-]{32,}/g)].filter(([run]) => run.split('/').some(isRandom));
  return [...formed, ...long].map(({ 0: token, index }) => [index, index + token.length]);
}

function isRandom(part: string): boolean {
  if (part.length < 32 || !/\d/.test(part)) return false;
  return /^[A-Za-z0-9]+$/.test(part) ? /[A-Za-z]/.test(part) : /[A-Z]/.test(part) && /[a-z]/.test(part);
}

/** A text in which every unit maps to a range of the original words. An escaped unit maps to a longer range. */
interface Form {
  readonly text: string;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

const escapes =
  /(?:%[0-9a-f]{2})+|\\+(?:u\{[0-9a-f]{1,6}\}|u[0-9a-f]{4}|x[0-9a-f]{2}|[^\\]|$)|&(?:#x[0-9a-f]{1,6}|#\d{1,7}|amp|apos|gt|lt|nbsp|quot);/gi;
const named: Readonly<Record<string, string>> = { amp: '&', apos: "'", gt: '>', lt: '<', nbsp: ' ', quot: '"' };

/**
 * The original text, and the text with its escapes removed up to three times: a body quoted within a body is escaped
 * twice. A letter after a backslash is read as a JSON escape, and also as the letter itself.
 */
function formsOf(text: string): Form[] {
  const places = Array.from({ length: text.length }, (_, at) => at);
  const whole = { text, from: places, to: places.map((at) => at + 1) };
  const forms: Form[] = [whole];
  for (const isJson of [true, false]) {
    let form: Form | undefined = whole;
    for (let times = 0; times < 3 && form !== undefined; times += 1) {
      form = unescaped(form, isJson);
      if (form !== undefined) forms.push(form);
    }
  }
  return forms;
}

/** The form without its outermost escapes; undefined if it has none. */
function unescaped({ text, from, to }: Form, isJson: boolean): Form | undefined {
  const form = { text: '', from: [] as number[], to: [] as number[] };
  const add = (characters: string, start: number, end: number): void => {
    form.text += characters;
    for (let unit = 0; unit < characters.length; unit += 1) {
      form.from.push(from[start] ?? 0);
      form.to.push(to[end - 1] ?? 0);
    }
  };
  let done = 0;
  for (const { 0: escaped, index } of text.matchAll(escapes)) {
    for (; done < index; done += 1) add(text.charAt(done), done, done + 1);
    done = index + escaped.length;
    add(meaningOf(escaped, isJson), index, done);
  }
  if (done === 0) return undefined;
  for (; done < text.length; done += 1) add(text.charAt(done), done, done + 1);
  return form;
}

function meaningOf(escaped: string, isJson: boolean): string {
  if (escaped.startsWith('%')) {
    const bytes = escaped
      .slice(1)
      .split('%')
      .map((hex) => Number.parseInt(hex, 16));
    return new TextDecoder().decode(new Uint8Array(bytes));
  }
  const sign = escaped.replace(/^\\+|^&|;$/g, '');
  const hex = /^(?:u\{?|#?x)([0-9a-f]+)\}?$/i.exec(sign)?.[1];
  const point = hex === undefined ? Number(/^#(\d+)$/.exec(sign)?.[1]) : Number.parseInt(hex, 16);
  if (!Number.isNaN(point)) return point <= 0x10_ff_ff ? String.fromCodePoint(point) : ' ';
  if (escaped.startsWith('&')) return named[sign.toLowerCase()] ?? sign;
  return isJson && /^[bfnrt]$/.test(sign) ? ' ' : sign;
}
