import type { Situation } from '../model/control-calls.ts';
import type { Outcome } from '../model/outcome.ts';
import type { AppIdentity } from '../options/resolve-app.ts';
import type { Effects } from '../state/effects.ts';
import type { PersonState } from '../state/person-state.ts';
import type { AppState, World } from '../state/world.ts';
import { GraphFault, invalid } from './graph-fault.ts';
import type { NodeKind, NodeOf } from './nodes/node.ts';
import type { ReadBudget } from './nodes/read-budget.ts';
import type { UploadedFile } from './request/graph-request.ts';
import type { Caller, TokenKind } from './tokens/authorize.ts';

/** What every endpoint gets. */
interface CallBase {
  world: World;
  /** The parameters with the types of the schema. They can hold secrets: the timeline leaves those out. */
  params: Record<string, unknown>;
  /** Files of a multipart body. */
  files: readonly UploadedFile[];
  effects: Effects;
  budget: ReadBudget;
  /** `/v25.0`, or empty. It prefixes the links in the answer. */
  versionPath: string;
}

/** A call that passed the checks of token and node. */
export interface Call<K extends NodeKind = NodeKind> extends CallBase {
  /** The calling app. */
  app: AppIdentity;
  /** Kind of the token that it called with; `'none'`: it called without one. */
  token: TokenKind | 'none';
  /** The node of the path. */
  node: NodeOf<K>;
}

/** A call of a path without a node. */
export interface BareCall extends CallBase {
  /** Undefined: it came without a token. */
  caller: Caller | undefined;
}

interface EndpointBase {
  method: 'GET' | 'POST' | 'DELETE';
  /** Its name in `openapi/`: method and path of `handover.yaml`, `graph-extra.yaml` or `whatsapp.yaml`. */
  operation: string;
}

/**
 * One edge of the Graph API, or the node itself. Annotate the call of `run` with the kinds in `nodes`, as in
 * `run({ node }: Call<'persona'>)`; then `node.value` has the type of that kind.
 */
export interface Endpoint extends EndpointBase {
  /** Kinds of nodes that have it. */
  nodes: readonly NodeKind[];
  /** What follows the node's id in the path; null for the node itself. */
  edge: string | null;
  /** Tokens that it accepts; `'none'`: it also runs without one. @default ['page'] */
  tokens?: readonly (TokenKind | 'none')[];
  /** Adds what is meant where a parameter is left out, before the parameters are checked. */
  complete?(params: Record<string, unknown>): Record<string, unknown>;
  /** Answers with the body, a promise of it, a `Redirect` or a `Download`; throws a GraphFault to refuse. */
  run(call: Call): unknown;
}

/** A path without a node, like `debug_token`. */
export interface BareEndpoint extends EndpointBase {
  /** Without a leading slash: `oauth/access_token`. */
  path: string;
  /** Tokens that it accepts; `'none'`: it also runs without one. */
  tokens: readonly (TokenKind | 'none')[];
  /** Answers with the body, a promise of it, a `Redirect` or a `Download`; throws a GraphFault to refuse. */
  run(call: BareCall): unknown;
}

/**
 * The person that `recipient` names: an object with the id, or for `thread_owner` the bare id.
 *
 * @throws {GraphFault} 100/2018001: there is no person with this id.
 */
export function personOf({ world, params }: Call): PersonState {
  const recipient = params['recipient'];
  const id = typeof recipient === 'object' && recipient !== null ? (recipient as { id?: unknown }).id : recipient;
  if (typeof id !== 'string') throw invalid('The sandbox knows people only by recipient[id]');
  const person = world.people.get(id);
  if (!person) throw invalid('No matching user found', 2018001);
  return person;
}

/** The calling app's state on the page. A page token has one. */
export function appOnPage({ world, app }: Call): AppState {
  const state = world.apps.get(app.id);
  if (!state) throw new Error(`app ${app.id} is not connected to the page`);
  return state;
}

/** The situation on which the rules decide. */
export function situationOf({ world, app }: Call, person: PersonState): Situation {
  return { page: world.rules(), control: world.control(person), caller: app.id, now: world.clock.now() };
}

/**
 * Applies the outcome of the rules.
 *
 * @throws {GraphFault} The rules refused.
 */
export function apply({ effects }: Call, person: PersonState, outcome: Outcome): void {
  if (outcome.refusal) throw new GraphFault(outcome.refusal);
  effects.change(person, outcome.change);
}
