import { CONTROL_LASTS_MS } from '../meta.ts';
import { extend, ownerView, pass, release, request, type Situation, take } from '../model/control-calls.ts';
import type { Outcome } from '../model/outcome.ts';
import { refusals } from '../model/refusals.ts';
import type { PersonState } from '../state/person-state.ts';
import { wireId } from '../webhooks/items.ts';
import { apply, type Call, type Endpoint, personOf, situationOf } from './endpoint.ts';
import { GraphFault, invalid, noSuchField, noSuchObject } from './graph-fault.ts';
import { typeOf } from './nodes/node.ts';
import { readEdge, recordShape } from './nodes/shape.ts';

/** Calls that, as third parties report, are unavailable on an account's own id (Instagram Login). */
const NOT_ON_ACCOUNTS = ['take_thread_control', 'request_thread_control'];

const receiverShape = recordShape('Application', ['id', 'name', 'link'], ['id', 'name']);

/** Pass, take, request, release, extend, thread_owner and secondary_receivers. */
export const handoverEndpoints: readonly Endpoint[] = [
  control('pass_thread_control', (situation, params) =>
    pass(situation, params['target_app_id'] as string | undefined, params['metadata'] as string | undefined),
  ),
  control('take_thread_control', (situation, params) => take(situation, params['metadata'] as string | undefined)),
  control('request_thread_control', (situation, params) =>
    request(situation, params['metadata'] as string | undefined),
  ),
  control('release_thread_control', (situation) => release(situation)),
  control('extend_thread_control', (situation, params) =>
    extend(situation, (params['duration'] as number | undefined) ?? CONTROL_LASTS_MS / 1000),
  ),
  {
    method: 'GET',
    nodes: ['page'],
    edge: 'thread_owner',
    operation: 'GET /{pageId}/thread_owner',
    run(call) {
      if (call.world.quirks.threadOwner === 'refuse') {
        throw noSuchField('thread_owner', typeOf(call.world, call.node));
      }
      const person = personOf(call);
      const data = ownerData(call, person);
      return data.length === 0 && call.world.quirks.idleOwnerBody === 'empty' ? {} : { data };
    },
  },
  {
    method: 'GET',
    nodes: ['page'],
    edge: 'secondary_receivers',
    operation: 'GET /{pageId}/secondary_receivers',
    run(call) {
      const { world, app } = call;
      if (world.routing !== 'primary' || world.defaultApp === null) {
        if (world.quirks.secondaryReceivers === 'empty') return { data: [] };
        throw new GraphFault(refusals.noRole);
      }
      if (app.id !== world.defaultApp) throw new GraphFault(refusals.hiddenReceivers);
      const apps = [...world.apps.values()].filter((one) => one.subscribed).map((one) => one.id);
      const receivers = [...apps, world.inboxId]
        .filter((id) => id !== world.defaultApp)
        .map((id) => ({ ...world.nameApp(id), link: `https://apps.example/${id}` }));
      return readEdge(call, receiverShape, receivers, 'secondary_receivers');
    },
  },
];

function control(edge: string, decide: (situation: Situation, params: Record<string, unknown>) => Outcome): Endpoint {
  return {
    method: 'POST',
    nodes: ['page'],
    edge,
    operation: `POST /{pageId}/${edge}`,
    run(call: Call<'page'>) {
      const { world, params, node } = call;
      const isPartial = node.value.isAccount && world.quirks.instagramLogin === 'partial';
      if (isPartial && NOT_ON_ACCOUNTS.includes(edge)) {
        throw noSuchObject('POST', node.id);
      }
      const longest = world.quirks.maxMetadataLength;
      if (typeof params['metadata'] === 'string' && params['metadata'].length > longest) {
        throw invalid(`Length of param metadata must be less than or equal to ${longest}`);
      }
      const person = personOf(call);
      apply(call, person, decide(situationOf(call, person), params));
      return world.quirks.handoverAnswer === 'data' ? { data: ownerData(call, person) } : { success: true };
    },
  };
}

function ownerData(call: Call, person: PersonState): { thread_owner: Record<string, unknown> }[] {
  const view = ownerView(situationOf(call, person));
  if (view === null) return [];
  const { appId, expirationSeconds } = view;
  const shown = appId === undefined ? {} : { app_id: wireId(appId, call.world.quirks.appIds) };
  return [{ thread_owner: { ...shown, expiration: expirationSeconds } }];
}
