import { createHandover, type Handover, type HandoverAnswer, type HandoverOptions } from '@handover/core';
import { signedRequest, type TestClock, testClock } from '@handover/testkit';
import { APP, SECRET } from './make-bot.ts';
import { type MemoryLogger, memoryLogger } from './memory-logger.ts';
import { type ScriptedClient, scriptedClient } from './scripted-client.ts';

export { APP, DESK, SECRET } from './make-bot.ts';
export { memoryLogger } from './memory-logger.ts';

export const INBOX = '263902037430900';

export interface Harness {
  readonly bot: Handover;
  readonly clock: TestClock;
  readonly client: ScriptedClient;
  readonly logger: MemoryLogger;
  /** Delivers a body with the right signature. */
  deliver(body: unknown): Promise<HandoverAnswer>;
}

/** Makes a bot with a clock that stands still, a scripted client and a quiet log. */
export function harness(options: Partial<HandoverOptions> = {}): Harness {
  const clock = testClock();
  const client = scriptedClient(clock);
  const logger = memoryLogger();
  const bot = createHandover({
    appId: APP,
    appSecret: SECRET,
    client,
    routing: 'on',
    clock,
    logger,
    ...options,
  });
  return { bot, clock, client, logger, deliver: (body) => bot.handle(signedRequest(body, SECRET)) };
}
