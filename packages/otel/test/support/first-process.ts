// The process of the afternoon that is killed. Its parent moves its clock, and asks for its figures.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { nodeHandler } from '@handover/core';
import { testClock } from '@handover/testkit';
import { startBot } from './bot.ts';

const { SETTING = '', START_AT = '' } = process.env;
const clock = testClock(Number(START_AT));
const report = (message: object): void => void process.send?.(message);
/** A slow answer never ends: this process is killed meanwhile. */
const never = new Promise<void>(() => undefined);
const { bot, figures } = startBot(JSON.parse(SETTING), clock, () => {
  report({ isSlow: true });
  return never;
});

process.on('message', async (message: { until?: number }) => {
  if (message.until === undefined) return report({ figures: await figures() });
  await clock.advance(message.until - clock.now());
  return report({ now: clock.now() });
});
process.on('disconnect', () => process.exit());
const server = createServer(nodeHandler(bot)).listen(0, '127.0.0.1', () => {
  report({ port: (server.address() as AddressInfo).port });
});
