import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { short, spanText } from '../../words.ts';

const words = suite('words of the page');

words('a span is shown in days, hours, minutes and seconds, and a negative span as zero', () => {
  assert.is(spanText(7000), '0:00:07');
  assert.is(spanText(86_399_000), '23:59:59');
  assert.is(spanText(86_400_000), '1 d 0:00:00');
  assert.is(spanText(604_799_000), '6 d 23:59:59');
  assert.is(spanText(-5), '0:00:00');
});

words('a long text is cut, and several lines become one', () => {
  assert.is(short('one\n\ttwo  three', 50), 'one two three');
  assert.is(short('abcdef', 4), 'abc…');
});

words.run();
