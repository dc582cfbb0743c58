/**
 * An option or an argument is missing, unknown or wrong; the message names it and says what it takes. It has the `name`,
 * `code` and `kind` of core's `OptionError`, so that one check finds both.
 */
export class OptionError extends Error {
  override readonly name = 'OptionError';
  /** The same in every package. */
  readonly code = 'bad_option';
  /** The same call fails in the same way each time. */
  readonly kind = 'invalid';
}
