import type { CallFault } from '../faults.ts';
import type { CallerConnection } from '../state/calls.ts';
import { collectEffects, type Effects } from '../state/effects.ts';
import type { PersonState } from '../state/person-state.ts';
import type { Run } from '../state/run.ts';
import type { World } from '../state/world.ts';
import { textOf } from '../text-of.ts';
import type { CallEntry } from '../timeline/timeline-entry.ts';
import { findContact } from '../whatsapp/contact.ts';
import { idsOf, readMany } from './batch/read-many.ts';
import { anyEndpoint, findBareEndpoint } from './endpoints.ts';
import { errorBody, GraphFault, newTraceId, transientFault } from './graph-fault.ts';
import { wordsOf } from './known-errors.ts';
import { personOfNode } from './nodes/node.ts';
import { newReadBudget } from './nodes/read-budget.ts';
import { locate, partsOf } from './request/graph-path.ts';
import {
  Download,
  type GraphAnswer,
  type GraphRequest,
  type Outcome,
  Redirect,
  type UploadedFile,
} from './request/graph-request.ts';
import { mergeParameters } from './request/parameters.ts';
import { schemaOf, validate } from './request/validate.ts';
import {
  authorize,
  type Caller,
  callerOf,
  checkTokenKind,
  credentialsOf,
  noToken,
  worldOfCall,
} from './tokens/authorize.ts';
import { withoutSecrets, withoutTokens } from './tokens/secrets.ts';

const NO_TOKENS: ReadonlySet<string> = new Set();

/**
 * Runs one Graph call: checks token, proof, node and parameters, then runs the endpoint. Faults that are set apply, and
 * the call stands in the timeline.
 *
 * @param connection The caller's connection. A delay ends if it closes.
 */
export async function runCall(run: Run, request: GraphRequest, connection: CallerConnection): Promise<Outcome> {
  const credentials = credentialsOf(request);
  const parts = partsOf(request.path);
  const [nodeId = '', edge = null] = parts;
  const bare = findBareEndpoint(request.method, parts.join('/'));
  let params = mergeParameters(request.raw, schemaOf((bare ?? anyEndpoint(request.method, edge))?.operation ?? ''));
  const ids = request.method === 'GET' && parts.length < 2 ? idsOf(params) : undefined;
  const world = worldOfCall(run, credentials.token, ids?.[0] ?? nodeId, params);
  const known = callerOf(world, credentials.token);
  const budget = newReadBudget();
  let person: PersonState | undefined;
  /** False: about an app on all its pages, about the admin, or about nodes of several pages. */
  let isAboutPage = bare === undefined;

  const trouble = run.calls.take({ edge: edge ?? bare?.path ?? '', appId: known?.app.id ?? null });
  const applies = trouble === undefined || trouble.applied === true || trouble.do === 'delay';
  if (trouble?.do === 'delay' && !trouble.applied && !(await run.calls.wait(trouble.ms ?? 0, connection))) {
    record(undefined);
    return { answer: undefined, release: () => undefined };
  }

  const effects = collectEffects(world);
  const executed = applies ? execute(effects) : undefined;
  // An endpoint that answers at once takes its place in the line before any later call runs.
  const applied = executed instanceof Promise ? await executed : executed;
  const leave = world.outbox.reserve();
  const answer = trouble?.do === 'fail' ? troubleAnswer(trouble) : trouble?.do === 'hangUp' ? undefined : applied;
  record(answer);
  effects.record();

  if (trouble?.do === 'delay' && trouble.applied) {
    leave(effects.send);
    const isHere = await run.calls.wait(trouble.ms ?? 0, connection);
    return { answer: isHere ? answer : undefined, release: () => undefined };
  }
  return { answer, release: () => leave(effects.send) };

  function execute(into: Effects): GraphAnswer | Promise<GraphAnswer> {
    try {
      if (request.fault) throw request.fault;
      const body = answerBody(into);
      return body instanceof Promise ? body.then(accepted, refused) : accepted(body);
    } catch (error) {
      return refused(error);
    }
  }

  function answerBody(into: Effects): unknown {
    const { files, versionPath } = request;
    const { tokens = [] } = bare ?? anyEndpoint(request.method, edge) ?? {};
    const isOpen = credentials.token === undefined && tokens.includes('none');
    const caller = isOpen ? undefined : authorize(world, credentials);
    if (bare) {
      if (caller) checkTokenKind(caller.kind, bare.tokens);
      validate(bare.operation, params);
      return bare.run({ world, params, files, effects: into, budget, versionPath, caller });
    }
    if (!ids) return runOn(world, caller, request.path, into);
    const worlds = new Set<World>();
    const nodes = readMany(ids, (id) => {
      const ofNode = worldOfCall(run, credentials.token, id, params);
      worlds.add(ofNode);
      return runOn(ofNode, caller, `/${[encodeURIComponent(id), ...parts].join('/')}`, into);
    });
    isAboutPage &&= worlds.size === 1;
    return nodes;
  }

  function runOn(ofNode: World, caller: Caller | undefined, path: string, into: Effects): unknown {
    const { files, versionPath } = request;
    const { endpoint, node } = locate(ofNode, caller, request.method, path);
    const given = mergeParameters(request.raw, schemaOf(endpoint.operation));
    params = endpoint.complete?.(given) ?? given;
    person = personOfNode(node);
    isAboutPage = node.kind !== 'app' && node.kind !== 'user';
    const token = caller?.kind ?? 'none';
    checkTokenKind(token, endpoint.tokens ?? ['page']);
    validate(endpoint.operation, withDefaults(params));
    // Without a token, the app is the node: only edges of apps run without one.
    const app = caller?.app ?? (node.kind === 'app' ? node.value : undefined);
    if (!app) throw noToken(ofNode);
    return endpoint.run({
      world: ofNode,
      params,
      files,
      effects: into,
      budget,
      versionPath,
      app,
      token,
      node,
    });
  }

  function record(given: GraphAnswer | undefined): void {
    const about = personIn(world, params) ?? person;
    const timeline = isAboutPage ? world.timeline : run.timeline;
    timeline.add({
      kind: 'call',
      app: known ? { id: known.app.id, name: known.app.name } : null,
      method: request.method,
      path: request.path,
      version: request.versionPath.slice(1),
      params: { ...withoutSecrets(params), ...shownFiles(request.files) },
      status: given?.status ?? null,
      ...(given ? { answer: withoutTokens(given.body, known ? pageTokens(run, known.app.id) : NO_TOKENS) } : {}),
      ...(given?.fault ? { error: shownError(given.fault) } : {}),
      ...(trouble ? { fault: trouble.do } : {}),
      ...(about ? { person: { id: about.id, name: about.name }, owner: world.nameOwner(about) } : {}),
    });
  }
}

