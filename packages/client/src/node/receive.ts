import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { type AnswerHeaders, maxBodyBytes, type Outcome, type RawAnswer } from '../carrier.ts';

/** Reads an answer of `node:http` to its end; a body that is too long ends its connection. */
export function receive(response: IncomingMessage, { answered, failed }: Outcome): void {
  const parts: Buffer[] = [];
  let length = 0;
  const answer = (text: string | undefined): RawAnswer => ({
    status: response.statusCode ?? 0,
    headers: headersOf(response),
    text,
  });

  response.on('data', (part: Buffer) => {
    length += part.length;
    if (length <= maxBodyBytes) {
      parts.push(part);
      return;
    }
    answered(answer(undefined));
    response.destroy();
  });
  response.on('end', () => {
    const [first = Buffer.alloc(0), ...others] = parts;
    const body = others.length === 0 ? first : Buffer.concat(parts, length);
    const encoding = response.headers['content-encoding'];
    if (encoding === undefined || body.length === 0) answered(answer(body.toString('utf8')));
    else decoded(body, encoding).then(answer).then(answered, failed);
  });
  // The other end closed the connection in the middle of the body.
  response.on('error', failed);
}

function headersOf({ headers, rawHeaders }: IncomingMessage): AnswerHeaders {
  return {
    get(name) {
      const value = headers[name.toLowerCase()];
      return (Array.isArray(value) ? value.join(', ') : value) ?? null;
    },
    *[Symbol.iterator]() {
      for (let index = 0; index + 1 < rawHeaders.length; index += 2)
        yield [rawHeaders[index] ?? '', rawHeaders[index + 1] ?? ''];
    },
  };
}

/** The text of a body that was packed although it was asked for as it is; undefined where it is too long. */
async function decoded(body: Buffer, encodings: string): Promise<string | undefined> {
  // Here and not at the top: an answer that is packed is rare, and zlib would be loaded by every program.
  const zlib = await import('node:zlib');
  const unpack = { gzip: zlib.unzip, 'x-gzip': zlib.unzip, deflate: zlib.unzip, br: zlib.brotliDecompress };
  const limit = { maxOutputLength: maxBodyBytes };
  let bytes = body;
  // The last of several is the outermost.
  for (const encoding of encodings.toLowerCase().split(',').reverse()) {
    const name = encoding.trim();
    if (name === 'identity') continue;
    const step = unpack[name as keyof typeof unpack];
    if (step === undefined) throw new Error('the answer is packed in a way that was not asked for');
    try {
      bytes = await promisify<Buffer, object, Buffer>(step)(bytes, limit);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
      throw error;
    }
  }
  return bytes.toString('utf8');
}
