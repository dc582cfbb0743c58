// A process of a bot: runs what is due in the store of STORE_URL with handlers that work, prints what they did, and ends.
import { makeBot } from '@handover/test-support/make-bot';
import { openStore } from '../../src/store/open-store.ts';

const { store, close } = await openStore(process.env['STORE_URL'] ?? '', process);
const { bot } = makeBot({ store });
bot.on('message', async ({ event, step }) => {
  const note = await step('note', () => 'of this run');
  console.log(JSON.stringify({ text: event.text, note }));
});
await bot.tick();
await bot.close();
await close();
