/** The fields of what should be an object; none of anything else. */
export function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** The items of what should be a list; none of anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What should be a text; undefined if it is not. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
