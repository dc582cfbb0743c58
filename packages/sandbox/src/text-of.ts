/**
 * A value from a call as text. `String` would throw for an object whose own `toString` is no function, as in
 * `{"toString":1}`.
 */
export function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
