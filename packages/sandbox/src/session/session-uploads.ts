import type { Upload } from '../state/uploads.ts';

/** Most bytes of files in a session, before base64. A session with more has the newest files that fit. */
const MAX_BYTES = 16_777_216;

/** An upload in a session. */
export type SessionUpload = Omit<Upload, 'file'> & {
  /** The file, if it was uploaded as one. */
  file?: {
    /** Name that the caller gave it. */
    name: string;
    /** Its content type. */
    mimeType: string;
    /** How many bytes it has. */
    size: number;
    /** Its bytes. Absent: there was no room for them; the id stays valid, but the file cannot be shown. */
    base64?: string;
  };
};

/** The uploads as plain data. */
export function exportUploads(uploads: readonly Upload[]): SessionUpload[] {
  let room = MAX_BYTES;
  const newestFirst = uploads.toReversed().map(({ file, ...upload }): SessionUpload => {
    if (!file) return upload;
    const { name, mimeType, bytes } = file;
    const fits = bytes.length <= room;
    if (fits) room -= bytes.length;
    return {
      ...upload,
      file: { name, mimeType, size: bytes.length, ...(fits ? { base64: bytes.toString('base64') } : {}) },
    };
  });
  return newestFirst.toReversed();
}

/** The uploads of a session. */
export function importUploads(uploads: readonly SessionUpload[]): Upload[] {
  return uploads.map(({ file, ...upload }) => {
    if (file?.base64 === undefined) return upload;
    const { name, mimeType, base64 } = file;
    return { ...upload, file: { name, mimeType, bytes: Buffer.from(base64, 'base64') } };
  });
}
