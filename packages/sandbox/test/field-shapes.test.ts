import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSandbox, LEAD_ADS_APP_ID, type Quirks, type Sandbox, type SandboxOptions } from '../src/index.ts';
import { BOT, DESK, graphCall, SECRETS, TOKENS, to } from './support/setup.ts';
import { type Entry, startWebhook, type Webhook } from './support/webhook.ts';

const shapes = suite('shapes of real traffic');
const START = 1_764_590_400_000;

/** A sandbox with two apps, of which the first is the default app. */
async function stage(
  options: SandboxOptions = {},
): Promise<{ sandbox: Sandbox; bot: Webhook; desk: Webhook; entries(hook: Webhook): Entry[]; close(): Promise<void> }> {
  const hooks = await Promise.all([BOT, DESK].map((id) => startWebhook(SECRETS[id] ?? '')));
  const [bot, desk] = hooks as [Webhook, Webhook];
  const apps = [BOT, DESK].map((id, at) => ({
    id,
    secret: SECRETS[id] ?? '',
    accessToken: TOKENS[id] ?? '',
    webhookUrl: hooks[at]?.url ?? '',
  }));
  const sandbox = await createSandbox({ apps, clock: 'manual', startAt: START, ...options });
  return {
    sandbox,
    bot,
    desk,
    entries: (hook) => hook.received.splice(0).flatMap(({ body }) => body.entry),
    async close() {
      await sandbox.close();
      await Promise.all(hooks.map((hook) => hook.close()));
    },
  };
}

/** What both apps receive while a person taps a button and the bot passes the thread to the desk. */
async function passedAround({ quirks }: { quirks: Partial<Quirks> }): Promise<{ bot: Entry[]; desk: Entry[] }> {
  const { sandbox, bot, desk, entries, close } = await stage({ quirks });
  const ana = sandbox.person('Ana');
  await ana.tap('START');
  await graphCall(sandbox.url, TOKENS[BOT] ?? '', 'POST', 'me/pass_thread_control', {
    ...to(ana),
    target_app_id: DESK,
  });
  await sandbox.settled();
  const received = { bot: entries(bot), desk: entries(desk) };
  await close();
  return received;
}

shapes('handover events and postbacks can travel in lists named after their field', async () => {
  const { bot, desk } = await passedAround({ quirks: { namedLists: true } });
  const lists = (entries: Entry[]): string[][] =>
    entries.map((entry) => Object.keys(entry).filter((key) => !['id', 'time'].includes(key)));
  assert.equal(lists(bot), [['messaging_postbacks']]);
  assert.equal(lists(desk), [['standby'], ['messaging_handovers']], 'standby keeps its name');
  const [item] = (desk[1] as unknown as Record<string, Record<string, unknown>[]>)['messaging_handovers'] ?? [];
  assert.equal(item?.['pass_thread_control'], { previous_owner_app_id: BOT, new_owner_app_id: DESK });
});

shapes('every entry of an owned thread can name the owner in hop_context, in a list or in an object', async () => {
  for (const hopContext of ['list', 'object'] as const) {
    const { bot, desk } = await passedAround({ quirks: { hopContext } });
    const named = (owner: string): unknown => {
      const context = { app_id: Number(owner), metadata: '' };
      return hopContext === 'list' ? [context] : context;
    };
    assert.equal(bot[0]?.hop_context, named(BOT));
    assert.equal(
      desk.map((entry) => entry.hop_context),
      [named(BOT), named(DESK)],
    );
  }
});

shapes('the end of a lead ad alone has hop_context by default', async () => {
  for (const [hopContext, isList] of [
    ['lead-ads', true],
    ['object', false],
  ] as const) {
    const { sandbox, bot, entries, close } = await stage({ quirks: { hopContext } });
    const ana = sandbox.person('Ana');
    await ana.startLeadAd({ appId: BOT });
    await ana.finishLeadAd();
    await sandbox.settled();
    const context = { app_id: Number(LEAD_ADS_APP_ID), metadata: 'messenger_lead_gen_complete' };
    assert.equal(entries(bot)[0]?.hop_context, isList ? [context] : context);
    await close();
  }
});

shapes.run();
