/**
 * An option or an argument is missing, unknown or wrong; `option` names it, and nothing was sent. It has the `name`, `code`
 * and `kind` of core's `OptionError`, so that one check finds both. It never holds the argument, which may be a text or a
 * secret.
 */
export class OptionError extends Error {
  override readonly name = 'OptionError';
  /** The same in every package. */
  readonly code = 'bad_option';
  /** The same call fails the same way each time. */
  readonly kind = 'invalid';
  /** The option or the argument that is wrong, such as `userId` or `threadControl.type`. */
  readonly option: string;

  constructor(option: string, message: string) {
    super(message);
    this.option = option;
  }
}
