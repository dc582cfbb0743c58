import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { programOf } from '../../scripts/pack/consumer.mjs';
import { runNode } from '../../scripts/workspace/run-tool.mjs';
import { COMPILERS } from './projects.mjs';
import { writeExample } from './write-example.mjs';

/** Module resolutions of users. `node10` does not support `exports`, so it has no sub-paths. */
const RESOLUTIONS = {
  NodeNext: { module: 'NodeNext', moduleResolution: 'NodeNext' },
  Bundler: { module: 'ESNext', moduleResolution: 'Bundler' },
  CommonJS: { module: 'CommonJS', moduleResolution: 'node10', esModuleInterop: true },
};

/** Names that a block uses without declaring them. */
const GIVEN = {
  'packages/sandbox/README.md': [
    "import type { Sandbox } from '@handover/sandbox';",
    'declare const sandbox: Sandbox;',
    'declare function startMyBot(options: Record<"graphUrl" | "pageToken" | "appSecret", string>): { close(): Promise<void> };',
  ],
};

/**
 * Compiles a program that uses every entry, and the examples, with each compiler and each module resolution. Library
 * types are checked too.
 *
 * @param {object} options
 * @param {string} options.folder Absolute path of the TypeScript project.
 * @param {import('../../scripts/workspace/publishable-packages.mjs').PublishablePackage[]} options.packages
 * @param {import('./readme-examples.mjs').Example[]} options.examples
 * @param {ReturnType<typeof import('../../scripts/pack/steps.mjs').reportedSteps>['step']} options.step
 */
export async function checkTypes({ folder, packages, examples, step }) {
  const all = packages.flatMap(({ name, subpaths }) => subpaths.map((path) => name + path.slice(1)));
  const shown = await writeExamples(folder, examples);
  const files = {
    NodeNext: [...(await writeUses(folder, 'next', all, ['.mts', '.cts'])), ...shown],
    Bundler: await writeUses(folder, 'bundler', all, ['.ts']),
    CommonJS: await writeUses(
      folder,
      'common',
      packages.filter(({ subpaths }) => subpaths.includes('.')).map(({ name }) => name),
      ['.ts'],
    ),
  };
  const programs = await writePrograms(folder, examples);
  for (const [compiler, version] of Object.entries(COMPILERS)) {
    const compile = (name, compilerOptions, compiled) =>
      step(`types for TypeScript ${version}, ${name}`, async () => {
        const config = join(folder, `tsconfig.${compiler}.${name}.json`);
        await writeFile(config, JSON.stringify({ compilerOptions, files: compiled }));
        return runNode(join(folder, 'node_modules', compiler, 'lib/tsc.js'), ['-p', config], { cwd: folder });
      });
    for (const [name, resolution] of Object.entries(RESOLUTIONS)) {
      // TypeScript 6 requires this option, TypeScript 5 does not know it.
      const isOld = name === 'CommonJS' && version.startsWith('6.');
      const options = { ...base, ...resolution, ...(isOld && { ignoreDeprecations: '6.0' }) };
      await compile(name, options, files[name]);
    }
    await compile('JavaScript', javascript, programs);
  }
}

const base = {
  target: 'ES2022',
  lib: ['ES2023', 'DOM'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  skipLibCheck: false,
  types: ['node'],
};

/** Checks like an editor with pasted code. Skips the types of libraries: those of Koa don't compile. */
const javascript = {
  ...base,
  ...RESOLUTIONS.NodeNext,
  allowJs: true,
  checkJs: true,
  strict: false,
  exactOptionalPropertyTypes: false,
  skipLibCheck: true,
};

async function writeUses(folder, name, ids, suffixes) {
  const files = suffixes.map((suffix) => `${name}${suffix}`);
  for (const file of files) await writeFile(join(folder, file), programOf(ids));
  return files;
}

/** Writes each TypeScript example of the READMEs as a module of its own. */
async function writeExamples(folder, examples) {
  const files = [];
  for (const { name, language, code } of examples) {
    if (language !== 'ts') continue;
    const file = `example-${files.length}.mts`;
    const given = (GIVEN[name.replace(/:\d+$/, '')] ?? []).filter((line) => !declares(code, line));
    await writeFile(join(folder, file), `// ${name}\n${given.join('\n')}\n${code}\nexport {};\n`);
    files.push(file);
  }
  return files;
}

/** Correct programs that no compiler can check: a parser's `body`, Fastify's bytes, a partial client. */
const BEYOND_TYPES = [/\b(?:ctx\.request|req)\.body\b/, /\baddContentTypeParser\(/, /\bconst client = \{/];

/** Writes the JavaScript examples of the READMEs that can be run. */
async function writePrograms(folder, examples) {
  const files = [];
  for (const example of examples) {
    if (example.language !== 'js' || example.kind === 'fragment') continue;
    if (BEYOND_TYPES.some((pattern) => pattern.test(example.code))) continue;
    const place = join(folder, 'programs', `${files.length}`);
    files.push(relative(folder, await writeExample({ example, folder: place, type: 'module', port: 3000 })));
  }
  return files;
}

/** Whether the block itself declares the name in this line, such as its own `sandbox`. */
function declares(code, line) {
  const name = /declare const (\w+)/.exec(line)?.[1];
  return name !== undefined && code.includes(`const ${name} =`);
}
