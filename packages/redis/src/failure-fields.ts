/** What of an error may be written: its class and codes. Never its message, which may quote what a customer wrote. */
export function failureFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const fields: Record<string, unknown> = { name: error.name };
  for (const field of ['kind', 'code', 'subcode', 'status', 'traceId', 'reason', 'hint'] as const) {
    const value = (error as unknown as Record<string, unknown>)[field];
    if (typeof value === 'string' || typeof value === 'number') fields[field] = value;
  }
  if (error.cause instanceof Error) {
    const { name, code } = error.cause as { readonly name: string; readonly code?: unknown };
    fields['cause'] = { name, ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}) };
  }
  return fields;
}
