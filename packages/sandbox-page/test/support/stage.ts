import { createSandbox, type Sandbox, type SandboxOptions } from '@handover/sandbox';
import { startWebhook, type Webhook } from '@handover/test-support/webhook';

/** App ids of a stage. */
export const BOT = '1450077300221199';
export const DESK = '880042117756310';

/** A sandbox on a manual clock with two apps, whose webhooks only listen. */
export interface Stage {
  sandbox: Sandbox;
  bot: Webhook;
  desk: Webhook;
  /** A Graph call of an app. */
  call(appId: string, edge: string, params: Record<string, unknown>): Promise<Record<string, unknown>>;
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
  const tokens = new Map(sandbox.apps.map(({ id, accessToken }) => [id, accessToken]));

  return {
    sandbox,
    bot,
    desk,
    async call(appId, edge, params) {
      const response = await fetch(`${sandbox.url}/v25.0/me/${edge}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${tokens.get(appId)}`, 'content-type': 'application/json' },
        body: JSON.stringify(params),
      });
      return (await response.json()) as Record<string, unknown>;
    },
    async close() {
      await sandbox.close();
      await Promise.all([bot.close(), desk.close()]);
    },
  };
}
