import type { Platform } from '@handover/core';
import { UsageError } from '../usage-error.ts';

/** A page of a sandbox. */
export interface SandboxPage {
  readonly id: string;
  readonly platform: Platform;
  /** Ids of its apps, the bot's first. */
  readonly appIds: readonly string[];
}

/** The sandbox refused an action. The message is its own sentence. */
export class SandboxRefusal extends Error {
  override readonly name = 'SandboxRefusal';
}

const TIMEOUT_MS = 30_000;

/** The control API of a sandbox. */
export class SandboxControl {
  readonly #origin: string;

  private constructor(origin: string) {
    this.#origin = origin;
  }

  /**
   * Connects to a sandbox.
   *
   * @param graphUrl Its address, as `GRAPH_URL` has it.
   * @throws {UsageError} No sandbox answers there.
   */
  static async connect(graphUrl: string): Promise<SandboxControl> {
    const origin = URL.canParse(graphUrl) ? new URL(graphUrl).origin : '';
    if (!/^https?:/.test(origin)) throw new UsageError('GRAPH_URL (or --graph-url) must be the address of a sandbox');
    const control = new SandboxControl(origin);
    const health = await control.#get('/health').catch(() => undefined);
    if ((health as { ok?: unknown } | undefined)?.ok === true) return control;
    throw new UsageError(
      `no sandbox answers at ${origin}: start one with handover sandbox, and set GRAPH_URL to its address`,
    );
  }

  /** Its pages, in their order. */
  async pages(): Promise<readonly SandboxPage[]> {
    const { pages } = (await this.#get('/pages')) as { pages: readonly { id: string; platform: Platform }[] };
    return Promise.all(
      pages.map(async ({ id, platform }) => {
        const query = new URLSearchParams({ page: id, platform });
        const { apps } = (await this.#get(`/state?${query}`)) as { apps: readonly { id: string }[] };
        return { id, platform, appIds: apps.map((app) => app.id) };
      }),
    );
  }

  /** Does something on a page. @throws {SandboxRefusal} The sandbox refused it. */
  act(page: SandboxPage, path: string, body: Readonly<Record<string, unknown>> = {}): Promise<Record<string, unknown>> {
    const query = new URLSearchParams({ page: page.id, platform: page.platform });
    return this.#call('POST', `${path}?${query}`, body) as Promise<Record<string, unknown>>;
  }

  /** Waits until every delivery was answered. */
  async settled(): Promise<void> {
    await this.#call('POST', '/settled', {});
  }

  #get(path: string): Promise<unknown> {
    return this.#call('GET', path);
  }

  async #call(method: string, path: string, body?: unknown): Promise<unknown> {
    const { ok, status, text } = await this.#exchange(method, path, body).catch((error: unknown) => {
      throw new Error(`the sandbox at ${this.#origin} does not answer any more (${reasonOf(error)})`, { cause: error });
    });
    if (ok) return JSON.parse(text);
    throw new SandboxRefusal(sentenceIn(text) ?? `status ${status}`);
  }

  async #exchange(method: string, path: string, body: unknown): Promise<{ ok: boolean; status: number; text: string }> {
    const answer = await fetch(`${this.#origin}/_sandbox${path}`, {
      method,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    return { ok: answer.ok, status: answer.status, text: await answer.text() };
  }
}

/** The code of the system, else the error's name, such as `TimeoutError`. */
function reasonOf(error: unknown): string {
  const { name, cause } = error as { name: string; cause?: { code?: unknown } };
  return typeof cause?.code === 'string' ? cause.code : name;
}

function sentenceIn(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: { message?: string } };
    return error?.message;
  } catch {
    return undefined;
  }
}
