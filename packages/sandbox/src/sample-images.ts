import { OptionError } from './option-error.ts';

/** Pictures that people can send. The sandbox hosts them itself, as Meta does. */
const drawings: Readonly<Record<string, { title: string; drawing: string }>> = {
  parcel: {
    title: 'A parcel',
    drawing:
      '<rect width="320" height="200" fill="#e8eef5"/><path d="M100 80l60-30 60 30v70l-60 30-60-30z" fill="#c99a63"/>' +
      '<path d="M100 80l60 30 60-30-60-30z" fill="#e0b985"/><path d="M160 110v70" stroke="#8f6a3c" stroke-width="3"/>' +
      '<path d="M130 65l60 30v22" fill="none" stroke="#f4e3c8" stroke-width="8"/>',
  },
  receipt: {
    title: 'A receipt',
    drawing:
      '<rect width="320" height="200" fill="#eef2ea"/><path d="M110 30h100v140l-10-8-10 8-10-8-10 8-10-8-10 8-10-8-10 8-10-8-10 8z" fill="#fff" stroke="#9aa890"/>' +
      '<path d="M125 55h70M125 75h50M125 95h70M125 115h40" stroke="#9aa890" stroke-width="5"/><path d="M165 140h30" stroke="#3d5a2a" stroke-width="7"/>',
  },
  mountain: {
    title: 'A mountain',
    drawing:
      '<rect width="320" height="200" fill="#cfe3f2"/><circle cx="250" cy="50" r="22" fill="#f6c95c"/>' +
      '<path d="M0 200L120 60l60 70 40-40 100 110z" fill="#5b7a8c"/><path d="M120 60l28 33-14 10-14-8-16 10-12-12z" fill="#fff"/>',
  },
};

/** The pictures by name. */
export const SAMPLE_IMAGES: readonly { name: string; title: string }[] = Object.entries(drawings).map(
  ([name, { title }]) => ({ name, title }),
);

/** Address of a picture. @default name the first one @throws {OptionError} There is none of this name. */
export function sampleImageUrl(baseUrl: string, name: string = 'parcel'): string {
  if (!Object.hasOwn(drawings, name)) {
    throw new OptionError(`picture must be one of ${Object.keys(drawings).join(', ')}`);
  }
  return `${baseUrl}/_sandbox/images/${name}`;
}

/** The picture as SVG; undefined if the name is unknown. */
export function sampleImage(name: string): string | undefined {
  const sample = Object.hasOwn(drawings, name) ? drawings[name] : undefined;
  return (
    sample &&
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200" width="320" height="200" role="img"><title>${sample.title}</title>${sample.drawing}</svg>`
  );
}
