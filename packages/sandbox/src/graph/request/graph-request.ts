import type { GraphFault } from '../graph-fault.ts';
import type { RawParameters } from './parameters.ts';

/** A file of a multipart body. */
export interface UploadedFile {
  /** Name of its form field, like `filedata`. */
  field: string;
  /** Name of the file; empty if the caller gave none. */
  name: string;
  /** Content type of the part, without parameters. */
  mimeType: string;
  bytes: Buffer;
}

/** A call that reached Graph: an HTTP request, or one part of a batch. */
export interface GraphRequest {
  /** In capitals. */
  method: string;
  /** Path without version and query. */
  path: string;
  /** Like `/v25.0`, or empty. */
  versionPath: string;
  raw: RawParameters;
  /** Token of the `Authorization` header; undefined: none. */
  bearer: string | undefined;
  files: readonly UploadedFile[];
  /** Why the request could not be read. It is refused with this, but stands in the timeline like any other call. */
  fault?: GraphFault;
}

/** What the caller gets. */
export interface GraphAnswer {
  status: number;
  /** What the timeline shows: JSON as a value, anything else as text. */
  body: unknown;
  /** The body of a fault, sent unchanged. */
  text?: string;
  /** Where it redirects to. */
  location?: string;
  /** Bytes that are sent instead of the body. */
  file?: DownloadedFile;
  /** The refusal behind the body. */
  fault?: GraphFault;
}

/** The answer of an endpoint that redirects, like `/picture`. */
export class Redirect {
  /** @param location Where to. */
  constructor(readonly location: string) {}
}

/** A file that an endpoint answers with. */
export interface DownloadedFile {
  name: string;
  mimeType: string;
  bytes: Buffer;
}

/** The answer of an endpoint that answers with a file. */
export class Download {
  constructor(readonly file: DownloadedFile) {}
}

/** A call that was run. */
export interface Outcome {
  /** Undefined: the caller hung up, or a fault keeps the answer back. */
  answer: GraphAnswer | undefined;
  /** Sends the webhooks. Called once the answer has been sent, because Meta answers first and notifies afterwards. */
  release(): void;
}
