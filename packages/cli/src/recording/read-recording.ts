import { createReadStream } from 'node:fs';
import { UsageError } from '../usage-error.ts';
import { parseRecorded, type RecordedDelivery } from './recorded-delivery.ts';

/** A recorded delivery is below 2 MiB. A longer line is none, and is not gathered. */
const MOST_LINE_BYTES = 4_194_304;
const LINE_END = 0x0a;

/**
 * Reads a recording line by line, in the order in which it was written.
 *
 * @param name How messages name the file.
 * @param onCutOff Called if the last line is not complete, as a killed process leaves it. That line is left out.
 * @throws {UsageError} The file cannot be read, or a line is no delivery that `handover record` wrote.
 */
export async function* readRecording(
  path: string,
  name: string,
  onCutOff: () => void = () => {},
): AsyncGenerator<RecordedDelivery> {
  let number = 0;
  for await (const { text, hasEnd } of linesOf(path, name)) {
    number += 1;
    if (text === '') continue;
    try {
      yield parseRecorded(text, `${name}, line ${number},`);
    } catch (error) {
      // One line alone may be a file of any other kind.
      if (hasEnd || number === 1 || !(error instanceof UsageError)) throw error;
      onCutOff();
    }
  }
}

async function* linesOf(path: string, name: string): AsyncGenerator<{ text: string; hasEnd: boolean }> {
  let rest: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of createReadStream(path) as AsyncIterable<Buffer>) {
      let start = 0;
      for (let end = part.indexOf(LINE_END); end >= 0; end = part.indexOf(LINE_END, start)) {
        yield { text: Buffer.concat([...rest, part.subarray(start, end)]).toString('utf8'), hasEnd: true };
        rest = [];
        length = 0;
        start = end + 1;
      }
      rest.push(part.subarray(start));
      length += part.byteLength - start;
      if (length > MOST_LINE_BYTES) throw new UsageError(`${name} is no recording of handover record`);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === undefined || error instanceof UsageError
      ? error
      : new UsageError(`${name} cannot be read (${code}): give the path of a recording`);
  }
  if (length > 0) yield { text: Buffer.concat(rest).toString('utf8'), hasEnd: false };
}
