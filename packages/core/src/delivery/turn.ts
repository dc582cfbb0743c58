/** Something that begins once, for others to wait for. */
export interface Turn {
  readonly taken: boolean;
  /** Resolves when it begins. */
  readonly start: Promise<void>;
  readonly take: () => void;
}

export function turn(): Turn {
  let resolve: () => void = () => undefined;
  const start = new Promise<void>((resolved) => {
    resolve = resolved;
  });
  const own = {
    taken: false,
    start,
    take: () => {
      own.taken = true;
      resolve();
    },
  };
  return own;
}
