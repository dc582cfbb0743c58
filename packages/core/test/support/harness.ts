import { createHandover, type Handover, type HandoverAnswer, type HandoverOptions, type Logger } from '@handover/core';
import { signedRequest, type TestClock, testClock } from '@handover/testkit';
import { type ScriptedClient, scriptedClient } from './scripted-client.ts';

export const APP = '1450077300221199';
export const DESK = '880042117756310';
export const INBOX = '263902037430900';
export const SECRET = '0123456789abcdef0123456789abcdef';

/** A logger that keeps all it is told. */
export function memoryLogger(): Logger & { readonly lines: string[] } {
  const lines: string[] = [];
  const write =
    (level: string) =>
    (fields: object, message: string): void => {
      lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
    };
  return { lines, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

export interface Harness {
  readonly bot: Handover;
  readonly clock: TestClock;
  readonly client: ScriptedClient;
  readonly logger: Logger & { readonly lines: string[] };
  /** Delivers a body with the right signature. */
  deliver(body: unknown): Promise<HandoverAnswer>;
}

/** A bot with a clock that stands still, a client that answers by script, and a quiet log. */
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
