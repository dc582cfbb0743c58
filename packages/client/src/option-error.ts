/**
 * An option or an argument is missing, unknown or wrong. `option` names it; nothing was sent. The error has the `name`,
 * `code` and `kind` of core's `OptionError`, so one check covers both. It never holds the argument, which may be a text
 * or a secret.
 */
export class OptionError extends Error {
  override readonly name = 'OptionError';
  /** The same in every package. */
  readonly code = 'bad_option';
  /** A retry fails in the same way. */
  readonly kind = 'invalid';
  /** The option or the argument that is wrong, such as `userId` or `threadControl.type`. */
  readonly option: string;

  constructor(option: string, message: string) {
    super(message);
    this.option = option;
  }
}