/** A `thread_control` without `control_type` is a release (Messenger Platform docs, Conversation Routing). */
function withDefaults(params: Record<string, unknown>): Record<string, unknown> {
  const control = params['thread_control'];
  if (typeof control !== 'object' || control === null) return params;
  return { ...params, thread_control: { control_type: 'release', ...control } };
}

function accepted(body: unknown): GraphAnswer {
  if (body instanceof Redirect) return { status: 302, body: '', location: body.location };
  if (!(body instanceof Download)) return { status: 200, body };
  const { name, mimeType, bytes } = body.file;
  return { status: 200, body: { name, type: mimeType, bytes: bytes.length }, file: body.file };
}

/** @throws The error again, unless it is a refusal. */
function refused(error: unknown): GraphAnswer {
  if (!(error instanceof GraphFault)) throw error;
  return refusal(error);
}

function refusal(fault: GraphFault): GraphAnswer {
  return { status: fault.status, body: errorBody(fault, newTraceId()), fault };
}

function troubleAnswer({ error, status, body }: CallFault): GraphAnswer {
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

/** Files in the timeline: what they are, not their bytes. */
function shownFiles(files: readonly UploadedFile[]): Record<string, unknown> {
  return Object.fromEntries(
    files.map(({ field, name, mimeType, bytes }) => [field, { name, type: mimeType, bytes: bytes.length }]),
  );
}

function shownError({ code, subcode, message }: GraphFault): NonNullable<CallEntry['error']> {
  return { code, ...(subcode === undefined ? {} : { subcode }), message };
}

/** The app's tokens of all pages: it reads no others. */
function pageTokens({ worlds }: Run, appId: string): ReadonlySet<string> {
  return new Set(worlds.flatMap(({ apps }) => apps.get(appId)?.accessToken ?? []));
}

function personIn(world: World, { recipient, to }: Record<string, unknown>): PersonState | undefined {
  if (world.options.platform.hasNumbers) return findContact(world, textOf(to ?? recipient));
  const id = typeof recipient === 'object' && recipient !== null ? (recipient as { id?: unknown }).id : recipient;
  return typeof id === 'string' ? world.people.get(id) : undefined;
}
