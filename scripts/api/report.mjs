import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';
import ts from 'typescript';

/**
 * Reports one entry of a package as its users see it: every exported declaration with what it needs, in one text.
 * Declarations that no export reaches and comments are left out, so only an API change changes the report.
 *
 * @param {object} options
 * @param {string} options.input Absolute path of the entry's emitted declarations.
 * @param {string} options.title The import specifier, e.g. `@handover/core`.
 * @returns {Promise<string>} A declaration file.
 * @throws {Error} A relative import can't be resolved, or an exported name does not exist.
 */
export async function apiReport({ input, title }) {
  const bundle = await rollup({
    input,
    // Imports of packages stay. Declarations import each other as `./x.ts`.
    external: /^[^./]/,
    plugins: [dts({ tsconfig: false, compilerOptions: { allowImportingTsExtensions: true } })],
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
