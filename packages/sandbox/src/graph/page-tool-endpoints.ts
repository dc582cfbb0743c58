import type { PersonState } from '../state/person-state.ts';
import type { World } from '../state/world.ts';
import { textOf } from '../text-of.ts';
import { ownApp } from './apps/app-endpoints.ts';
import type { Call, Endpoint } from './endpoint.ts';
import { invalid } from './graph-fault.ts';
import { graphTime } from './nodes/graph-time.ts';
import { readEdge, recordShape } from './nodes/shape.ts';
import { textsOf } from './request/texts.ts';

const DAY_MS = 86_400_000;

/** What each action does (Messenger Platform docs, Moderate Conversations). */
const ACTIONS: Readonly<Record<string, (person: PersonState) => void>> = {
  BLOCK_USER: block,
  UNBLOCK_USER: unblock,
  // A ban also hides the page's posts, which the sandbox does not have.
  BAN_USER: block,
  UNBAN_USER: unblock,
  MOVE_TO_SPAM(person) {
    person.folder = 'spam';
  },
};

/** Metrics of messaging, with their values of today (Graph API reference, Page Insights). */
const METRICS: Readonly<Record<string, (world: World) => number>> = {
  page_messages_blocked_conversations_unique: ({ people }) => count(people, ({ blocked }) => blocked),
  page_messages_new_conversations_unique: (world) =>
    count(world.people, ({ messages: [first] }) => first !== undefined && first.at > world.clock.now() - DAY_MS),
  page_messages_reported_conversations_unique: () => 0,
  page_messages_total_messaging_connections: ({ people }) => count(people, ({ messages }) => messages.length > 0),
};

const insightShape = recordShape('InsightsResult', ['name', 'period', 'values', 'title', 'description', 'id']);

const reviewShape = recordShape('MessagingFeatureReview', ['feature', 'status', 'expiration_time']);

/** Small edges of a page or an app that other people's clients call. */
export const pageToolEndpoints: readonly Endpoint[] = [
  {
    method: 'POST',
    nodes: ['page'],
    edge: 'moderate_conversations',
    operation: 'POST /{pageId}/moderate_conversations',
    run: moderate,
  },
  {
    method: 'GET',
    nodes: ['page'],
    edge: 'insights',
    operation: 'GET /{pageId}/insights',
    run: insights,
  },
  {
    // No feature of the page is under review.
    method: 'GET',
    nodes: ['page'],
    edge: 'messaging_feature_review',
    operation: 'GET /{pageId}/messaging_feature_review',
    run: (call) => readEdge(call, reviewShape, [], 'messaging_feature_review'),
  },
  {
    // Built-in NLP adds no entities here: the sandbox understands no language.
    method: 'POST',
    nodes: ['page'],
    edge: 'nlp_configs',
    operation: 'POST /{pageId}/nlp_configs',
    run: () => ({ success: true }),
  },
  {
    // Ends the link of an account. The sandbox keeps no links (Messenger Platform docs, Account Linking).
    method: 'POST',
    nodes: ['page'],
    edge: 'unlink_accounts',
    operation: 'POST /{pageId}/unlink_accounts',
    run({ world, params }) {
      if (!world.people.has(textOf(params['psid']))) throw invalid('No matching user found', 2018001);
      return { result: 'unlink account success' };
    },
  },
  // The app's own statistics: the sandbox shows them in the timeline (Messenger Platform docs, App Events).
  activityEndpoint('activities'),
  activityEndpoint('page_activities'),
];

function activityEndpoint(edge: string): Endpoint {
  return {
    method: 'POST',
    nodes: ['app'],
    edge,
    operation: `POST /{objectId}/${edge}`,
    // Meta's own samples send no token.
    tokens: ['none', 'app', 'page', 'user'],
    run(call: Call<'app'>) {
      ownApp(call, 'POST');
      return { success: true };
    },
  };
}

function moderate({ world, params }: Call): { success: true } {
  const actions = textsOf(params['actions']).map((name) => name.toUpperCase());
  const wrong = actions.findIndex((name) => !Object.hasOwn(ACTIONS, name));
  if (wrong !== -1) throw invalid(`Param actions[${wrong}] must be one of {${Object.keys(ACTIONS).join(', ')}}`);
  const people = (params['user_ids'] as readonly unknown[]).map((one: unknown) => {
    const id = typeof one === 'object' && one !== null ? (one as { id?: unknown }).id : one;
    const person = world.people.get(textOf(id));
    if (!person) throw invalid('No matching user found', 2018001);
    return person;
  });
  for (const person of people) {
    for (const name of actions) ACTIONS[name]?.(person);
    world.notices.tell({ what: 'person', personId: person.id });
  }
  return { success: true };
}

function insights(call: Call): object {
  const { world, params, node } = call;
  const names = textsOf(params['metric']);
  // Recorded in many public threads.
  if (names.length === 0 || names.some((name) => !Object.hasOwn(METRICS, name))) {
    throw invalid('The value must be a valid insights metric');
  }
  const endTime = graphTime(world.clock.now());
  const list = names.map((name) => ({
    name,
    period: 'day',
    values: [{ value: METRICS[name]?.(world), end_time: endTime }],
    title: name.replace(/^page_messages_/, '').replaceAll('_', ' '),
    description: `Daily: ${name}`,
    id: `${node.id}/insights/${name}/day`,
  }));
  return readEdge(call, insightShape, list, 'insights');
}

function block(person: PersonState): void {
  person.blocked = true;
}

function unblock(person: PersonState): void {
  person.blocked = false;
}

function count(people: ReadonlyMap<string, PersonState>, fits: (person: PersonState) => boolean): number {
  return [...people.values()].filter(fits).length;
}
