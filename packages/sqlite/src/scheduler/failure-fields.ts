/** What of an error may be written: its class and reason. Never its message, which may quote what a customer wrote. */
export function failureFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const fields: Record<string, unknown> = { name: error.name };
  for (const field of ['kind', 'code', 'subcode', 'errcode', 'reason'] as const) {
    const value = (error as unknown as Record<string, unknown>)[field];
    if (typeof value === 'string' || typeof value === 'number') fields[field] = value;
  }
  if (error.cause instanceof Error) fields['cause'] = { name: error.cause.name, ...codesOf(error.cause) };
  return fields;
}

/** The driver's own codes. */
function codesOf(cause: Error): Record<string, unknown> {
  const { code, errcode } = cause as { readonly code?: unknown; readonly errcode?: unknown };
  return { ...(typeof code === 'string' ? { code } : {}), ...(typeof errcode === 'number' ? { errcode } : {}) };
}
