/** What every error about an argument carries: the same call fails in the same way each time, so that no repeat helps. */
interface Invalid {
  readonly kind: 'invalid';
}

/** An argument is of a type or form that no call takes. Never holds the argument, which may be a text or a secret. */
export function wrongType(message: string): TypeError & Invalid {
  return Object.assign(new TypeError(message), { kind: 'invalid' as const });
}

/** An argument is of the right type and outside of its limits. */
export function outOfRange(message: string): RangeError & Invalid {
  return Object.assign(new RangeError(message), { kind: 'invalid' as const });
}
