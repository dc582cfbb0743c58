import type { JSX } from 'preact';
import type { FileView } from '../sandbox.ts';
import { Icon } from '../ui/icon.tsx';
import { Buttons } from './buttons.tsx';
import type { Side } from './side.ts';
import { UploadedFile } from './uploaded-file.tsx';
import { fieldsOf, listOf, textOf } from './wire-value.ts';

/** Media and templates as a bot sent them. Malformed ones are shown too, as far as they can be read. */
export function Attachment(props: {
  attachment: unknown;
  /** The files of the thread that the sandbox serves. */
  files: readonly FileView[];
  side: Side;
  person: string;
}): JSX.Element {
  const { files, side, person } = props;
  const attachment = fieldsOf(props.attachment);
  const payload = fieldsOf(attachment['payload']);
  const type = textOf(attachment['type']) ?? '';
  const upload = uploadId(textOf(payload['url']));

  const words = wordsOf(type, attachment['payload']);

  if (words !== undefined) {
    return (
      <p class="bubble media" dir="auto">
        <Icon name="link" />
        <span>{words}</span>
      </p>
    );
  }
  if (upload !== undefined) return <UploadedFile file={files.find(({ id }) => id === upload)} />;
  if (type !== 'template')
    return <Media type={type} address={textOf(payload['url'])} title={textOf(payload['title'])} />;
  const elements = listOf(payload['elements']);
  const text = textOf(payload['text']);
  return (
    <div class="template">
      {text === undefined ? null : (
        <p class="bubble template-text" dir="auto">
          {text}
        </p>
      )}
      {elements.length === 0 && text === undefined ? (
        <p class="bubble">A template: {textOf(payload['template_type']) ?? ''}</p>
      ) : null}
      {elements.length > 0 ? (
        <ul class="cards" aria-label="Cards">
          {elements.map((element, at) => (
            <li key={at} class="card">
              <Card element={fieldsOf(element)} side={side} person={person} />
            </li>
          ))}
        </ul>
      ) : null}
      <Buttons buttons={listOf(payload['buttons'])} side={side} person={person} />
    </div>
  );
}

function Card(props: { element: Record<string, unknown>; side: Side; person: string }): JSX.Element {
  const { element, side, person } = props;
  const image = textOf(element['image_url']);
  return (
    <>
      {image === undefined ? null : <Media type="image" address={image} title={undefined} />}
      <p class="card-title">{textOf(element['title']) ?? ''}</p>
      {textOf(element['subtitle']) === undefined ? null : <p class="small quiet">{textOf(element['subtitle'])}</p>}
      <Buttons buttons={listOf(element['buttons'])} side={side} person={person} />
    </>
  );
}

/** Draws only pictures that the sandbox hosts or the message contains. The page fetches nothing from other hosts. */
function Media(props: { type: string; address: string | undefined; title: string | undefined }): JSX.Element {
  const { type, address, title } = props;
  const near = address === undefined ? undefined : nearAddress(address);
  if (type === 'image' && near !== undefined) {
    return <img class="photo" src={near} alt={title ?? 'Image'} width="160" height="160" />;
  }
  const name =
    title ??
    (address === undefined ? (type === '' ? 'An attachment' : `An attachment: ${type}`) : shortAddress(address));
  return (
    <p class="bubble media">
      <Icon name={type === 'image' ? 'image' : 'link'} />
      {address !== undefined && /^https?:/.test(address) ? (
        <a href={address} target="_blank" rel="noreferrer noopener">
          {name}
        </a>
      ) : (
        <span>{name}</span>
      )}
    </p>
  );
}

/** Content that a message of a phone number has beside text and media, in words; undefined for anything else. */
function wordsOf(type: string, payload: unknown): string | undefined {
  const content = fieldsOf(payload);
  switch (type) {
    case 'message_template': {
      const code = textOf(fieldsOf(content['language'])['code']);
      return `Template ${textOf(content['name']) ?? ''}${code === undefined ? '' : ` (${code})`}`;
    }
    case 'location': {
      const names = [content['name'], content['address']].flatMap((one) => textOf(one) ?? []);
      const place = names.length > 0 ? names : [String(content['latitude']), String(content['longitude'])];
      return `Place: ${place.join(', ')}`;
    }
    case 'contacts': {
      const names = listOf(payload).flatMap((one) => textOf(fieldsOf(fieldsOf(one)['name'])['formatted_name']) ?? []);
      return `Contact card: ${names.join(', ')}`;
    }
    case 'interactive':
      return `Interactive message: ${textOf(content['type']) ?? ''}`;
    default:
      return undefined;
  }
}

/** The attachment id in the address of a file that the sandbox serves. */
function uploadId(address: string | undefined): string | undefined {
  return /^https?:\/\/[^/]+\/_sandbox\/uploads\/(\d+)$/.exec(address ?? '')?.[1];
}

/** The address of a picture that the page may draw: a data URL, or a path on the sandbox under any host name. */
function nearAddress(address: string): string | undefined {
  if (/^data:image\/(png|jpeg|gif|webp);/.test(address)) return address;
  const path = /^https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d+(\/_sandbox\/(?:pictures|images)\/.*)$/.exec(
    address,
  )?.[1];
  return path;
}

function shortAddress(address: string): string {
  const { hostname, pathname } = URL.canParse(address) ? new URL(address) : { hostname: address, pathname: '' };
  return `${hostname}${pathname.length > 24 ? `…${pathname.slice(-22)}` : pathname}`;
}
