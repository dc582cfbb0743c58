import type { ThreadReference } from './events.ts';

/** Key of a thread in the store: two apps may share one store. */
export function threadKey(appId: string, { platform = 'messenger', pageId, userId }: ThreadReference): string {
  return `${appId}:${platform}:${pageId}:${userId}`;
}

/** The thread that a key of {@link threadKey} stands for; `undefined` for a key of something else. */
export function threadOfKey(key: string): Required<ThreadReference> | undefined {
  const [, platform, pageId, userId] = /^[^:]*:(messenger|instagram):([^:]+):(.+)$/s.exec(key) ?? [];
  if (pageId === undefined || userId === undefined) return undefined;
  return { platform: platform === 'instagram' ? 'instagram' : 'messenger', pageId, userId };
}
