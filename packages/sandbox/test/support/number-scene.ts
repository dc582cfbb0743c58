import { startWebhook, type Webhook } from '@handover/test-support/webhook';
import * as assert from 'uvu/assert';
import { createWhatsappContract } from '../../../../openapi/contract.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../src/index.ts';
import { BOT, DESK, SECRETS, TOKENS } from './setup.ts';

export const NUMBER = '550000000000002';
export const ACCOUNT = '330000000000001';
export const DISPLAY = '351210000000';
export const START = Date.parse('2026-11-30T09:00:00Z');

const contract = createWhatsappContract();

/** A Graph answer. */
export interface Answer {
  status: number;
  body: Record<string, unknown>;
  /** The error's code, or `ok`. */
  result: string;
}

/** What an app got in one change: the field, and the value without the number. */
export interface Got {
  field: string;
  value: Record<string, unknown[]>;
}

/** A sandbox with one WhatsApp number, and two apps whose webhooks are real servers. */
export interface NumberScene {
  sandbox: Sandbox;
  bot: Webhook;
  desk: Webhook;
  call(appId: string, method: string, path: string, params?: Record<string, unknown>): Promise<Answer>;
  /** Sends a text as the bot; resolves to the wamid. */
  send(to: string, text: string): Promise<string>;
  /** Changes that a webhook got since the last call. */
  news(hook: Webhook): Promise<Got[]>;
  close(): Promise<void>;
}

/** Starts the scene at `START`, with a clock that only tests move. */
export async function startNumber(options: SandboxOptions = {}): Promise<NumberScene> {
  const hooks = await Promise.all([BOT, DESK].map((id) => startWebhook(SECRETS[id] ?? '')));
  const sandbox = await createSandbox({
    ...(options.pages
      ? {}
      : {
          platform: 'whatsapp',
          page: { id: NUMBER, name: 'Demo Shop', accountId: ACCOUNT, displayNumber: DISPLAY },
        }),
    clock: 'manual',
    startAt: START,
    apps: [BOT, DESK].map((id, at) => ({
      id,
      name: ['Bot', 'Desk'][at] ?? '',
      secret: SECRETS[id] ?? '',
      ...(options.pages ? {} : { accessToken: TOKENS[id] ?? '' }),
      webhookUrl: hooks[at]?.url ?? '',
      verifyToken: 'verify-me',
    })),
    ...options,
  });
  const [bot, desk] = hooks as [Webhook, Webhook];
  const seen = new Map<Webhook, number>();
  const call: NumberScene['call'] = async (appId, method, path, params = {}) => {
    const url = new URL(`${sandbox.url}/v25.0/${path}`);
    if (method === 'GET') for (const [name, value] of Object.entries(params)) url.searchParams.set(name, String(value));
    const response = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${TOKENS[appId] ?? ''}`,
        connection: 'close',
        ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
      },
      ...(method === 'GET' ? {} : { body: JSON.stringify(params) }),
    });
    const body = (await response.json()) as Record<string, unknown>;
    const problems = contract.validateResponse({ method, url: url.href, status: response.status, body });
    assert.equal(problems, [], `${method} ${path} ${JSON.stringify(body)}`);
    const error = body['error'] as { code: number } | undefined;
    return { status: response.status, body, result: error ? String(error.code) : 'ok' };
  };
  return {
    sandbox,
    bot,
    desk,
    call,
    async send(to, text) {
      const { body } = await call(BOT, 'POST', `${NUMBER}/messages`, textTo(to, text));
      return (body['messages'] as { id: string }[])[0]?.id ?? '';
    },
    async news(hook) {
      await sandbox.settled();
      const fresh = hook.received.slice(seen.get(hook) ?? 0);
      seen.set(hook, hook.received.length);
      return fresh.flatMap(({ body }) =>
        body.entry.flatMap(({ changes = [] }) =>
          changes.map(({ field, value: { messaging_product: _, metadata: __, ...value } }) => ({
            field,
            value: value as Got['value'],
          })),
        ),
      );
    },
    async close() {
      await sandbox.close();
      await Promise.all(hooks.map((hook) => hook.close()));
      for (const { body, signed } of hooks.flatMap((hook) => hook.received)) {
        if (body.object !== 'page') assert.equal(contract.validateDelivery(body), [], JSON.stringify(body));
        assert.ok(signed);
      }
    },
  };
}

/** The body of a text. */
export function textTo(to: string, body: string): Record<string, unknown> {
  const whom = /^\d+$/.test(to) ? { to } : { recipient: to };
  return { messaging_product: 'whatsapp', recipient_type: 'individual', ...whom, type: 'text', text: { body } };
}
