import { OptionError } from './errors.ts';

/** What an app passes on to the next app when it hands a thread over. */
export interface Note {
  /** Why, in a word: `refund`, `human_requested`. */
  readonly reason?: string;
  /** What the next app should know. */
  readonly summary?: string;
  /** Where to read on. */
  readonly link?: string;
}

/** The content of a handover's metadata: a note in our format, or plain text from another program. */
export type DecodedNote = Note & {
  /** Metadata that is no note, as it came. */
  readonly text?: string;
};

/** Metadata is one string of at most this many characters. Source: Messenger Platform docs, Send API (`message.metadata`). */
const MOST_CHARACTERS = 1000;
const VERSION = 1;
const KEYS = ['reason', 'summary', 'link'] as const;

/**
 * A small JSON envelope for handover metadata that both ends understand, and that a person can read in a log.
 *
 * @example
 * await thread.handOver('inbox', { metadata: note.encode({ reason: 'refund', summary: 'Order 4711 came broken' }) });
 * bot.on('owner_changed', ({ metadata }) => console.log(note.decode(metadata).reason));
 */
export const note: {
  /**
   * The note as metadata.
   *
   * @throws {OptionError} A field is not a string, or the envelope would be longer than 1000 characters: shorten the summary.
   */
  encode(note: Note): string;
  /** Reads a note; what is none comes as `{ text }`, nothing as `{}`. Never throws. */
  decode(metadata: string | null | undefined): DecodedNote;
} = {
  encode(given) {
    const envelope: Record<string, unknown> = { handover: VERSION };
    for (const key of KEYS) {
      const value: unknown = given[key];
      if (value === undefined) continue;
      if (typeof value !== 'string') throw new OptionError(key, `The note's ${key} must be a string`);
      envelope[key] = value;
    }
    const text = JSON.stringify(envelope);
    if (text.length <= MOST_CHARACTERS) return text;
    throw new OptionError(
      'summary',
      `The note takes ${text.length} characters as metadata, at most ${MOST_CHARACTERS} fit: shorten the summary or link to it`,
    );
  },

  decode(metadata) {
    if (typeof metadata !== 'string' || metadata === '') return {};
    const envelope = parse(metadata);
    if (typeof envelope !== 'object' || envelope === null || !('handover' in envelope)) return { text: metadata };
    const fields = envelope as Record<string, unknown>;
    if (typeof fields['handover'] !== 'number' || !Object.hasOwn(fields, 'handover')) return { text: metadata };
    const found: Record<string, string> = {};
    for (const key of KEYS) {
      const value = fields[key];
      if (typeof value === 'string') found[key] = value;
    }
    return found;
  },
};

function parse(text: string): unknown {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
