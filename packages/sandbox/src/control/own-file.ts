import { urlOf } from '../graph/send/media.ts';
import { OptionError } from '../option-error.ts';
import type { Person } from '../people/person.ts';
import { mediaTypeOf } from '../state/uploads.ts';
import type { World } from '../state/world.ts';
import { textField } from './route.ts';

const MIME_TYPE = /^[\w.+-]{1,60}\/[\w.+-]{1,60}$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const MAX_NAME_CHARACTERS = 200;

/**
 * Keeps a file that a person sends, among the uploads of the page, and returns the attachment of the message.
 *
 * @throws {OptionError} A field is missing or wrong, or the menu disables the composer.
 */
export function keepOwnFile(world: World, person: Person, body: Record<string, unknown>): Record<string, unknown> {
  const [name, mimeType, base64] = ['name', 'mimeType', 'base64'].map((field) => textField(body, field)) as [
    string,
    string,
    string,
  ];
  if (name.length > MAX_NAME_CHARACTERS) throw new OptionError(`name has at most ${MAX_NAME_CHARACTERS} characters`);
  if (!MIME_TYPE.test(mimeType)) throw new OptionError('mimeType must be a type and a subtype, like image/png');
  if (!BASE64.test(base64)) throw new OptionError('base64 must be the bytes of the file in base64, at least one');
  if (person.screen.composerDisabled) throw new OptionError('the persistent menu disables the composer');
  const type = mediaTypeOf(mimeType);
  const upload = world.uploads.add({
    type,
    at: world.clock.now(),
    isReusable: false,
    onlyFor: person.id,
    file: { name, mimeType, bytes: Buffer.from(base64, 'base64') },
  });
  return { type, payload: { url: urlOf(world, upload) } };
}
