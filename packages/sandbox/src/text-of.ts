/**
 * A value of a request as text: a text as it is, anything else as JSON. `String(value)` throws for an object with a key
 * `toString`.
 */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
