// Tests of the types: compiled by `check`, never run.
import { createHandover, type HandoverClient } from '@handover/core';
import { persona } from '@handover/persona';

declare const client: HandoverClient;
const picture = { profilePictureUrl: 'https://acme.example/robo.png' };
const personas = { bot: { name: 'Robo', ...picture }, nora: { name: 'Nora', ...picture } };

const speakers = persona({ personas, pick: ({ owner }) => (owner.kind === 'self' ? 'bot' : null) });
const bot = createHandover({ appId: '1', appSecret: 's', client });

bot.use(speakers).on('message', async ({ persona: face }) => {
  const name: 'bot' | 'nora' | null = await face.get();
  await face.set('nora');
  await face.set(null);
  // @ts-expect-error there is no such persona
  await face.set('ben');
  void name;
});
// @ts-expect-error the bot itself has no such context
bot.on('message', ({ persona: face }) => void face);

void speakers.of(bot.thread({ pageId: '1', userId: '2' })).set('bot');
// @ts-expect-error there is no such persona
persona({ personas, pick: () => 'ben' });
// pick may be async and return undefined.
persona({ personas, pick: async () => undefined });
persona({ personas, pick: () => 'bot', announce: ({ persona: name }) => (name === 'nora' ? 'Nora here' : undefined) });
persona({ personas, pick: () => 'bot', announce: { text: 'Nora here now' } });
// @ts-expect-error no message has this key
persona({ personas, pick: () => 'bot', announce: { txt: 'Nora here now' } });
// @ts-expect-error no message has this key
persona({ personas, pick: () => 'bot', announce: () => ({ txt: 'Nora here now' }) });
