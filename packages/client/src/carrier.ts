/** A request as it goes out. Redirects are not followed: they would repeat the call elsewhere, or turn a POST into a GET. */
export interface OutgoingRequest {
  readonly url: string;
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON as text, which every fetch takes and a wrapper can read; everything else as bytes. */
  readonly body: string | ArrayBuffer | undefined;
}

/** The part of `Headers` that is used of an answer. */
export interface AnswerHeaders extends Iterable<[string, string]> {
  get(name: string): string | null;
}

/** What is read of an answer beside its body. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: Pick<AnswerHeaders, 'get'>;
}

/** An answer as it came: its body is read to the end. */
export interface RawAnswer extends AnswerHead {
  readonly headers: AnswerHeaders;
  /** The body; undefined where it was longer than any of Graph's. */
  readonly text: string | undefined;
}

/** Who is told what became of a request; once, and never before the carrier has returned. */
export interface Outcome {
  /** The whole answer came. */
  answered(answer: RawAnswer): void;
  /** It did not; with the error of the runtime. */
  failed(error: unknown): void;
}

/**
 * How one request is sent and its whole answer read in one runtime. Never throws.
 *
 * @returns Gives the request up; what its outcome is told from then on is of no interest.
 */
export type Carrier = (request: OutgoingRequest, outcome: Outcome) => () => void;

/** Longest body of an answer in bytes: Graph's longest lists stay far below, and one without an end would fill the memory. */
export const maxBodyBytes: number = 8 * 1024 * 1024;
