import { Router } from '@koa/router';
import type { Context, Middleware } from 'koa';
import { BodyTooLargeError, readText } from '../http/read-bytes.ts';
import type { Run } from '../state/run.ts';
import type { Endpoint } from './endpoint.ts';
import { GraphFault, invalid, newTraceId, noSuchObject } from './graph-fault.ts';
import type { GraphRequest } from './graph-request.ts';
import { handoverEndpoints } from './handover-endpoints.ts';
import { pageEndpoints } from './page-endpoints.ts';
import { readBody } from './parameters.ts';
import { personaEndpoints } from './persona-endpoints.ts';
import { runCall } from './run-call.ts';
import { sendEndpoint } from './send-endpoint.ts';
import { subscriptionEndpoints } from './subscription-endpoints.ts';

const DEFAULT_VERSION = 'v25.0';

const endpoints: readonly Endpoint[] = [
  ...handoverEndpoints,
  sendEndpoint,
  ...subscriptionEndpoints,
  ...personaEndpoints,
  ...pageEndpoints,
];

/** The Graph side of the sandbox: `/{version?}/{page or me}/{edge}` and `/{version?}/{node}`. */
export function graphApi(run: Run): Middleware {
  const router = new Router();
  for (const endpoint of endpoints) {
    const path = endpoint.edge === null ? '/:id' : `/:id/${endpoint.edge}`;
    const handler = (ctx: Context & { params: Record<string, string> }): Promise<void> =>
      runCall(run, ctx, ctx.state['graph'] as GraphRequest, endpoint, ctx.params['id'] ?? '');
    if (endpoint.method === 'GET') router.get(path, handler);
    else if (endpoint.method === 'POST') router.post(path, handler);
    else router.delete(path, handler);
  }
  const routes = router.routes();

  return async (ctx) => {
    const [, versionPath = ''] = /^(\/v\d+\.\d+)(?=\/|$)/.exec(ctx.path) ?? [];
    const graph: GraphRequest = {
      raw: { text: {}, json: {} },
      versionPath,
      path: ctx.path.slice(versionPath.length) || '/',
      method: ctx.method,
    };
    ctx.state['graph'] = graph;
    setHeaders(run, ctx, versionPath);
    let fault: GraphFault | undefined;
    try {
      const body = readBody(await readText(ctx.req, run.options.limits.bodyBytes), ctx.get('content-type'));
      const query = Object.fromEntries(new URLSearchParams(ctx.querystring));
      graph.raw = { text: { ...query, ...body.text }, json: body.json };
      // Graph also takes the method from the query, for callers that can only GET and POST.
      graph.method = (graph.raw.text['method'] ?? ctx.method).toUpperCase();
    } catch (error) {
      if (!(error instanceof BodyTooLargeError || error instanceof GraphFault)) throw error;
      fault =
        error instanceof GraphFault
          ? error
          : new GraphFault({ code: 1, status: 413, message: `(#1) ${error.message}` });
    }
    ctx.method = graph.method;
    ctx.path = graph.path;
    if (!fault) await routes(ctx as Parameters<typeof routes>[0], async () => undefined);
    if (ctx.state['answered']) return;
    await runCall(run, ctx, graph, refusing(fault ?? unknownCall(graph)), graph.path.split('/')[1] ?? '');
  };
}

/** An endpoint that answers with this fault, so that a call refused early is in the timeline like any other call. */
function refusing(fault: GraphFault): Endpoint & { early: GraphFault } {
  return {
    method: 'GET',
    edge: null,
    operation: '',
    early: fault,
    run() {
      throw fault;
    },
  };
}

function unknownCall({ method, path }: GraphRequest): GraphFault {
  const [, id = '', edge, ...rest] = path.split('/');
  if (id === '') return invalid('The sandbox takes no batch requests: send the calls one by one');
  if (edge === undefined || method !== 'GET' || rest.length > 0) return noSuchObject(method, id);
  return invalid(`Tried accessing nonexisting field (${edge}) on node type (Page)`);
}

function setHeaders(run: Run, ctx: Context, versionPath: string): void {
  ctx.set('Date', new Date(run.clock.now()).toUTCString());
  ctx.set('facebook-api-version', versionPath.slice(1) || DEFAULT_VERSION);
  ctx.set('x-fb-trace-id', newTraceId());
  ctx.set('x-fb-request-id', newTraceId());
  ctx.set('x-app-usage', JSON.stringify({ call_count: 1, total_time: 1, total_cputime: 1 }));
  ctx.set('Cache-Control', 'private, no-cache, no-store, must-revalidate');
}
