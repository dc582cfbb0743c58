import { OptionError } from '../option-error.ts';
import type { SandboxPageSettings } from '../options/options.ts';
import type { ControlRoute } from './route.ts';
import { pageView, pageViews } from './views.ts';

/** The pages of the run. */
export const pageRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/pages',
    what: 'all pages; any other route is about the first one, or about ?page=ID or name, with &platform= if a Page and its Instagram account have the same',
    run: ({ run }) => ({ pages: pageViews(run) }),
  },
  {
    method: 'POST',
    path: '/pages',
    what: 'adds a page: { id?, name?, instagramId?, accountId?, displayNumber?, phoneApp?, platform?, routing?, defaultApp?, apps?, links?, ads?, quirks? }',
    run({ sandbox, run, body }) {
      const { id, platform } = sandbox.addPage(body as SandboxPageSettings);
      const world = run.worldOf({ id, platform });
      return world && pageView(world);
    },
  },
  {
    method: 'DELETE',
    path: '/pages',
    what: 'removes the page ?page=, with its people and its pending deliveries',
    run({ sandbox, page, query }) {
      if (!query.has('page')) throw new OptionError('say which page: DELETE /_sandbox/pages?page=ID');
      sandbox.removePage(page.id, page.platform);
      return { success: true };
    },
  },
];
