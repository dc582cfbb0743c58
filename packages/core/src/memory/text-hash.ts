const ENCODER = new TextEncoder();
/** A text goes in here, to be read in words: that takes half as long as its characters one by one. */
const BYTES = new Uint8Array(1024);
const WORDS = new Int32Array(BYTES.buffer);

/** The 64 bits that stand for a text, as two numbers: no object has to carry them. */
export class TextHash {
  /** Half of the bits of the text looked at last; neither zero nor one, which tables mark their slots with. */
  low = 2;
  /** The other half. */
  high = 0;

  /** Works out the bits: two rounds of multiply and rotate for each word, then the finish of MurmurHash3. */
  mix(text: string): void {
    const { length } = text;
    const words = wordsOf(text);
    const count = words === WORDS ? (length + 3) >> 2 : words.length;
    let low = 0x9e3779b9 ^ length;
    let high = 0x85ebca6b;
    for (let index = 0; index < count; index += 1) {
      const word = words[index] ?? 0;
      low = Math.imul(low ^ word, 0xcc9e2d51);
      low = (low << 15) | (low >>> 17);
      high = Math.imul(high ^ word, 0x1b873593);
      high = (high << 13) | (high >>> 19);
    }
    const mixed = finish(low ^ Math.imul(high, 5));
    this.low = mixed === 0 || mixed === 1 ? 2 : mixed;
    this.high = finish(high ^ Math.imul(low, 3));
  }
}

function wordsOf(text: string): Int32Array {
  const { length } = text;
  // What is left of another text must not stand behind the last byte.
  WORDS[length >> 2] = 0;
  const { read, written } = ENCODER.encodeInto(text, BYTES);
  if (read === length && written === length) return WORDS;
  // Too long to be read whole, or not plain ASCII, of which two texts may be the same bytes.
  const words = new Int32Array((length + 1) >> 1);
  Buffer.from(words.buffer).write(text, 'utf16le');
  return words;
}

function finish(bits: number): number {
  let mixed = bits ^ (bits >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
