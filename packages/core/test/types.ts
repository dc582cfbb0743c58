// Compiled by `check`, never run: what the types promise.
import {
  createHandover,
  EVENT_KINDS,
  type EventKind,
  type EventOf,
  type HandoverClient,
  type Outgoing,
  type OutgoingMessage,
  type Owner,
  type Plugin,
  type Referral,
  type SentMessage,
  talkToHuman,
} from '@handover/core';
import type { Observation } from '@handover/core/store';

declare const client: HandoverClient;
const bot = createHandover({ appId: '1', appSecret: 's', client });

bot.on('message', ({ event, thread }) => {
  const text: string | undefined = event.text;
  const kind: 'message' = event.kind;
  void [text, kind, thread.send('x')];
  // @ts-expect-error a message has no payload of a postback
  void event.payload;
});
bot.on('standby:postback', ({ event }) => {
  const payload: string | undefined = event.payload;
  void payload;
});
bot.on('message_deleted', ({ event }) => {
  const mid: string = event.mid;
  const of: 'message' | 'echo' = event.of;
  void [mid, of];
});
bot.on('optin_stopped', ({ event }) => {
  const token: string | undefined = event.token;
  const expiresAt: Date | undefined = event.expiresAt;
  void [token, expiresAt];
});
bot.on('referral', ({ event }) => {
  const referral: Referral = event.referral;
  const adId: string | undefined = event.adId ?? referral.adId;
  // @ts-expect-error the wire's own names stand in `raw` alone
  void [adId, referral.ad_id];
});
bot.on('*', ({ event }) => {
  const hops: readonly (string | undefined)[] = (event.hopContext ?? []).map(
    ({ appId, metadata }) => appId ?? metadata,
  );
  const userRef: string | undefined = event.userRef;
  void [hops, userRef];
  if (event.kind === 'echo') {
    const by: 'self' | 'inbox' | 'ai' | 'app' | 'phone' | 'unknown' = event.sentBy;
    void by;
  }
});
bot.on('owner_changed', ({ previous, current }) => {
  const owners: Owner[] = [previous, current];
  if (current.kind === 'app') void current.inbox;
  void owners;
});
bot.on('dead_letter', ({ event, attempts }) => void [event.id, attempts.toFixed()]);
// @ts-expect-error no event has this name
bot.on('mesage', () => undefined);

const adding: Plugin<{ persona: string }, { persona_changed: { name: string } }> = {
  name: 'adding',
  setup(host) {
    host.decorate(() => ({ persona: 'nora' }));
    // @ts-expect-error the plugin emits something else
    void host.emit('persona_changed', { nom: 'nora' });
  },
};
const added = bot.use(adding).use(async (context, next) => {
  context.persona.toUpperCase();
  await next();
});
added.on('message', ({ persona }) => void persona.toUpperCase());
added.on('persona_changed', ({ name }) => void name.toUpperCase());
// @ts-expect-error the bot itself has no such context
bot.on('message', ({ persona }) => void persona);

export const kinds: readonly EventKind[] = EVENT_KINDS;
bot.on('message', async ({ thread }) => {
  await thread.send('x', { whenNotOwner: 'drop', personaId: '7' });
  await thread.typing(true, { whenNotOwner: 'throw' });
  await thread.handOver('inbox', { message: 'x', whenNotOwner: 'drop' });
  // @ts-expect-error there are two choices
  await thread.send('x', { whenNotOwner: 'ignore' });
  // @ts-expect-error handOver takes a closed set of options
  await thread.handOver('inbox', { msg: 'x' });
});

