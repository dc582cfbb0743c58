import { OptionError } from './option-error.ts';
import type { Platform } from './platform/platform.ts';
import type { Run } from './state/run.ts';
import type { World } from './state/world.ts';

/**
 * The page with this id, else with this name, on this platform if one is given.
 *
 * @throws {OptionError} There is no such page, or more than one.
 */
export function findWorld(run: Run, idOrName: string, platform?: Platform): World {
  const fits = run.worlds.filter(({ options }) => platform === undefined || options.platform.name === platform);
  const byId = fits.filter(({ options }) => options.page.id === idOrName);
  const [world, another] = byId.length > 0 ? byId : fits.filter(({ options }) => options.page.name === idOrName);
  const known = (worlds: readonly World[]): string =>
    worlds.map(({ options }) => `${options.page.id} on ${options.platform.name}`).join(', ');
  if (!world) throw new OptionError(`there is no such page; pages are ${known(run.worlds)}`);
  if (another) throw new OptionError(`more than one page fits: ${known([world, another])}; give its id and platform`);
  return world;
}
