import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readPlace, writePlace } from '../../state/place.ts';

const place = suite('place of a tab');

place('a place is read back unchanged from the address', () => {
  const somewhere = {
    page: 'instagram.1001',
    person: '7312004455667001',
    pane: 'timeline',
    folder: 'spam',
    entry: 42,
    filter: {
      hidden: ['call', 'delivery'],
      app: '1450077300221199',
      person: '7312004455667002',
      text: 'a & b = "c" #d',
      allPages: true,
    },
  } as const;
  assert.equal(readPlace(writePlace(somewhere)), somewhere);
});

place('the address of the start is empty', () => {
  assert.is(writePlace(readPlace('')), '#');
});

place('unknown parts of an address are ignored', () => {
  const start = readPlace('');
  assert.equal(readPlace('#pane=kitchen&page=1001&pages=some&folder=attic&entry=-3&hide=nothing,at,all&x=y'), start);
  assert.equal(readPlace('#entry=1e99'), start);
  assert.equal(readPlace('#%E0%A4%A'), start);
});

place.run();
