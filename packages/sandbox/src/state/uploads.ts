/** Kinds of media that can be uploaded. */
export const MEDIA_TYPES = ['image', 'audio', 'video', 'file'] as const;

/** A kind of media. */
export type MediaType = (typeof MEDIA_TYPES)[number];

/** The kind of a file of this content type. */
export function mediaTypeOf(mimeType: string): MediaType {
  return MEDIA_TYPES.find((one) => mimeType.startsWith(`${one}/`)) ?? 'file';
}

/** Media that an app uploaded, by file or by address. Its attachment id can be sent again. */
export interface Upload {
  /** Attachment id. */
  id: string;
  type: MediaType;
  /** When it was uploaded, in ms of the sandbox's clock. */
  at: number;
  /** It may be sent to any number of people. */
  isReusable: boolean;
  /** Not reusable: the person that it was sent to. */
  onlyFor?: string;
  /** Where it was fetched from; undefined for a file. */
  sourceUrl?: string;
  /** The file; undefined if only its address is known. */
  file?: { name: string; mimeType: string; bytes: Buffer };
}

/** An upload before it has an id. */
export type NewUpload = Omit<Upload, 'id'>;

/** The uploaded media of a page: the newest ones whose files fit together. */
export interface Uploads {
  /** Keeps it and gives it an attachment id. Drops the oldest ones if the files have become too large together. */
  add(upload: NewUpload): Upload;
  get(id: string): Upload | undefined;
  /** Forgets an upload. */
  delete(id: string): void;
  /** All kept uploads, oldest first. */
  all(): Upload[];
  /** Replaces everything. */
  restore(uploads: readonly Upload[]): void;
  clear(): void;
}

/** Most uploads, whatever their size. */
const MAX_UPLOADS = 5000;

/** Creates an empty store of uploads. `maxBytes` bounds all files together; the newest upload always stays. */
export function createUploads(newId: () => string, maxBytes: number): Uploads {
  const uploads = new Map<string, Upload>();
  let bytes = 0;

  function keep(upload: Upload): void {
    uploads.set(upload.id, upload);
    bytes += sizeOf(upload);
    for (const oldest of uploads.values()) {
      if (uploads.size <= 1 || (bytes <= maxBytes && uploads.size <= MAX_UPLOADS)) break;
      drop(oldest);
    }
  }

  function drop(upload: Upload | undefined): void {
    if (upload && uploads.delete(upload.id)) bytes -= sizeOf(upload);
  }

  function clear(): void {
    uploads.clear();
    bytes = 0;
  }

  return {
    add(given) {
      const upload = { id: newId(), ...given };
      keep(upload);
      return upload;
    },
    get: (id) => uploads.get(id),
    delete: (id) => drop(uploads.get(id)),
    all: () => [...uploads.values()],
    restore(given) {
      clear();
      for (const upload of given) keep(upload);
    },
    clear,
  };
}

function sizeOf({ file }: Upload): number {
  return file?.bytes.length ?? 0;
}
