import { startWebhook, type Webhook } from '@handover/test-support/webhook';
import * as assert from 'uvu/assert';
import { createContract } from '../../../../openapi/contract.ts';
import { createSandbox, type Sandbox, type SandboxAppOptions, type SandboxOptions } from '../../src/index.ts';

/** Bot (first and default app), desk (may take) and third (may not take). */
export const BOT = '1450077300221199';
export const DESK = '880042117756310';
export const THIRD = '512300998877441';
export const INBOX = '263902037430900';
export const PAGE = '804155501230077';
export const SECRETS: Record<string, string> = {
  [BOT]: '0123456789abcdef0123456789abcdef',
  [DESK]: 'fedcba9876543210fedcba9876543210',
  [THIRD]: '00112233445566778899aabbccddeeff',
};
export const TOKENS: Record<string, string> = {
  [BOT]: 'EAAhandoverExamplePageToken',
  [DESK]: 'EAAdeskExamplePageToken',
  [THIRD]: 'EAAthirdExamplePageToken',
};

/** The contract that every answer and delivery of a scene must meet. */
export const contract = createContract({ extra: true });

/** A Graph answer. */
export interface Answer {
  status: number;
  headers: Headers;
  // Bodies may have any keys: a test checks only the keys that it is about.
  body: Record<string, unknown>;
  /** `code/subcode`, or `code`, or `ok`. */
  result: string;
}

/** A sandbox with three apps whose webhooks are real servers. */
export interface Scene {
  sandbox: Sandbox;
  bot: Webhook;
  desk: Webhook;
  third: Webhook;
  /** A call with the app's token in the header; `params` go as JSON, for GET as query. */
  call(appId: string, method: string, path: string, params?: Record<string, unknown>): Promise<Answer>;
  close(): Promise<void>;
}

/** Starts a scene; `apps` overrides single options of the apps by id. */
export async function startScene(
  options: SandboxOptions & { overrides?: Record<string, Partial<SandboxAppOptions>> } = {},
): Promise<Scene> {
  const { overrides = {}, ...rest } = options;
  const ids = [BOT, DESK, THIRD];
  const hooks = await Promise.all(ids.map((id) => startWebhook(SECRETS[id] ?? '')));
  const names = ['Acme Bot', 'Acme Desk', 'Third'];
  const sandbox = await createSandbox({
    page: { id: PAGE, name: 'Acme' },
    defaultApp: BOT,
    apps: ids.map((id, at) => ({
      id,
      name: names[at] ?? '',
      secret: SECRETS[id] ?? '',
      accessToken: TOKENS[id] ?? '',
      webhookUrl: hooks[at]?.url ?? '',
      verifyToken: 'verify-me',
      canTake: id !== THIRD,
      ...overrides[id],
    })),
    ...rest,
    // Deliveries keep their order, however slow this machine answers them.
    delivery: { patienceMs: 10_000, ...rest.delivery },
  });
  const [bot, desk, third] = hooks as [Webhook, Webhook, Webhook];
  return {
    sandbox,
    bot,
    desk,
    third,
    call: (appId, method, path, params = {}) => graphCall(sandbox.url, TOKENS[appId] ?? '', method, path, params),
    async close() {
      await sandbox.close();
      await Promise.all(hooks.map((hook) => hook.close()));
      for (const { body, signed } of hooks.flatMap((hook) => hook.received)) {
        assert.equal(contract.validateDelivery(body), [], JSON.stringify(body));
        assert.ok(signed);
      }
    },
  };
}

/** A Graph call by plain fetch. */
export async function graphCall(
  base: string,
  token: string,
  method: string,
  path: string,
  params: Record<string, unknown> = {},
): Promise<Answer> {
  const url = new URL(`${base}/v25.0/${path}`);
  if (method !== 'POST') for (const [name, value] of Object.entries(params)) url.searchParams.set(name, String(value));
  const response = await fetch(url, {
    method,
    // A kept connection could be closed by the server just before the next call on a machine that paused for seconds.
    headers: {
      authorization: `Bearer ${token}`,
      connection: 'close',
      ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
    },
    ...(method === 'POST' ? { body: JSON.stringify(params) } : {}),
  });
  const json: unknown = await response.json();
  const problems = contract.validateResponse({ method, url: url.href, status: response.status, body: json });
  assert.equal(problems, [], `${method} ${path} ${JSON.stringify(json)}`);
  const body = json as { error?: { code: number; error_subcode?: number } };
  const result = body.error
    ? [body.error.code, ...(body.error.error_subcode === undefined ? [] : [body.error.error_subcode])].join('/')
    : 'ok';
  return { status: response.status, headers: response.headers, body: body as Record<string, unknown>, result };
}

/** Uploads a file to a WhatsApp number, as curl's `-F file=@dot.png;type=image/png` does. */
export async function uploadMedia(
  base: string,
  token: string,
  number: string,
  { fields, file, name }: { fields: Record<string, string>; file: Blob; name: string },
): Promise<{ status: number; body: Record<string, unknown> }> {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) form.set(key, value);
  form.set('file', file, name);
  const url = `${base}/v25.0/${number}/media`;
  const headers = { authorization: `Bearer ${token}`, connection: 'close' };
  const response = await fetch(url, { method: 'POST', headers, body: form });
  const body = (await response.json()) as Record<string, unknown>;
  assert.equal(contract.validateResponse({ method: 'POST', url, status: response.status, body }), []);
  return { status: response.status, body };
}

/** `{ recipient: { id } }` of a person. */
export function to(person: { id: string }): { recipient: { id: string } } {
  return { recipient: { id: person.id } };
}
