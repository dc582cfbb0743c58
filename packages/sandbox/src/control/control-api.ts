import { Router } from '@koa/router';
import type { Context, Middleware } from 'koa';
import { findWorld } from '../find-world.ts';
import { GraphFault } from '../graph/graph-fault.ts';
import { readBody } from '../graph/request/parameters.ts';
import { BodyTooLargeError, readText } from '../http/read-bytes.ts';
import { OptionError } from '../option-error.ts';
import type { SandboxPage } from '../page.ts';
import type { Platform } from '../platform/platform.ts';
import { SAMPLE_IMAGES, sampleImage } from '../sample-images.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Run } from '../state/run.ts';
import type { World } from '../state/world.ts';
import { agentRoutes } from './agent-routes.ts';
import { appRoutes } from './app-routes.ts';
import { checkpointRoutes } from './checkpoint-routes.ts';
import { createClockStream } from './clock-events.ts';
import { createEventStream } from './events.ts';
import { machineRoutes } from './machine-routes.ts';
import { pageRoutes } from './page-routes.ts';
import { peopleRoutes } from './people-routes.ts';
import { showPicture } from './pictures.ts';
import { type ControlRoute, NotFoundError } from './route.ts';
import { addSessionRoutes, SESSION_ROUTES } from './session-routes.ts';
import { timelineRoutes } from './timeline-routes.ts';
import { showUpload } from './uploads.ts';

const PREFIX = '/_sandbox';
const routes: readonly ControlRoute[] = [
  ...pageRoutes,
  ...peopleRoutes,
  ...agentRoutes,
  ...appRoutes,
  ...machineRoutes,
  ...timelineRoutes,
  ...checkpointRoutes,
];

/** The HTTP control API: everything that code can do with a sandbox, in any language. */
export function controlApi(run: Run, sandbox: Sandbox, pageOf: (world: World) => SandboxPage): Middleware {
  const stream = createEventStream(run);
  const router = new Router({ prefix: PREFIX });
  router.get('/', (ctx) => {
    ctx.body = { routes: listRoutes() };
  });
  router.get('/events', stream);
  router.get('/clock/events', createClockStream(run));
  router.get('/pictures/:id', (ctx) => {
    if (!showPicture(run, ctx, ctx.params['id'] ?? '')) throw new NotFoundError('there is no such picture');
  });
  router.get('/uploads/:id', (ctx) => {
    if (!showUpload(run, ctx, ctx.params['id'] ?? '')) {
      throw new NotFoundError('no file with this attachment id is kept; `limits.uploadBytes` keeps more');
    }
  });
  router.get('/images', (ctx) => {
    ctx.body = { images: SAMPLE_IMAGES.map((image) => ({ ...image, picture: `${PREFIX}/images/${image.name}` })) };
  });
  router.get('/images/:name', (ctx) => {
    const image = sampleImage(ctx.params['name'] ?? '');
    if (image === undefined) throw new NotFoundError(`there is no such picture; GET ${PREFIX}/images lists them`);
    ctx.type = 'image/svg+xml';
    ctx.body = image;
  });
  addSessionRoutes(router, run, sandbox);
  for (const route of routes) {
    const handler = async (ctx: Context & { params: Record<string, string> }): Promise<void> => {
      const body = readBody(await readText(ctx.req, run.options.limits.bodyBytes), ctx.get('content-type'));
      const query = new URLSearchParams(ctx.querystring);
      const world = worldOfQuery(run, query);
      const call = {
        run,
        world,
        page: pageOf(world),
        sandbox,
        params: ctx.params,
        query,
        body: { ...body.text, ...body.json },
      };
      ctx.body = (await route.run(call)) ?? { success: true };
    };
    if (route.method === 'GET') router.get(route.path, handler);
    else if (route.method === 'POST') router.post(route.path, handler);
    else if (route.method === 'PUT') router.put(route.path, handler);
    else router.delete(route.path, handler);
  }
  const dispatch = router.routes();

  return async (ctx, next) => {
    if (ctx.path !== PREFIX && !ctx.path.startsWith(`${PREFIX}/`)) return next();
    ctx.set('Cache-Control', 'no-store');
    try {
      await dispatch(ctx as Parameters<typeof dispatch>[0], async () => {
        throw new NotFoundError(`${ctx.method} ${ctx.path} is not a route; GET ${PREFIX}/ lists them`);
      });
    } catch (error) {
      const status = statusOf(error);
      if (status === undefined) throw error;
      const message = error instanceof Error ? error.message.replace(/^\(#\d+\) /, '') : String(error);
      ctx.status = status;
      ctx.body = { error: { message } };
    }
  };
}

/**
 * The page that `?page=` names.
 *
 * @throws {NotFoundError} There is no such page, or more than one.
 * @throws {OptionError} There is a platform without a page.
 */
function worldOfQuery(run: Run, query: URLSearchParams): World {
  const page = query.get('page');
  if (page === null) {
    if (query.has('platform')) throw new OptionError('platform goes with page: ?page=ID&platform=NAME');
    return run.first();
  }
  try {
    return findWorld(run, page, (query.get('platform') ?? undefined) as Platform | undefined);
  } catch (error) {
    throw error instanceof OptionError ? new NotFoundError(error.message) : error;
  }
}

function listRoutes(): { method: string; path: string; what: string }[] {
  const own = [
    { method: 'GET', path: '/', what: 'this list' },
    {
      method: 'GET',
      path: '/events',
      what: 'the timeline as server-sent events, and `changed` for changes without an entry; ?after=SEQ&epoch=EPOCH, resumes after Last-Event-ID',
    },
    { method: 'GET', path: '/clock/events', what: 'the clock as server-sent events: now, and whenever it is moved' },
    { method: 'GET', path: '/pictures/:id', what: 'picture of a person, a persona or the page' },
    { method: 'GET', path: '/uploads/:id', what: 'a file that an app uploaded or sent, by its attachment id' },
    { method: 'GET', path: '/images', what: 'pictures that people can send' },
    { method: 'GET', path: '/images/:name', what: 'one of these pictures' },
  ];
  return [...own, ...SESSION_ROUTES, ...routes].map(({ method, path, what }) => ({
    method,
    path: PREFIX + path,
    what,
  }));
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof NotFoundError) return 404;
  if (error instanceof BodyTooLargeError) return 413;
  if (error instanceof OptionError || error instanceof RangeError || error instanceof GraphFault) return 400;
  // The handshake failed: the webhook's mistake, answered like a mistake of the caller.
  return error instanceof Error && error.message.startsWith('the webhook of app') ? 400 : undefined;
}
