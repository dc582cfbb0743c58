// On WhatsApp, which has no personas, the plugin is inert: the number itself speaks.
import { createHandover } from '@handover/core';
import { persona } from '@handover/persona';
import { APP, memoryLogger, SECRET } from '@handover/test-support/harness';
import { withNumberGraph } from '@handover/test-support/number-graph';
import { delivery, SAMPLE_NUMBER, signedRequest, testClock, whatsappChanges as wa } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FACES } from './support/stage.ts';

const inert = suite('persona on WhatsApp');

inert('messages and typing go out as the number itself, pick is not asked, and one warning says why', () =>
  withNumberGraph(async (graph) => {
    const logger = memoryLogger();
    const clock = testClock();
    let picked = 0;
    const bot = createHandover({ appId: APP, appSecret: SECRET, client: graph.client(), clock, logger }).use(
      persona({
        personas: FACES,
        pick: () => {
          picked += 1;
          return 'bot';
        },
      }),
    );
    bot.on('message', async ({ event, persona: face, thread }) => {
      await face.set('nora');
      await thread.typing(true);
      await thread.send(`re: ${event.text}`);
    });
    const changes = ['one', 'two'].map((text) => wa.message({ timestamp: clock.now(), text }));
    const body = delivery({ object: 'whatsapp_business_account', pageId: '330000000000001', changes });
    assert.is((await bot.handle(signedRequest(body, SECRET))).status, 200);
    await bot.thread({ platform: 'whatsapp', pageId: SAMPLE_NUMBER.pageId, userId: SAMPLE_NUMBER.bsuid }).send('three');

    assert.equal(graph.texts(), ['re: one', 're: two', 'three']);
    assert.is(graph.receipts.length, 2);
    // A persona would be an option that WhatsApp's client refuses.
    assert.not.match(JSON.stringify([graph.sent, graph.receipts]), /persona/i);
    assert.is(picked, 0);
    assert.is(logger.lines.filter((line) => line.includes('Personas exist on Messenger only')).length, 1);
    assert.equal(
      logger.lines.filter((line) => line.startsWith('error')),
      [],
    );
    await bot.close();
  }),
);

inert.run();
