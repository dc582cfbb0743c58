// Copied into a folder with the installed packages, and run there with their names as arguments.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

for (const id of process.argv.slice(2)) {
  const byImport = describe(await import(id));
  const byRequire = describe(require(id));
  // A sub-path may have only types.
  const isMain = id.split('/').length === 2;
  if (byImport === '' && isMain) throw new Error(`${id} exports nothing`);
  if (byImport !== byRequire) throw new Error(`${id}\n  import:  ${byImport}\n  require: ${byRequire}`);
}

/** Names and kinds, e.g. `createClient: function, GraphError: function`. */
function describe(module) {
  return Object.keys(module)
    .sort()
    .map((name) => `${name}: ${typeof module[name]}`)
    .join(', ');
}
