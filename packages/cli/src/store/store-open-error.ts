/** Why a store could not be opened: the driver is not installed, no store is there, or the database does not answer. */
export type StoreOpenCode = 'driver_missing' | 'no_store' | 'unreachable';

/** A store could not be opened. The message never holds the password of its address. */
export class StoreOpenError extends Error {
  override readonly name = 'StoreOpenError';

  constructor(
    readonly code: StoreOpenCode,
    message: string,
    /** The way out, unless the message names it. */
    readonly hint: string | undefined,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
