import { createHmac } from 'node:crypto';
import { delivery, items, SAMPLE_IDS } from '@handover/testkit';
import { DESK, SECRET } from './make-bot.ts';

/** A delivery with one message that the bot may answer. */
export const message = (): unknown => delivery({ messaging: [items.message({ text: '¡Olé! 1/2 😀' })] });

/** Two entries: two messages that the bot may answer, a take by another app, and two messages on standby. */
export function mixed(): { object: string; entry: unknown[] } {
  return {
    object: 'page',
    entry: [
      {
        id: SAMPLE_IDS.pageId,
        time: 1,
        messaging: [
          items.message({ text: 'mine: ñ', userId: '51', mid: 'm_a' }),
          items.take({ to: DESK, userId: '52', timestamp: Date.now() }),
        ],
        standby: [items.message({ text: 'theirs', userId: '53', mid: 'm_b' })],
      },
      { id: SAMPLE_IDS.pageId, time: 2, standby: [items.message({ text: 'theirs too', userId: '54', mid: 'm_c' })] },
    ],
  };
}

/** The kinds of the events of {@link mixed}. */
export const MIXED_KINDS: readonly string[] = ['message', 'take_thread_control', 'message', 'message'];

/** What an existing handler found in its request. */
export interface Seen {
  /** The texts of `messaging` and of `standby`, entry by entry; `''` for an item without text. */
  readonly entries: Record<string, string[]>[];
  /** Both signature headers match the received bytes. */
  readonly signed: boolean;
  /** `content-length` matches the bytes, and no header says that they are compressed. */
  readonly sized: boolean;
  /** The bytes and the body have the same content. */
  readonly same: boolean;
}

/** Examines a request as a careful existing handler does. */
export function lookAt(headers: Readonly<Record<string, unknown>>, rawBody: string | Uint8Array, body: unknown): Seen {
  const bytes = Buffer.from(rawBody as string);
  const sign = (algorithm: string): string => createHmac(algorithm, SECRET).update(bytes).digest('hex');
  const { entry } = body as { entry: Record<string, unknown>[] };
  return {
    entries: entry.map(textsOf),
    signed:
      headers['x-hub-signature-256'] === `sha256=${sign('sha256')}` &&
      headers['x-hub-signature'] === `sha1=${sign('sha1')}`,
    sized:
      headers['content-length'] === String(bytes.byteLength) &&
      headers['content-encoding'] === undefined &&
      headers['transfer-encoding'] === undefined,
    same: JSON.stringify(JSON.parse(bytes.toString('utf8'))) === JSON.stringify(body),
  };
}

function textsOf(entry: Record<string, unknown>): Record<string, string[]> {
  const lists = Object.entries(entry).filter(([key]) => key === 'messaging' || key === 'standby');
  return Object.fromEntries(
    lists.map(([key, list]) => [
      key,
      (list as { message?: { text?: string } }[]).map(({ message: { text = '' } = {} }) => text),
    ]),
  );
}

/** What {@link lookAt} must find of {@link mixed} for each value of `forward`. */
export const SEEN_OF_MIXED: Readonly<Record<'active' | 'all', Seen>> = {
  active: { entries: [{ messaging: ['mine: ñ'] }], signed: true, sized: true, same: true },
  all: {
    entries: [{ messaging: ['mine: ñ', ''], standby: ['theirs'] }, { standby: ['theirs too'] }],
    signed: true,
    sized: true,
    same: true,
  },
};
