import type { RawParameters } from './parameters.ts';

/** The parts of a request that are read before its endpoint is known. */
export interface GraphRequest {
  raw: RawParameters;
  /** Like `/v25.0`, or empty. */
  versionPath: string;
  /** Path without version. */
  path: string;
  method: string;
}
