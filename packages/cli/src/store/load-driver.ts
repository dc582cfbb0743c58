import { createRequire } from 'node:module';
import { join } from 'node:path';
import { StoreOpenError } from './store-open-error.ts';

/**
 * Loads the first of these drivers that is installed in the user's folder, else beside this program. They are no
 * dependencies, so that each user installs one.
 *
 * @returns What the driver exports, or `undefined` if none is installed.
 * @throws {StoreOpenError} A driver is installed, and does not load.
 */
export function loadDriver(names: readonly string[], folder: string): unknown {
  for (const from of [join(folder, 'package.json'), import.meta.url]) {
    const require = createRequire(from);
    for (const name of names) {
      const path = pathOf(name, require);
      if (path === undefined) continue;
      try {
        return require(path);
      } catch (error) {
        const why = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
        throw new StoreOpenError(
          'driver_missing',
          `${name} is installed, and does not load: ${why}`,
          `Install it again for this version of Node: npm install ${name}`,
          { cause: error },
        );
      }
    }
  }
  return undefined;
}

/** The error of a driver that is missing. */
export function driverMissing(what: string, name: string): StoreOpenError {
  return new StoreOpenError(
    'driver_missing',
    `${what} needs the driver ${name}, which is not installed`,
    `Install it in this folder: npm install ${name}`,
  );
}

function pathOf(name: string, require: NodeJS.Require): string | undefined {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}
