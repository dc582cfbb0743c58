import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, runNode, runTool } from '../workspace/run-tool.mjs';

/**
 * Checks what a user needs first from the installed packages: import and require, the same names from both, types for
 * both, commands that start, and a bot that answers.
 *
 * @param {string} folder Absolute path of a folder with the installed packages.
 * @param {import('../workspace/publishable-packages.mjs').PublishablePackage[]} packages
 * @param {(name: string, run: () => Promise<{ ok: boolean, output: string }>) => Promise<unknown>} step
 */
export async function checkConsumer(folder, packages, step) {
  const ids = packages.flatMap(({ name, subpaths }) => subpaths.map((path) => name + path.slice(1)));

  await copy('compare-exports.mjs', folder);
  await step('import and require give the same names', () =>
    runNode(join(folder, 'compare-exports.mjs'), ids, { cwd: folder }),
  );

  await copy('first-bot.cjs', folder);
  for (const way of ['import', 'require']) {
    await step(`a bot by ${way} answers the webhook and calls the sandbox`, () =>
      runNode(join(folder, 'first-bot.cjs'), [way], { cwd: folder, timeoutMs: 30_000 }),
    );
  }

  await copy('same-errors.cjs', folder);
  for (const way of ['import', 'require']) {
    await step(`one class of errors by ${way}`, () =>
      runNode(join(folder, 'same-errors.cjs'), [way], { cwd: folder, timeoutMs: 30_000 }),
    );
  }

  if (packages.some(({ name }) => name === '@handover/sandbox')) {
    await copy('sandbox-page.mjs', folder);
    await step('the sandbox serves its page', () =>
      runNode(join(folder, 'sandbox-page.mjs'), [], { cwd: folder, timeoutMs: 30_000 }),
    );
  }

  for (const command of packages.flatMap(({ commands }) => Object.keys(commands))) {
    await step(`${command} --help`, async () => {
      const result = await runTool(join(folder, 'node_modules/.bin', command), ['--help'], {
        cwd: folder,
        timeoutMs: 30_000,
      });
      return result.stdout.trim() ? result : { ok: false, output: `it printed nothing to stdout\n${result.output}` };
    });
  }

  await writeTypes(folder, ids);
  await step('types of ESM and CommonJS, library types checked too', () =>
    runNode(join(root, 'node_modules/typescript-7/bin/tsc'), ['-p', folder], { cwd: folder }),
  );
}

function copy(name, folder) {
  return copyFile(fileURLToPath(new URL(name, import.meta.url)), join(folder, name));
}

/** A program that imports each of these packages and uses its types. */
export function programOf(ids) {
  const lines = ids.map(
    (id, at) => `import * as module${at} from '${id}';\nexport const used${at}: typeof module${at} = module${at};\n`,
  );
  return lines.join('');
}

async function writeTypes(folder, ids) {
  const source = programOf(ids);
  await writeFile(join(folder, 'imports.mts'), source);
  await writeFile(join(folder, 'requires.cts'), source);
  const compilerOptions = {
    target: 'ES2022',
    lib: ['ES2023'],
    module: 'NodeNext',
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
  };
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['imports.mts', 'requires.cts'] }),
  );
}
