import type { ThreadReference } from './events.ts';
import { DEFAULT_PLATFORM, isPlatform, PLATFORMS } from './platform/platforms.ts';

/** Key of a thread in the store. It begins with the app, since two apps may share one store. */
export function threadKey(appId: string, { platform = DEFAULT_PLATFORM, pageId, userId }: ThreadReference): string {
  return `${appId}:${platform}:${pageId}:${userId}`;
}

/** How long Meta may deliver an event again, in ms, by the id that it is claimed under. */
export function redeliversForMs(id: string): number {
  const [, platform] = id.split(':', 2);
  return PLATFORMS[isPlatform(platform) ? platform : DEFAULT_PLATFORM].redeliversForMs;
}

/** The thread that a key of {@link threadKey} stands for; `undefined` for a key of something else. */
export function threadOfKey(key: string): Required<ThreadReference> | undefined {
  const [, platform, pageId, userId] = /^[^:]*:([^:]+):([^:]+):(.+)$/s.exec(key) ?? [];
  if (!isPlatform(platform) || pageId === undefined || userId === undefined) return undefined;
  return { platform, pageId, userId };
}
