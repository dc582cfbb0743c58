/** The command line is wrong or a setting is missing. The command ends with exit code 2, before any side effect. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
