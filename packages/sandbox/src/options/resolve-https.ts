import { checkKnownKeys } from '../known-keys.ts';
import { OptionError } from '../option-error.ts';
import { portNumber, text } from './option-checks.ts';
import type { SandboxHttpsOptions } from './options.ts';

/** The option `https` with its defaults. */
export interface ResolvedHttps {
  port: number;
  proxyPort: number;
  /** Undefined: a temporary file. */
  caFile: string | undefined;
}

/** @throws {OptionError} A value is wrong. */
export function resolveHttps(given: SandboxHttpsOptions | undefined): ResolvedHttps | undefined {
  if (given === undefined) return undefined;
  checkKnownKeys('https.', given, ['port', 'proxyPort', 'caFile']);
  const { port = 0, proxyPort = 0, caFile } = given;
  portNumber('https.port', port);
  portNumber('https.proxyPort', proxyPort);
  if (port !== 0 && port === proxyPort) throw new OptionError('https.proxyPort must differ from https.port');
  if (caFile !== undefined) text('https.caFile', caFile);
  return { port, proxyPort, caFile };
}
