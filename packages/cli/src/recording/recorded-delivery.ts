import { UsageError } from '../usage-error.ts';
import { parsePrecisely, printPrecisely } from './precise-json.ts';

/** A delivery of a recording. */
export interface RecordedDelivery {
  /** When it came, in ms since 1970. */
  readonly at: number;
  /** Texts, names, numbers and addresses were replaced. */
  readonly masked: boolean;
  /** Headers that a replay needs, in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The webhook body. Long integers are a `LongInteger`. */
  readonly body: unknown;
}

const FORMAT = 'handover-recording';
const VERSION = 1;

/** One line of a recording, with its end. */
export function printRecorded({ at, masked, headers, body }: RecordedDelivery): string {
  return `${printPrecisely({ format: FORMAT, version: VERSION, at: new Date(at).toISOString(), masked, headers, body })}\n`;
}

/**
 * Reads a line of a recording.
 *
 * @param where Names the line in errors, such as `deliveries.jsonl, line 3`.
 * @throws {UsageError} It is no delivery that `handover record` wrote.
 */
export function parseRecorded(line: string, where: string): RecordedDelivery {
  const { format, version, at, masked, headers, body } = fieldsOf(line, where);
  if (format !== FORMAT) throw new UsageError(`${where} is no delivery that handover record wrote`);
  if (version !== VERSION) {
    throw new UsageError(
      `${where} is of version ${String(version)}, and this handover reads version ${VERSION}: update it`,
    );
  }
  const time = typeof at === 'string' ? Date.parse(at) : Number.NaN;
  if (Number.isNaN(time) || typeof body !== 'object' || body === null) {
    throw new UsageError(`${where} is damaged: it has no time or no body`);
  }
  return { at: time, masked: masked === true, headers: neededOf(headers), body };
}

function fieldsOf(line: string, where: string): Record<string, unknown> {
  try {
    return (parsePrecisely(line) ?? {}) as Record<string, unknown>;
  } catch {
    throw new UsageError(`${where} is not JSON: the file is damaged or is no recording`);
  }
}

/** Of the headers only the type is needed: signatures are made again, and the others are about a connection or a sender. */
export function neededOf(headers: unknown): Record<string, string> {
  const { 'content-type': type } = (headers ?? {}) as { 'content-type'?: unknown };
  const isPlain = typeof type === 'string' && /^[\w.+/-]{1,80}(; ?charset=[\w-]{1,20})?$/i.test(type);
  return isPlain ? { 'content-type': type } : {};
}
