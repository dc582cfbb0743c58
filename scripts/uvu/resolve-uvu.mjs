// Module hooks that replace uvu with `tracked-uvu.mjs`, for every importer except that module.
import * as nodeModule from 'node:module';

const trackedUvu = new URL('./tracked-uvu.mjs', import.meta.url).href;

const isReplaced = (specifier, context) => specifier === 'uvu' && context.parentURL !== trackedUvu;

/**
 * The asynchronous hook. Node calls it by this name in the thread where `module.register()` loads this file.
 *
 * @public
 */
export async function resolve(specifier, context, nextResolve) {
  return isReplaced(specifier, context)
    ? { url: trackedUvu, format: 'module', shortCircuit: true }
    : nextResolve(specifier, context);
}

/** From here on, `import 'uvu'` loads the tracked one. */
export function replaceUvu() {
  // Node 22.15 has registerHooks and later versions deprecate register; Node 20 has only register.
  if (typeof nodeModule.registerHooks === 'function') {
    nodeModule.registerHooks({
      resolve: (specifier, context, nextResolve) =>
        isReplaced(specifier, context)
          ? { url: trackedUvu, format: 'module', shortCircuit: true }
          : nextResolve(specifier, context),
    });
  } else {
    nodeModule.register(import.meta.url);
  }
}
