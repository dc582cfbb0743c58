import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { UsageError } from '../usage-error.ts';
import { parseRecorded } from './recorded-delivery.ts';

/** How much of a recording is kept. */
export interface RecordingFileOptions {
  /** A file that would grow beyond this is set aside, in bytes. */
  readonly rotateBytes: number;
  /** How many files that were set aside are kept. */
  readonly keep: number;
  /** Called with a sentence when the disk refuses; once until it works again. */
  readonly onTrouble: (sentence: string) => void;
}

/** Only its owner may read a recording. */
const OWNER_ONLY = 0o600;
const LINE_END = 0x0a;
const BLOCK_BYTES = 65_536;
/** `O_NOFOLLOW` does not exist on Windows. */
const APPEND = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0);

/**
 * A recording that is being written. Writes are synchronous: they are short, come one after another, and hold nothing in memory.
 * What the disk refuses is lost, and never stops the caller. Several processes may write to one recording.
 */
export class RecordingFile {
  readonly #path: string;
  readonly #options: RecordingFileOptions;
  #file: number;
  #isInTrouble = false;

  /**
   * Opens the file, or creates it.
   *
   * @throws {UsageError} It cannot be written, or holds something else than a recording.
   */
  constructor(path: string, options: RecordingFileOptions) {
    this.#path = path;
    this.#options = options;
    try {
      this.#file = openRecording(path);
    } catch (error) {
      if (error instanceof UsageError) throw error;
      throw new UsageError(`${path} cannot be written (${codeOf(error)}): give --file a path that can be`);
    }
  }

  /** Adds a line. Returns false if the disk refused it. */
  append(line: string): boolean {
    const bytes = Buffer.from(line);
    try {
      this.#follow();
      const { size } = fstatSync(this.#file);
      const isFull = size > 0 && size + bytes.byteLength > this.#options.rotateBytes;
      if (isFull) this.#rotate();
      this.#write(bytes, isFull ? 0 : size);
      this.#isInTrouble = false;
      return true;
    } catch (error) {
      const why = error instanceof UsageError ? error.message : `${this.#path} cannot be written (${codeOf(error)})`;
      this.#report(`${why}; deliveries pass, but are not recorded`);
      return false;
    }
  }

  close(): void {
    closeSync(this.#file);
  }

  /** Opens what is at the path now, if the file was removed, or set aside by another process. */
  #follow(): void {
    if (statSync(this.#path, { throwIfNoEntry: false })?.ino !== fstatSync(this.#file).ino) this.#reopen();
  }

  #reopen(): void {
    const next = openRecording(this.#path);
    closeSync(this.#file);
    this.#file = next;
  }

  #write(bytes: Uint8Array, size: number): void {
    try {
      let written = 0;
      while (written < bytes.byteLength) written += writeSync(this.#file, bytes, written);
    } catch (error) {
      // A full disk may have taken a part of the line.
      ftruncateSync(this.#file, size);
      throw error;
    }
  }

  /** `file` becomes `file.1`, `file.1` becomes `file.2`, and so on. */
  #rotate(): void {
    const { keep } = this.#options;
    rmSync(`${this.#path}.${keep}`, { force: true });
    for (let number = keep - 1; number >= 1; number -= 1) {
      if (existsSync(`${this.#path}.${number}`)) renameSync(`${this.#path}.${number}`, `${this.#path}.${number + 1}`);
    }
    if (keep === 0) rmSync(this.#path, { force: true });
    else renameSync(this.#path, `${this.#path}.1`);
    this.#reopen();
  }

  #report(sentence: string): void {
    if (!this.#isInTrouble) this.#options.onTrouble(sentence);
    this.#isInTrouble = true;
  }
}

/** Opens a recording at its end, or creates it. @throws {UsageError} It holds something else. */
function openRecording(path: string): number {
  const file = openSync(path, APPEND, OWNER_ONLY);
  try {
    checkKind(file, path);
    checkBeginning(file, path);
    cutTornEnd(file);
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** Closes a file that was there to others. @throws {UsageError} It is a device, a pipe or the like, whose rights are not ours. */
function checkKind(file: number, path: string): void {
  if (!fstatSync(file).isFile()) throw new UsageError(`${path} is not a file: give --file the path of one`);
  fchmodSync(file, OWNER_ONLY);
}

/** @throws {UsageError} The first line is there and is none of a recording. */
function checkBeginning(file: number, path: string): void {
  const parts: Buffer[] = [];
  for (let at = 0; ; at += BLOCK_BYTES) {
    const block = blockOf(file, at);
    const end = block.indexOf(LINE_END);
    parts.push(end < 0 ? block : block.subarray(0, end));
    if (end >= 0) break;
    // A single line that was cut off while it was written.
    if (block.byteLength < BLOCK_BYTES) {
      if (Buffer.concat(parts).toString('utf8').startsWith('{"format":"handover-recording"')) return;
      if (at === 0 && block.byteLength === 0) return;
      break;
    }
  }
  try {
    parseRecorded(Buffer.concat(parts).toString('utf8'), path);
  } catch {
    throw new UsageError(`${path} holds something else than a recording: give --file another path`);
  }
}

/** Cuts off a line without its end, which a killed process leaves. */
function cutTornEnd(file: number): void {
  const { size } = fstatSync(file);
  let end = size;
  while (end > 0) {
    const start = Math.max(0, end - BLOCK_BYTES);
    const last = blockOf(file, start)
      .subarray(0, end - start)
      .lastIndexOf(LINE_END);
    if (last >= 0) {
      end = start + last + 1;
      break;
    }
    end = start;
  }
  if (end < size) ftruncateSync(file, end);
}

function blockOf(file: number, at: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  return block.subarray(0, readSync(file, block, 0, BLOCK_BYTES, at));
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}