bot.on('message', async ({ thread }) => {
  await thread.send({ text: 'Which size?', quick_replies: [{ content_type: 'text', title: 'S', payload: 'SIZE_S' }] });
  await thread.send({
    attachment: { type: 'image', payload: { url: 'https://example.com/a.png', is_reusable: true } },
  });
  await thread.send({ attachment: { type: 'template', payload: { template_type: 'button', text: 'x', buttons: [] } } });
  await thread.send({ template: { name: 'shipped', language: { code: 'en' } } }, { messagingType: 'UTILITY' });
  // @ts-expect-error no message has this key
  await thread.send({ txt: 'hi' });
  // @ts-expect-error nor has it beside a right one
  await thread.send({ text: 'hi', quickReplies: [] }, { whenNotOwner: 'drop' });
  await thread.send({ type: 'image', image: { link: 'https://cdn.example/1.jpg' } });
  await thread.send({ type: 'template', template: { name: 'shipped', language: { code: 'en' } } });
  // @ts-expect-error WhatsApp's keys are checked too
  await thread.send({ type: 'image', picture: { link: 'https://cdn.example/1.jpg' } });
  // @ts-expect-error a text is a string
  await thread.send({ text: 1 });
  // @ts-expect-error a quick reply says what a tap sends
  await thread.send({ text: 'hi', quick_replies: [{ title: 'Yes' }] });
  // @ts-expect-error no message has this key
  await thread.handOver('inbox', { message: { txt: 'One moment.' } });
  const withNewKey = { text: 'hi', key_of_tomorrow: 1 };
  await thread.send(withNewKey);
});
// @ts-expect-error no message has this key
talkToHuman({ message: { txt: 'One moment.' } });
// @ts-expect-error no message has this key
const misspelt: OutgoingMessage = { txt: 'hi' };
void misspelt;
void ((outgoing: Outgoing) => {
  outgoing.message = { ...outgoing.message, metadata: 'x' };
  // @ts-expect-error no message has this key
  outgoing.message = { ...outgoing.message, meta: 'x' };
});

declare const whenNotOwner: 'throw' | 'drop';
bot.on('message', async ({ thread }) => {
  const sent: SentMessage = await thread.send('x', { personaId: '7' });
  const thrown: SentMessage = await thread.send('x', { whenNotOwner: 'throw' });
  const passed: SentMessage = await thread.handOver('inbox', { message: 'x' });
  void [sent, thrown, passed];
  // @ts-expect-error it may have been dropped
  const dropped: SentMessage = await thread.send('x', { whenNotOwner: 'drop' });
  // @ts-expect-error it may be dropped
  const either: SentMessage = await thread.send('x', { whenNotOwner });
  // @ts-expect-error nothing may have been passed
  const kept: SentMessage = await thread.handOver('inbox', { whenNotOwner: 'drop' });
  void [dropped, either, kept];
});
bot.on('message', async ({ thread }) => {
  const owner = await thread.getThreadOwner();
  const expiresAt: Date | undefined = owner.expiresAt;
  if (owner.kind === 'app') void [owner.appId, expiresAt];
});
createHandover({ appId: '1', appSecret: 's', client: async ({ pageId }) => (pageId === '1' ? client : undefined) });
createHandover({ appId: '1', appSecret: 's', client: () => null });
// @ts-expect-error a token is no client
createHandover({ appId: '1', appSecret: 's', client: () => 'token' });

export type Pass = EventOf<'pass_thread_control'>['previousOwnerAppId'];

const seen = { at: 1, rank: 0, tie: '' };
const observations: Observation[] = [
  { call: { ...seen, says: 'idle', source: 'lookup', begunAt: 1, seenAt: 0 } },
  { other: { ...seen, says: 'other', source: 'take' } },
  { person: seen },
  // @ts-expect-error an event names an app: no event says that a thread is idle
  { event: { ...seen, says: 'idle', source: 'pass' } },
  // @ts-expect-error where no app owns there is no app id
  { call: { ...seen, says: 'idle', appId: '1', source: 'lookup', begunAt: 1, seenAt: 0 } },
  // @ts-expect-error a look-up is a call, and no event
  { event: { ...seen, says: 'app', appId: '1', source: 'lookup' } },
  // @ts-expect-error a lane is no app
  { lane: { ...seen, says: 'app', appId: '1' } },
  // @ts-expect-error a sign of the person says nothing of the owner
  { person: { ...seen, says: 'standby' } },
];
void observations;
