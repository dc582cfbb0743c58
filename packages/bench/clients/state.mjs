import { deliveries, pageId } from '../deliveries.mjs';
import { countingBot } from '../servers/bot.mjs';
import { calls } from './calls.mjs';

/** Asks a bot whether it owns a thread from which it has received a message. */
export default async () => {
  const { bot } = countingBot();
  const [{ body, headers }] = deliveries(1, { person: () => 1 });
  await bot.handle({ method: 'POST', headers, body });
  const userId = JSON.parse(body).entry[0].messaging[0].sender.id;
  return calls(
    () => bot.thread({ pageId, userId, platform: 'messenger' }).isThreadOwner(),
    (isOwner) => isOwner === true,
  );
};
