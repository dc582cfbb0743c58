import { OptionError } from '../errors.ts';
import type { HandoverEvent, Platform, ThreadReference, WireItem } from '../events.ts';
import { DEFAULT_PLATFORM, isPlatform, PLATFORMS } from '../platform/platforms.ts';
import { endsOf } from './event-base.ts';
import { idOf, isRecord } from './json.ts';

/**
 * The thread that an event, an item of a webhook body or a reference is about. Of an item alone the recipient is taken for
 * the page, and of a marked echo the sender. An item with the entry's id beside it, as `pageId`, is read as a delivery is:
 * the end that equals that id is the page.
 *
 * @throws {OptionError} It names no page, or no person.
 */
export function referenceOf(of: ThreadReference | HandoverEvent | WireItem): Required<ThreadReference> {
  const given: WireItem = { ...of };
  const ends =
    isRecord(given['sender']) || isRecord(given['recipient']) ? endsOf(given, idOf(given['pageId'])) : undefined;
  const pageId = ends?.pageId ?? idOf(given['pageId']);
  const userId = ends?.userId ?? idOf(given['userId']);
  if (pageId === undefined || userId === undefined) {
    throw new OptionError(
      'thread',
      'No thread is named: pass an event or a webhook item that names a person, or { pageId, userId, platform }, ids as strings',
    );
  }
  return { pageId, userId, platform: platformOf(given['platform']) };
}

function platformOf(value: unknown): Platform {
  if (value === undefined) return DEFAULT_PLATFORM;
  if (isPlatform(value)) return value;
  const names = Object.keys(PLATFORMS).map((name) => `'${name}'`);
  throw new OptionError('platform', `platform must be ${names.join(' or ')}`);
}
