import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';
import ts from 'typescript';

/**
 * Reports one entry of a package as its users see it: every exported declaration with what it needs, in one text.
 * Declarations that no export reaches and comments are left out, so only an API change changes the report.
 *
 * @param {object} options
 * @param {string} options.input Absolute path of the entry's emitted declarations.
 * @param {string} options.title What is imported, e.g. `@handover/core`.
 * @param {string} [options.front] Absolute path of the front door's declarations, for another door of the same package: what
 *   the front door shows is imported from there and not printed again.
 * @returns {Promise<string>} A declaration file.
 * @throws {Error} A relative import can't be resolved, or an exported name does not exist.
 */
export async function apiReport({ input, title, front }) {
  const shown = await modulesBehind(input);
  const shownInFront = front ? (await modulesBehind(front)).filter((path) => !shown.includes(path)) : [];
  const bundle = await rollup({
    input,
    // Imports of packages stay. Declarations import each other as `./x.ts`.
    external: /^[^./]/,
    plugins: [
      inFront(shownInFront, title),
      dts({ tsconfig: false, compilerOptions: { allowImportingTsExtensions: true } }),
    ],
    onwarn(warning) {
      throw new Error(`${title}: ${warning.message}`);
    },
  });
  try {
    const { output } = await bundle.generate({ format: 'es' });
    return `// The public API of ${title}. Written by \`node scripts/api.mjs\`: a change here is a change for users.\n\n${bare(output[0].code)}`;
  } finally {
    await bundle.close();
  }
}

function bare(text) {
  const printer = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed });
  return printer.printFile(ts.createSourceFile('face.d.ts', text, ts.ScriptTarget.Latest));
}

/** The modules that an entry exports something of. */
async function modulesBehind(entry) {
  const text = await readFile(entry, 'utf8');
  return [...text.matchAll(/^export .*from '(\.[^']+)';$/gm)].map(([, path]) =>
    resolve(dirname(entry), path.replace(/\.ts$/, '.d.ts')),
  );
}

/** Makes imports of these modules imports of the package: of `@handover/core` for `@handover/core/store`. */
function inFront(modules, title) {
  const id = title.split('/', 2).join('/');
  return {
    name: 'in-front',
    resolveId(path, importer) {
      if (!importer || !path.startsWith('.')) return null;
      const file = resolve(dirname(importer), path.replace(/\.ts$/, '.d.ts'));
      return modules.includes(file) ? { id, external: true } : null;
    },
  };
}
