import { join } from 'node:path';
import { withFolder } from '@handover/test-support/with-folder';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { apiReport } from '../api/report.mjs';

const reports = suite('apiReport');

const reportOf = (files) =>
  withFolder(files, (folder) => apiReport({ input: join(folder, 'index.d.ts'), title: '@handover/x' }));

const entry = "export { greet, type Greeting } from './greet.ts';";
const greet = [
  "import type { IncomingMessage } from 'node:http';",
  "import type { Tone } from './tone.ts';",
  'export interface Greeting { readonly tone: Tone; readonly request: IncomingMessage; }',
  'export declare function greet(name: string): Greeting;',
].join('\n');
const tone = "export type Tone = 'warm' | 'cool';";
const files = { 'index.d.ts': entry, 'greet.d.ts': greet, 'tone.d.ts': tone };

reports('a report holds the exports and what they need, from all files', async () => {
  const text = await reportOf(files);
  assert.match(text, '@handover/x');
  for (const part of ['function greet(name: string): Greeting', 'type Tone = "warm" | "cool"', 'from "node:http"']) {
    assert.match(text, part);
  }
});

reports('declarations that no export reaches, and comments, change nothing', async () => {
  const inside = 'export declare function helper(): void;';
  const commented = `/** Says hello. */\n${tone}\n`;
  const changed = { ...files, 'greet.d.ts': `${greet}\n${inside}`, 'tone.d.ts': commented };
  assert.is(await reportOf(changed), await reportOf(files));
});

reports('a new type of a field that an exported type reaches changes the report', async () => {
  const changed = { ...files, 'tone.d.ts': "export type Tone = 'warm';" };
  assert.is.not(await reportOf(changed), await reportOf(files));
});

reports('an entry without exports keeps its global declarations', async () => {
  const text = await reportOf({ 'index.d.ts': 'declare global { interface Window { handover: string } }\nexport {};' });
  assert.match(text, 'handover: string');
});

reports('an export that does not exist is an error with the name of the package', async () => {
  const { 'tone.d.ts': _, ...rest } = files;
  const error = await reportOf(rest).catch((thrown) => thrown);
  assert.instance(error, Error);
  assert.match(error.message, './tone.ts');
});

reports.run();
