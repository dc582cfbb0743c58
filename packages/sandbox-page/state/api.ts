/** Longest wait for an answer in ms. A Graph call under a fault may take long. */
const TIMEOUT_MS = 60_000;

/** The sandbox refused a request or could not be reached. The message is shown to the user. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** Status of the answer; 0: there was none. */
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** Address of a route below `/_sandbox/`; relative to the page, so that a proxy may put both under a path. */
export function addressOf(path: string): string {
  return new URL(`_sandbox/${path}`, document.baseURI).href;
}

/** Reads a route. @throws {ApiError} The sandbox refused or did not answer. */
export function get<Answer>(path: string): Promise<Answer> {
  return call(path, {});
}

/** Posts to a route. @throws {ApiError} The sandbox refused or did not answer. */
export function post<Answer>(path: string, body: unknown = {}): Promise<Answer> {
  return call(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Posts JSON text unchanged. @throws {ApiError} The sandbox refused or did not answer. */
export async function postText(path: string, json: string): Promise<void> {
  await exchange(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: json });
}

/** Deletes what a route names. @throws {ApiError} The sandbox refused or did not answer. */
export function remove<Answer>(path: string): Promise<Answer> {
  return call(path, { method: 'DELETE' });
}

/** Reads a route whose answer is text. @throws {ApiError} The sandbox refused or did not answer. */
export async function getText(path: string): Promise<string> {
  return (await exchange(path, {})).text;
}

async function call<Answer>(path: string, init: RequestInit): Promise<Answer> {
  const { text, status } = await exchange(path, init);
  try {
    return JSON.parse(text) as Answer;
  } catch (error) {
    throw new ApiError(
      `${'The sandbox sent an answer that is not JSON'} (${error instanceof Error ? error.message : String(error)})`,
      status,
    );
  }
}

async function exchange(path: string, init: RequestInit): Promise<{ text: string; status: number }> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(addressOf(path), { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
    text = await response.text();
  } catch (error) {
    const late = error instanceof DOMException && error.name === 'TimeoutError';
    throw new ApiError(
      late ? 'The sandbox did not answer within a minute.' : 'The sandbox does not answer. Is it still running?',
      0,
    );
  }
  if (!response.ok)
    throw new ApiError(
      messageOf(text) ?? `The sandbox answered ${response.status} without a message.`,
      response.status,
    );
  return { text, status: response.status };
}

function messageOf(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: { message?: unknown } };
    return typeof error?.message === 'string' ? error.message : undefined;
  } catch {
    // The body is not the sandbox's, perhaps a proxy's page: the status says more.
    return undefined;
  }
}
