import type { Upload } from '../state/uploads.ts';

/** Room for files in a session. The newest files that fit go into it. */
export interface Room {
  /** Bytes that are left, before base64. */
  bytes: number;
}

/** Room for the files of all pages together. A quarter of the usual `limits.sessionBytes`: timelines need the rest. */
export function roomForFiles(): Room {
  return { bytes: 16_777_216 };
}

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

/** The uploads as plain data. What their files need is taken from the room. */
export function exportUploads(uploads: readonly Upload[], room: Room): SessionUpload[] {
  const newestFirst = uploads.toReversed().map(({ file, ...upload }): SessionUpload => {
    if (!file) return upload;
    const { name, mimeType, bytes } = file;
    const fits = bytes.length <= room.bytes;
    if (fits) room.bytes -= bytes.length;
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
