import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { OptionError } from '../option-error.ts';
import { CA_ORGANIZATION } from './certificates.ts';

/** The file for the certificate of the CA. */
export interface CaFile {
  /** Absolute path: clients may run in another folder. */
  readonly path: string;
  /** Writes the certificate. @throws {OptionError} It cannot be written. */
  write(ca: string): Promise<void>;
  /** Removes the file, unless the user chose its path. */
  remove(): Promise<void>;
}

/**
 * Prepares the file for the certificate of the CA.
 *
 * @param given Its path. @default a file in a new temporary folder
 * @throws {OptionError} The file exists and holds something other than a CA of a sandbox, or it cannot be read.
 */
export async function openCaFile(given: string | undefined): Promise<CaFile> {
  if (given === undefined) {
    const folder = await mkdtemp(join(tmpdir(), 'handover-sandbox-'));
    const path = join(folder, 'ca.pem');
    return {
      path,
      write: (ca) => writeFile(path, ca),
      remove: () => rm(folder, { recursive: true, force: true }),
    };
  }
  const path = resolve(given);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw cannot('read', error);
  });
  if (text !== '' && !isOurs(text)) {
    throw new OptionError(
      'https.caFile: the file exists and is not the CA of a sandbox; name another one, or remove it',
    );
  }
  return {
    path,
    write: (ca) =>
      writeFile(path, ca).catch((error: NodeJS.ErrnoException) => {
        throw cannot('written', error);
      }),
    remove: async () => undefined,
  };
}

function cannot(what: string, error: NodeJS.ErrnoException): OptionError {
  return new OptionError(`https.caFile: the file cannot be ${what} (${error.code})`, { cause: error });
}

/** True for the CA of an earlier run, alone in its file. */
function isOurs(text: string): boolean {
  if (text.split('-----BEGIN ').length !== 2) return false;
  try {
    return new X509Certificate(text).subject.split('\n').includes(`O=${CA_ORGANIZATION}`);
  } catch {
    return false; // It is no certificate.
  }
}
