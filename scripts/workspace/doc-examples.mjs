import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { filesIn } from '../uvu/find-test-files.mjs';
import { root, runNode } from './run-tool.mjs';

/** What examples may use without declaring it: as a reader of the docs has it at hand. */
const GIVEN = {
  accessToken: 'declare const accessToken: string;',
  ana: "declare const ana: import('@handover/sandbox').Person;",
  appId: 'declare const appId: string;',
  appSecret: 'declare const appSecret: string;',
  bot: "declare const bot: import('@handover/core').Handover;",
  bytes: 'declare const bytes: Uint8Array;',
  client: "declare const client: import('@handover/client').Client;",
  createServer: "import { createServer } from 'node:http';",
  // Of node:sqlite, which the types of Node 20 do not have.
  DatabaseSync: "declare const DatabaseSync: new (path: string) => import('@handover/sqlite').SqliteDatabase;",
  existingHandler: 'declare const existingHandler: () => void;',
  graphUrl: 'declare const graphUrl: string;',
  headers: "declare const headers: import('node:http').IncomingHttpHeaders;",
  HELP_DESK_APP_ID: 'declare const HELP_DESK_APP_ID: string;',
  model: 'declare const model: { answer(text: string, options: { signal: AbortSignal }): Promise<string> };',
  officeHours: "declare const officeHours: () => import('@handover/core').Plugin;",
  options: "declare const options: import('@handover/core').HandoverOptions;",
  pageId: 'declare const pageId: string;',
  Pool: "import { Pool } from 'pg';",
  pool: "declare const pool: import('pg').Pool;",
  psid: 'declare const psid: string;',
  Redis: "import { Redis } from 'ioredis';",
  router: 'declare const router: { all(path: string, ...handlers: unknown[]): void };',
  sandbox: "declare const sandbox: import('@handover/sandbox').Sandbox;",
  thread: "declare const thread: import('@handover/core').Thread;",
  userId: 'declare const userId: string;',
  verifyToken: 'declare const verifyToken: string;',
};
const APPS = {
  express: "import type { Express } from 'express';\ndeclare const app: Express;",
  koa: "import type Koa from 'koa';\ndeclare const app: Koa;",
};

/**
 * The `@example` blocks of a source.
 *
 * @param {string} source
 * @returns {{ line: number, code: string }[]} With the line that the code begins on, from 1.
 */
export function examplesIn(source) {
  const found = [];
  let example;
  for (const [index, text] of source.split('\n').entries()) {
    const begun = /^\s*\/?\*+ @example\b ?(.*)$/.exec(text);
    const ends = /\*\/\s*$/.test(text) || /^\s*\* @\w/.test(text) || !/^\s*\*/.test(text);
    if (begun) {
      const [, first] = begun;
      example = { line: first === '' ? index + 2 : index + 1, code: first.replace(/\s*\*\/\s*$/, '') };
      found.push(example);
    } else if (ends) example = undefined;
    else if (example) example.code += `${example.code === '' ? '' : '\n'}${text.replace(/^\s*\* ?/, '')}`;
  }
  return found;
}

/**
 * Checks the types of every `@example` in the sources of the packages. An example imports nothing that packages of this
 * repository export, and may use the names of `GIVEN`.
 *
 * @param {string} [folder] Absolute path of the folder that holds `packages`. @default the root of the repository
 * @returns {Promise<{ ok: boolean, output: string, count: number }>}
 */
export async function checkDocExamples(folder = root) {
  await mkdir(join(root, '.scratch'), { recursive: true });
  const programs = await mkdtemp(join(root, '.scratch/examples-'));
  try {
    const files = [];
    const exported = await exportedNames();
    for (const path of await filesIn(join(folder, 'packages'), /\.ts$/)) {
      const file = relative(folder, path).split(sep).join('/');
      if (!/^packages\/[^/]+\/src\/(?!generated\/)/.test(file)) continue;
      for (const { line, code } of examplesIn(await readFile(path, 'utf8'))) {
        const name = `${file}.${line}.mts`;
        files.push(name);
        await mkdir(dirname(join(programs, name)), { recursive: true });
        await writeFile(join(programs, name), programOf(code, line, file.split('/')[1], exported));
      }
    }
    const compilerOptions = { noEmit: true, emitDeclarationOnly: false, isolatedDeclarations: false };
    const config = { extends: '../../tsconfig.json', compilerOptions, include: [], exclude: [], files };
    await writeFile(join(programs, 'tsconfig.json'), JSON.stringify(config));
    const { ok, output } = await runNode('node_modules/typescript-7/bin/tsc', ['-p', join(programs, 'tsconfig.json')]);
    return { ok, output: output.replaceAll(`${relative(root, programs)}/`, ''), count: files.length };
  } finally {
    await rm(programs, { recursive: true, force: true });
  }
}

/** The example on the line that it has in its source, then what it uses: declarations and imports hold for the whole file. */
function programOf(code, line, name, exported) {
  const declared = new Set(
    [...code.matchAll(/^(?:import|const|let|function)\b[^=;(]*/gm)].flatMap(([head]) => wordsOf(head)),
  );
  const own = { ...(APPS[name] && { app: APPS[name] }), ...GIVEN, ...importsOf(exported, name) };
  const used = [...new Set(wordsOf(code))].filter((word) => Object.hasOwn(own, word) && !declared.has(word));
  return `${'\n'.repeat(line - 1)}${code}\n${used.map((word) => own[word]).join('\n')}\nexport {};\n`;
}

/** Names to the statement that imports each; those of the package itself win. */
function importsOf(exported, name) {
  const own = exported.filter(({ from }) => from.startsWith(`@handover/${name}`));
  const others = exported.filter((each) => !own.includes(each));
  return Object.fromEntries([...others, ...own].map(({ word, from }) => [word, `import { ${word} } from '${from}';`]));
}

/** The values that the packages export, as the committed reports of their public faces name them. */
async function exportedNames() {
  const names = [];
  for (const name of await readdir(join(root, 'packages'))) {
    const faces = await readdir(join(root, 'packages', name, 'api')).catch(() => []);
    for (const face of faces) {
      const entry = face.replace(/\.d\.ts$/, '');
      const from = entry === 'index' ? `@handover/${name}` : `@handover/${name}/${entry}`;
      const text = await readFile(join(root, 'packages', name, 'api', face), 'utf8');
      for (const [, list] of text.matchAll(/^export \{ ([^}]*) \};$/gm)) {
        names.push(...list.split(', ').map((word) => ({ word, from })));
      }
    }
  }
  return names;
}

function wordsOf(code) {
  return code.match(/[A-Za-z_$][\w$]*/g) ?? [];
}
