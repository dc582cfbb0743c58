import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nextIndex } from '../../ui/next-index.ts';
import { rowWindow, scrollToRow } from '../../ui/row-window.ts';

const rows = suite('rows of a long list');
const view = { height: 400, rowHeight: 40, spare: 5 };

rows('the document holds only the rows in view and the spare rows, whatever the length of the list', () => {
  for (const count of [1000, 10_000, 1_000_000]) {
    for (const scrollTop of [0, 39, 40, 12_345, count * 20, count * 40 - 400]) {
      const { first, end } = rowWindow({ ...view, scrollTop, count });
      assert.ok(end - first <= 21, `${end - first} rows of ${count} at ${scrollTop}`);
      assert.ok(first * 40 <= scrollTop && end * 40 >= Math.min(scrollTop + 400, count * 40));
    }
  }
});

rows('a view scrolled beyond the end of a shortened list has no rows', () => {
  const { first, end } = rowWindow({ ...view, scrollTop: 100_000, count: 3 });
  assert.ok(first >= 0 && end >= first && end <= 3);
  assert.equal(rowWindow({ ...view, scrollTop: 0, count: 0 }), { first: 0, end: 0 });
});

rows('a row scrolls into sight by the shortest way, and a row in sight does not move', () => {
  assert.is(scrollToRow(2, { scrollTop: 200, ...view }), 80);
  assert.is(scrollToRow(20, { scrollTop: 200, ...view }), 440);
  assert.is(scrollToRow(7, { scrollTop: 200, ...view }), 200);
});

rows('arrow keys wrap around, Home and End go to the ends, and other keys do nothing', () => {
  assert.is(nextIndex('ArrowRight', 2, 3), 0);
  assert.is(nextIndex('ArrowUp', 0, 3), 2);
  assert.is(nextIndex('Home', 1, 3), 0);
  assert.is(nextIndex('End', 1, 3), 2);
  assert.is(nextIndex('a', 1, 3), undefined);
});

rows.run();
