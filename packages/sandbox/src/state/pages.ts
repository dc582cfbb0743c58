import { OptionError } from '../option-error.ts';
import type { SandboxPageSettings } from '../options/options.ts';
import { inventInstagramId, type ResolvedPage } from '../options/resolve-page.ts';
import { MAX_PAGES, resolveOneMore } from '../options/resolve-pages.ts';
import type { Run } from './run.ts';
import type { World } from './world.ts';

/**
 * Adds a page at run time, after the others. Its apps are those of the run.
 *
 * @throws {OptionError} A setting is wrong, the page clashes with another one, or there are too many pages.
 */
export function addWorld(run: Run, given: SandboxPageSettings): World {
  if (run.worlds.length >= MAX_PAGES)
    throw new OptionError(`a sandbox has at most ${MAX_PAGES} pages; remove one first`);
  const settings = withAccount(run, given);
  const { givenApps, quirks } = run.options;
  const page = resolveOneMore(settings, {
    apps: [...run.apps.keys()].map((id) => givenApps.find((app) => app.id === id) ?? { id }),
    quirks,
    others: run.worlds.map((world) => asOther(world, settings)),
    isLinked: false,
    where: 'addPage: ',
  });
  const known = new Set(run.worlds.flatMap(({ names }) => [...names.values()]));
  if (page.people.some(({ id }) => id !== undefined && known.has(id)))
    throw new OptionError('addPage: people: another person of the run has the same id');
  const world = run.newWorld(page);
  run.worlds.push(world);
  world.reset();
  const { id, instagramId } = page.page;
  for (const { options } of run.worlds) if (options.page.id === id) options.page.instagramId = instagramId;
  world.timeline.add({ kind: 'action', by: 'settings', action: 'add page', detail: { ...world.ref() } });
  return world;
}

/** Names the account, if a present page with the same id was started without one: its own id stood for it. */
function withAccount({ worlds }: Run, settings: SandboxPageSettings): SandboxPageSettings {
  const linked = worlds.find(({ options }) => options.page.id === settings?.id)?.options;
  if (!linked || settings.instagramId !== undefined || linked.page.instagramId !== linked.page.id) return settings;
  const isPageItself = linked.platform.accountId(linked.page) === undefined;
  const pages = worlds.map(({ options }) => options.page);
  return { ...settings, instagramId: isPageItself ? inventInstagramId(pages) : linked.page.instagramId };
}

/** A present page, with the account that the new page names for it: a Page and its account are one page. */
function asOther({ options, apps }: World, settings: SandboxPageSettings): ResolvedPage {
  const { page } = options;
  const isPageItself = options.platform.accountId(page) === undefined;
  const named = isPageItself && settings?.id === page.id ? settings.instagramId : undefined;
  const instagramId = named ?? page.instagramId;
  return { ...options, page: { ...page, instagramId }, apps: [...apps.values()] };
}

/**
 * Removes a page at run time, with its people and its pending deliveries.
 *
 * @throws {OptionError} It is the last page.
 */
export function removeWorld(run: Run, world: World): void {
  if (run.worlds.length === 1) throw new OptionError('the last page cannot be removed; add another one first');
  const ref = world.ref();
  run.worlds = run.worlds.filter((one) => one !== world);
  world.clear();
  run.dispatcher.forget(({ page }) => page?.id === ref.id && page.platform === ref.platform);
  run.timeline.add({ page: ref, kind: 'action', by: 'settings', action: 'remove page', detail: { ...ref } });
}
