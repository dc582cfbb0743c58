import { instagram } from './instagram.ts';
import { messenger } from './messenger.ts';
import type { Platform, PlatformFacts } from './platform.ts';
import { whatsapp } from './whatsapp.ts';

/** The platforms by name. To add one, write a file with its facts, and add its name here and in `Platform`. */
export const PLATFORMS: Readonly<Record<Platform, PlatformFacts>> = { messenger, instagram, whatsapp };

/** Names of the platforms, as options and the command line take them. */
export const PLATFORM_NAMES: readonly Platform[] = Object.values(PLATFORMS).map(({ name }) => name);

/** Hosts at which Meta serves the Graph API of any platform, over https. */
export const GRAPH_HOSTS: readonly string[] = [
  ...new Set(Object.values(PLATFORMS).flatMap(({ graphHosts }) => graphHosts)),
];

/** The default platform. */
export const DEFAULT_PLATFORM: Platform = 'messenger';
