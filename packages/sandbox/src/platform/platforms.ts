import { instagram } from './instagram.ts';
import { messenger } from './messenger.ts';
import type { Platform, PlatformFacts } from './platform.ts';

/** The platforms by name. A new one is a file of its facts beside this one, and its name here and in `Platform`. */
export const PLATFORMS: Readonly<Record<Platform, PlatformFacts>> = { messenger, instagram };

/** Their names, as options and the command line take them. */
export const PLATFORM_NAMES: readonly Platform[] = Object.values(PLATFORMS).map(({ name }) => name);

/** The platform of a sandbox that names none. */
export const DEFAULT_PLATFORM: Platform = 'messenger';
