/** Meta's deliveries stay below 1 MiB. */
const MOST_BYTES = 1_048_576;
/** What is held of all requests together. */
const MOST_BYTES_TOGETHER = 64 * MOST_BYTES;

/** A copy of the bytes of one request while it passes. */
export interface BodyCopy {
  add(part: Uint8Array): void;
  /** Everything that was added; `undefined` if it was too much to keep. */
  bytes(): Uint8Array | undefined;
  /** Frees what is held. */
  release(): void;
}

/** Copies of the bodies of requests, in bounded memory. */
export class BodyCopies {
  #held = 0;

  start(): BodyCopy {
    let parts: Uint8Array[] | undefined = [];
    let length = 0;
    const release = (): void => {
      parts = undefined;
      this.#held -= length;
      length = 0;
    };
    return {
      add: (part) => {
        if (parts === undefined) return;
        if (length + part.byteLength > MOST_BYTES || this.#held + part.byteLength > MOST_BYTES_TOGETHER) {
          release();
          return;
        }
        parts.push(part);
        length += part.byteLength;
        this.#held += part.byteLength;
      },
      bytes: () => (parts === undefined ? undefined : Buffer.concat(parts)),
      release,
    };
  }
}
