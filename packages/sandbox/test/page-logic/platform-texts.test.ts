import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { textsOf } from '../../page/platform/platform-texts.ts';

const platformTexts = suite('words of the page by platform');

platformTexts('the panes and the links have the names of the platform that the sandbox plays', () => {
  const { customer, inbox, ref } = textsOf({ platform: 'instagram' });
  assert.equal([customer, inbox, ref], ['Instagram', 'Instagram Inbox', 'ref of an ig.me link']);
});

platformTexts('until the sandbox has said which platform it plays, it is Messenger', () => {
  const { customer, inbox, ref } = textsOf(undefined);
  assert.equal([customer, inbox, ref], ['Messenger', 'Page Inbox', 'ref of an m.me link']);
});

platformTexts.run();
