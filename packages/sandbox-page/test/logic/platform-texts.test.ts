import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { textsOf } from '../../platform/platform-texts.ts';

const platformTexts = suite('words of the page by platform');

platformTexts("the panes and the links have the names of the sandbox's platform", () => {
  const { customer, inbox, ref } = textsOf({ platform: 'instagram' });
  assert.equal([customer, inbox, ref], ['Instagram', 'Instagram Inbox', 'ref of an ig.me link']);
});

platformTexts('the page of a run is a number on WhatsApp', () => {
  const names = (['messenger', 'instagram', 'whatsapp'] as const).map((platform) => textsOf({ platform }).page);
  assert.equal(names, ['Page', 'Page', 'Number']);
});

platformTexts('until the state is loaded, the names are those of Messenger', () => {
  const { customer, inbox, ref } = textsOf(undefined);
  assert.equal([customer, inbox, ref], ['Messenger', 'Page Inbox', 'ref of an m.me link']);
});

platformTexts.run();
