import type { Situation } from '../model/control-calls.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Effects } from '../state/effects.ts';
import type { PersonState } from '../state/person-state.ts';
import type { AppState, World } from '../state/world.ts';
import { GraphFault, invalid } from './graph-fault.ts';

/** A call that passed the checks of token and page. */
export interface Call {
  world: World;
  /** The calling app. */
  app: AppState;
  params: Record<string, unknown>;
  effects: Effects;
  /** Id in the path, `me` included. */
  nodeId: string;
  /** `/v25.0`, or empty. It prefixes the links in the answer. */
  versionPath: string;
}

/** One edge of the Graph API. */
export interface Endpoint {
  method: 'GET' | 'POST' | 'DELETE';
  /** Last part of the path; null for a node itself. */
  edge: string | null;
  /** Its name in the OpenAPI description. */
  operation: string;
  /** Answers with the body; throws a GraphFault to refuse. */
  run(call: Call): unknown;
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
