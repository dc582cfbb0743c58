import { createSandbox, type Sandbox, type SandboxOptions, type SandboxPage } from '@handover/sandbox';
import { startWebhook, type Webhook } from '@handover/test-support/webhook';

/** App ids of a stage. */
export const BOT = '1450077300221199';
export const DESK = '880042117756310';

/** A sandbox on a manual clock with two apps, whose webhooks only listen. */
export interface Stage {
  sandbox: Sandbox;
  bot: Webhook;
  desk: Webhook;
  /** A Graph call of an app. A form carries a file. @default page the first one */
  call(
    appId: string,
    edge: string,
    params: Record<string, unknown> | FormData,
    page?: SandboxPage,
  ): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

/** Starts a stage. Acme Bot is the default app; Acme Desk may not take control. */
export async function startStage(options: SandboxOptions = {}): Promise<Stage> {
  const [bot, desk] = await Promise.all([startWebhook('bot-secret'), startWebhook('desk-secret')]);
  const sandbox = await createSandbox({
    clock: 'manual',
    startAt: Date.UTC(2026, 10, 2, 9, 0),
    apps: [
      { id: BOT, name: 'Acme Bot', secret: 'bot-secret', webhookUrl: bot.url },
      { id: DESK, name: 'Acme Desk', secret: 'desk-secret', webhookUrl: desk.url, canTake: false },
    ],
    ...options,
  });

  return {
    sandbox,
    bot,
    desk,
    async call(appId, edge, params, page = sandbox.page) {
      const response = await fetch(`${sandbox.url}/v25.0/me/${edge}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${page.accessToken(appId)}`,
          ...(params instanceof FormData ? {} : { 'content-type': 'application/json' }),
        },
        body: params instanceof FormData ? params : JSON.stringify(params),
      });
      return (await response.json()) as Record<string, unknown>;
    },
    async close() {
      await sandbox.close();
      await Promise.all([bot.close(), desk.close()]);
    },
  };
}
