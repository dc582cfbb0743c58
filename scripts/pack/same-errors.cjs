// Copied into a folder in which the packages are installed, and run there with `import` or `require` as its argument:
// however they are loaded, there is one class OptionError behind all entry points of core and the packages that use it.
const CALLS = {
  '@handover/core': 'createHandover',
  '@handover/core/adapter': 'checkMount',
  '@handover/express': 'handover',
  '@handover/koa': 'handover',
  '@handover/persona': 'persona',
  '@handover/postgres': 'postgresStore',
  '@handover/redis': 'redisStore',
  '@handover/sqlite': 'sqliteStore',
  '@handover/takeback': 'takeback',
};
const load = process.argv[2] === 'import' ? (id) => import(id) : require;

async function main() {
  const { OptionError } = await load('@handover/core');
  for (const [id, name] of Object.entries(CALLS)) {
    const call = (await load(id))[name];
    const error = errorOf(() => call());
    if (!(error instanceof OptionError)) throw new Error(`${name} of ${id} threw another error`, { cause: error });
  }
}

function errorOf(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

main();
