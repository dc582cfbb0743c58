import { readdir, readFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PLATFORM_NAMES } from '../src/platform/platforms.ts';

const platforms = suite('platforms');

const FOLDERS = { 'the sandbox': '../src/', 'its page': '../../sandbox-page/' };

for (const [whose, folder] of Object.entries(FOLDERS)) {
  platforms(`only the folder platform of ${whose} names a platform in its code`, async () => {
    const root = new URL(folder, import.meta.url);
    const literal = new RegExp(`['"\`](${PLATFORM_NAMES.join('|')})['"\`]`);
    const files = await readdir(root, { recursive: true });
    const sources = files.filter((file) => /^(?!platform|generated|node_modules|test).*\.tsx?$/.test(file));
    assert.ok(sources.length > 20);
    for (const file of sources) {
      const code = (await readFile(new URL(file, root), 'utf8')).replace(/\/\*.*?\*\//gs, '');
      assert.not.match(code, literal, `${folder}${file} names a platform: ask ${folder}platform for the fact`);
    }
  });
}

platforms.run();
