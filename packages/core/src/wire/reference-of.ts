import { invalidArgument } from '../errors.ts';
import type { HandoverEvent, Platform, ThreadReference, WireItem } from '../events.ts';
import { endsOf, idOf, isRecord } from './wire-values.ts';

/**
 * The thread that an event, an item of a webhook body (an echo's ends are swapped) or a reference is about.
 *
 * @throws {TypeError} It names no page, or no person.
 */
export function referenceOf(of: ThreadReference | HandoverEvent | WireItem): Required<ThreadReference> {
  const given: WireItem = { ...of };
  const ends = isRecord(given['sender']) || isRecord(given['recipient']) ? endsOf(given) : undefined;
  const pageId = ends?.pageId ?? idOf(given['pageId']);
  const userId = ends?.userId ?? idOf(given['userId']);
  if (pageId === undefined || userId === undefined) {
    throw invalidArgument(
      'No thread is named: pass an event or a webhook item that names a person, or { pageId, userId, platform }, ids as strings',
    );
  }
  return { pageId, userId, platform: platformOf(given['platform']) };
}

function platformOf(value: unknown): Platform {
  if (value === undefined || value === 'messenger') return 'messenger';
  if (value === 'instagram') return 'instagram';
  throw invalidArgument("platform must be 'messenger' or 'instagram'");
}
