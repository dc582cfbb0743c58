import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readPlace, writePlace } from '../../page/state/place.ts';

const place = suite('place of a tab');

place('what stands in the address is read back as it was', () => {
  const somewhere = {
    person: '7312004455667001',
    pane: 'timeline',
    folder: 'spam',
    entry: 42,
    filter: {
      hidden: ['call', 'delivery'],
      app: '1450077300221199',
      person: '7312004455667002',
      text: 'a & b = "c" #d',
    },
  } as const;
  assert.equal(readPlace(writePlace(somewhere)), somewhere);
});

place('the start leaves the address empty', () => {
  assert.is(writePlace(readPlace('')), '#');
});

place('what is not known in an address is left out', () => {
  const start = readPlace('');
  assert.equal(readPlace('#pane=kitchen&folder=attic&entry=-3&hide=nothing,at,all&x=y'), start);
  assert.equal(readPlace('#entry=1e99'), start);
  assert.equal(readPlace('#%E0%A4%A'), start);
});

place.run();
