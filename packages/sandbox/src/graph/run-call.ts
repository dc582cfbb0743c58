import { finished } from 'node:stream';
import type { Context } from 'koa';
import type { CallFault } from '../faults.ts';
import { collectEffects, type Effects } from '../state/effects.ts';
import type { PersonState } from '../state/person-state.ts';
import type { Run } from '../state/run.ts';
import type { World } from '../state/world.ts';
import type { CallEntry } from '../timeline-entry.ts';
import { appOfToken, authorize, type Credentials, worldOfCall } from './authorize.ts';
import type { Endpoint } from './endpoint.ts';
import { errorBody, GraphFault, newTraceId, noSuchObject, transientFault } from './graph-fault.ts';
import type { GraphRequest } from './graph-request.ts';
import { wordsOf } from './known-errors.ts';
import { isPage } from './page-endpoints.ts';
import { mergeParameters } from './parameters.ts';
import { schemaOf, validate } from './validate.ts';

/** Parameters that control the call itself. They hold secrets, so the timeline leaves them out. */
const ENVELOPE = /^(method|appsecret_.*|.*_token|.*_secret|batch)$/i;

interface Answer {
  status: number;
  /** What the timeline shows: JSON as a value, anything else as text. */
  body: unknown;
  /** The body of a fault, sent unchanged. */
  text?: string;
  fault?: GraphFault;
}

/**
 * Runs one Graph call: checks token, proof, page and parameters, then runs the endpoint and answers. The webhooks get
 * the resulting events after the answer, as with Meta.
 */
export async function runCall(
  run: Run,
  ctx: Context,
  graph: GraphRequest,
  endpoint: Endpoint & { early?: GraphFault },
  nodeId: string,
): Promise<void> {
  ctx.state['answered'] = true;
  const params = mergeParameters(graph.raw, schemaOf(endpoint.operation));
  const credentials = credentialsOf(ctx, params);
  const world = worldOfCall(run, credentials.token, nodeId, params);
  for (const name of Object.keys(params)) if (ENVELOPE.test(name)) delete params[name];
  const caller = appOfToken(world, credentials.token);
  const edge = endpoint.edge ?? graph.path.split('/')[2] ?? '';
  const trouble = run.calls.take({ edge, appId: caller?.id ?? null });
  const applies = trouble === undefined || trouble.applied === true || trouble.do === 'delay';
  if (trouble?.do === 'delay' && !trouble.applied && !(await run.calls.wait(trouble.ms ?? 0, ctx.res))) {
    record(undefined);
    ctx.respond = false;
    return;
  }

  const effects = collectEffects(world);
  const applied = applies ? execute(effects) : undefined;
  const leave = world.outbox.reserve();
  const answer = trouble?.do === 'fail' ? troubleAnswer(trouble) : trouble?.do === 'hangUp' ? undefined : applied;
  record(answer);
  effects.record();

  if (trouble?.do === 'delay' && trouble.applied) {
    leave(effects.send);
    if (!(await run.calls.wait(trouble.ms ?? 0, ctx.res))) {
      ctx.respond = false;
      return;
    }
  }
  if (!answer) {
    ctx.respond = false;
    ctx.req.socket.destroy();
    leave(effects.send);
    return;
  }
  ctx.set('Date', new Date(world.clock.now()).toUTCString());
  ctx.status = answer.status;
  const isText = answer.text !== undefined && answer.text === answer.body;
  // As text: Koa would answer 204 for a body that is JSON's null.
  ctx.body = answer.text ?? answer.body;
  ctx.set('Content-Type', `${isText ? 'text/html' : 'application/json'}; charset=UTF-8`);
  // Meta answers first and notifies the apps afterwards.
  run.calls.begin();
  finished(ctx.res, () => {
    leave(effects.send);
    run.calls.end();
  });

  function execute(into: Effects): Answer {
    try {
      if (endpoint.early) throw endpoint.early;
      const app = authorize(world, credentials);
      checkNode(world, endpoint, nodeId);
      validate(endpoint.operation, withDefaults(params));
      const body = endpoint.run({ world, app, params, effects: into, nodeId, versionPath: graph.versionPath });
      return { status: 200, body };
    } catch (error) {
      if (!(error instanceof GraphFault)) throw error;
      return refusal(error);
    }
  }

  function record(given: Answer | undefined): void {
    const person = personIn(world, params);
    world.timeline.add({
      kind: 'call',
      app: caller ? { id: caller.id, name: caller.name } : null,
      method: graph.method,
      path: graph.path,
      version: graph.versionPath.slice(1),
      params,
      status: given?.status ?? null,
      ...(given ? { answer: given.body } : {}),
      ...(given?.fault ? { error: shownError(given.fault) } : {}),
      ...(trouble ? { fault: trouble.do } : {}),
      ...(person ? { person: { id: person.id, name: person.name }, owner: world.nameOwner(person) } : {}),
    });
  }
}

function credentialsOf(ctx: Context, params: Record<string, unknown>): Credentials {
  const text = (name: string): string | undefined => {
    const value = params[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
  const [, bearer] = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(ctx.get('authorization')) ?? [];
  return { token: bearer ?? text('access_token'), proof: text('appsecret_proof'), proofTime: text('appsecret_time') };
}

/** Every edge takes only the page's id. An endpoint for a bare node checks the id itself. */
function checkNode(world: World, { edge, method }: Endpoint, nodeId: string): void {
  if (edge !== null && !isPage(world, nodeId)) throw noSuchObject(method, nodeId);
}

/** A `thread_control` without `control_type` is a release (Messenger Platform docs, Conversation Routing). */
function withDefaults(params: Record<string, unknown>): Record<string, unknown> {
  const control = params['thread_control'];
  if (typeof control !== 'object' || control === null) return params;
  return { ...params, thread_control: { control_type: 'release', ...control } };
}

function refusal(fault: GraphFault): Answer {
  return { status: fault.status, body: errorBody(fault, newTraceId()), fault };
}

function troubleAnswer({ error, status, body }: CallFault): Answer {
  if (body !== undefined) return { status: status ?? 502, body: jsonOrText(body), text: body };
  if (!error) return refusal(transientFault(status));
  const usual = error.code === 1 || error.code === 2 ? 500 : 400;
  return refusal(new GraphFault({ ...error, message: error.message ?? wordsOf(error), status: status ?? usual }));
}

/** Parses the body of a fault if it is JSON. It may have any content, so that a fault can send unknown errors too. */
function jsonOrText(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return body;
  }
}

function shownError({ code, subcode, message }: GraphFault): NonNullable<CallEntry['error']> {
  return { code, ...(subcode === undefined ? {} : { subcode }), message };
}

function personIn(world: World, { recipient }: Record<string, unknown>): PersonState | undefined {
  const id = typeof recipient === 'object' && recipient !== null ? (recipient as { id?: unknown }).id : recipient;
  return typeof id === 'string' ? world.people.get(id) : undefined;
}
