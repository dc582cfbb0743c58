import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { type GraphFault, invalid } from '../graph-fault.ts';
import type { UploadedFile } from './graph-request.ts';

/** What a multipart body holds. */
export interface Multipart {
  /** Its fields, in order. */
  pairs: [string, string][];
  files: UploadedFile[];
}

/** As many files as a batch has parts. */
const MAX_FILES = 50;
const MAX_FIELDS = 5000;
/** Bracketed names get long. */
const MAX_NAME_BYTES = 1000;

/**
 * Parses a multipart body.
 *
 * @param maxFieldBytes Most bytes of a field that is no file.
 * @throws {GraphFault} Code 100: the body is malformed, or has too many parts or too large a field.
 */
export async function readMultipart(body: Buffer, contentType: string, maxFieldBytes: number): Promise<Multipart> {
  const pairs: [string, string][] = [];
  const files: UploadedFile[] = [];
  await new Promise<void>((resolve, reject) => {
    const refuse = (problem: string): void => reject(malformed(problem));
    const parser = parserOf(contentType, maxFieldBytes);
    parser.on('field', (name: string, value: string, _nameTruncated: boolean, isTruncated: boolean) => {
      if (isTruncated) refuse(`a field is larger than ${maxFieldBytes} bytes`);
      pairs.push([name, value]);
    });
    parser.on('file', (field, stream, name, _encoding, mimeType) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => files.push({ field, name: name ?? '', mimeType, bytes: Buffer.concat(chunks) }));
      // The end of an unfinished body also reaches the parser, which reports it.
      stream.on('error', () => undefined);
    });
    parser.on('filesLimit', () => refuse(`more than ${MAX_FILES} files`));
    parser.on('fieldsLimit', () => refuse(`more than ${MAX_FIELDS} fields`));
    parser.on('error', () => refuse('it ends early'));
    parser.on('finish', () => resolve());
    parser.end(body);
  });
  return { pairs, files };
}

function parserOf(contentType: string, fieldSize: number): InstanceType<typeof Busboy> {
  const headers: BusboyHeaders = { 'content-type': contentType };
  const limits = { fieldNameSize: MAX_NAME_BYTES, fieldSize, fields: MAX_FIELDS, files: MAX_FILES };
  try {
    return new Busboy({ headers, limits });
  } catch {
    throw malformed('its content type names no boundary');
  }
}

function malformed(problem: string): GraphFault {
  return invalid(`The request body is no multipart form: ${problem}`);
}
