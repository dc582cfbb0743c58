import type { Platform } from '../platform/platform.ts';
import { PLATFORMS } from '../platform/platforms.ts';
import type { PersonState, StoredMessage } from '../state/person-state.ts';
import type { World } from '../state/world.ts';
import type { Call, Endpoint } from './endpoint.ts';
import { noSuchObject } from './graph-fault.ts';
import { listPage, pick, splitFields } from './listing.ts';
import { personaNode } from './persona-endpoints.ts';

/** Only the newest messages of a conversation can be read (Messenger Platform docs, Conversations API). */
const READABLE_MESSAGES = 20;

/** Endpoints that read: the page and its routing state, a person's profile, a persona, the conversations. */
export const pageEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    edge: null,
    operation: 'GET /{nodeId}',
    run(call) {
      const { world, nodeId, params } = call;
      const persona = world.personas.get(nodeId);
      if (persona) return pick(personaNode(persona), params['fields'], ['name', 'profile_picture_url', 'id']);
      const person = world.people.get(nodeId);
      if (person) return profile(world, person, params['fields']);
      if (!isPage(world, nodeId)) throw noSuchObject('GET', nodeId);
      const { page } = world.options;
      const node = {
        name: page.name,
        messaging_feature_status: {
          hop_v2: hopV2(world),
          ...Object.fromEntries(Object.values(PLATFORMS).map((one) => [one.routingFlag, routesOn(world, one.name)])),
        },
        id: nodeId === 'me' ? page.id : nodeId,
      };
      return pick(node, params['fields'], ['name', 'id']);
    },
  },
  {
    method: 'GET',
    edge: 'conversations',
    operation: 'GET /{pageId}/conversations',
    run(call) {
      const { world, params } = call;
      const people = [...world.people.values()]
        .filter((person) => person.messages.length > 0)
        .filter((person) => params['user_id'] === undefined || person.id === params['user_id'])
        .sort((one, other) => updatedAt(other) - updatedAt(one));
      return listPage(
        call,
        people.map((person) => conversation(call, person)),
        'conversations',
      );
    },
  },
];

/** True if the page, or the account linked to it, has Conversation Routing on. */
function routesOn({ run, options }: World, platform: Platform): boolean {
  return run.worldOf({ id: options.page.id, platform })?.routing === 'on';
}

/** Meta's flag `hop_v2` of the protocol of 2021 to 2025. It says little about roles (see the quirk). */
function hopV2({ quirks, routing }: World): boolean {
  if (quirks.hopV2 === 'roles') return routing === 'primary';
  return quirks.hopV2 === 'always' || routing !== 'on';
}

/** True for the page's own id, `me`, and the account linked to it. */
export function isPage(world: World, nodeId: string): boolean {
  return nodeId === 'me' || nodeId === world.options.page.id || isAccount(world, nodeId);
}

/** True for the id of an account that is linked to the page, unless it equals the page's id. */
export function isAccount({ options: { page, platform } }: World, nodeId: string): boolean {
  return nodeId === platform.accountId(page) && nodeId !== page.id;
}

function profile(world: World, person: PersonState, fields: unknown): Record<string, unknown> {
  const { platform } = world.options;
  return pick(platform.profile(person, `${world.url}/_sandbox/pictures/${person.id}`), fields, platform.usualProfile);
}

function conversation({ world, app, params }: Call, person: PersonState): Record<string, unknown> {
  const fields = splitFields(typeof params['fields'] === 'string' ? params['fields'] : 'id,updated_time');
  const node: Record<string, unknown> = { id: `t_${person.id}`, updated_time: graphTime(updatedAt(person)) };
  // Only with routing on (Messenger changelog, October 13, 2025).
  if (world.routing === 'on') node['is_owner'] = world.control(person).owner === app.id;
  for (const { name, limit, nested } of fields) {
    if (name !== 'messages') continue;
    const kept = person.messages.filter(({ deleted }) => !deleted);
    const newest = kept.reverse().slice(0, Math.min(limit ?? READABLE_MESSAGES, READABLE_MESSAGES));
    node['messages'] = {
      data: newest.map((message) => pick(messageNode(world, person, message), nested, ['id', 'created_time'])),
    };
  }
  return pick(node, fields.map((field) => field.name).join(','), []);
}

function messageNode(world: World, person: PersonState, message: StoredMessage): Record<string, unknown> {
  const { page } = world.options;
  const [self, other] = [
    { id: person.id, name: person.name },
    { id: page.id, name: page.name },
  ];
  return {
    id: message.mid,
    created_time: graphTime(message.at),
    from: message.from === null ? self : other,
    to: { data: [message.from === null ? other : self] },
    message: message.text ?? '',
  };
}

function updatedAt(person: PersonState): number {
  return person.messages.at(-1)?.at ?? 0;
}

/** A time as Graph writes it: no milliseconds, `+0000` for UTC. */
function graphTime(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, '+0000');
}
