import { readdir, readFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PLATFORMS } from '../src/platform/platforms.ts';

const platforms = suite('platforms');

platforms('only src/platform names a platform in its code', async () => {
  const src = new URL('../src/', import.meta.url);
  const literal = new RegExp(`['"\`](${Object.keys(PLATFORMS).join('|')})['"\`]`);
  const files = (await readdir(src, { recursive: true })).filter((file) => /^(?!platform|generated).*\.ts$/.test(file));
  assert.ok(files.length > 20);
  for (const file of files) {
    const code = (await readFile(new URL(file, src), 'utf8')).replace(/\/\*.*?\*\//gs, '');
    assert.not.match(code, literal, `src/${file} compares or names a platform: ask src/platform for the fact instead`);
  }
});

platforms.run();
