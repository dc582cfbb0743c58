import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Run } from '../state/run.ts';
import type { AppState, World } from '../state/world.ts';
import { GraphFault } from './graph-fault.ts';

const PROOF_VALID_SECONDS = 300;

/** The token and proof of a call. */
export interface Credentials {
  token: string | undefined;
  proof: string | undefined;
  /** Unix seconds at which the proof was made. */
  proofTime: string | undefined;
}

/**
 * The page that a call is about. The token alone decides it, except that a Facebook Page and its Instagram account have
 * the same token. Of these two, the account's id in the path, `platform` or the person decides; else it is the Page.
 * A call without a valid token is about the page that it names, because its refusal is recorded there.
 */
export function worldOfCall(
  run: Run,
  token: string | undefined,
  nodeId: string,
  params: Readonly<Record<string, unknown>>,
): World {
  const ofToken = run.worlds.filter((world) => appOfToken(world, token));
  const worlds = ofToken.length === 0 ? run.worlds : ofToken;
  if (worlds.length === 1) return worlds[0] as World;
  const { recipient, platform, user_id: userId } = params;
  const personId = typeof recipient === 'object' && recipient !== null ? (recipient as { id?: unknown }).id : recipient;
  const ids = [nodeId, personId, userId].map(String);
  const account = ({ options }: World): string | undefined => options.platform.accountId(options.page);
  return (
    worlds.find((world) => account(world) === nodeId) ??
    worlds.find((world) => world.options.platform.name === platform) ??
    worlds.find((world) => ids.some((id) => world.people.has(id) || world.personas.has(id))) ??
    worlds.find((world) => account(world) === undefined && [world.options.page.id, 'me'].includes(nodeId)) ??
    worlds.find((world) => world.options.page.id === nodeId) ??
    (worlds[0] as World)
  );
}

/** The app that a token belongs to; undefined if the page knows no such token. */
export function appOfToken(world: World, token: string | undefined): AppState | undefined {
  if (!token) return undefined;
  return [...world.apps.values()].find((app) => app.accessToken === token);
}

/**
 * The calling app. The token alone decides which app acts (Graph API docs, Login Security).
 *
 * @throws {GraphFault} Code 190: no token or an unknown one. Code 100: the proof is missing or wrong.
 */
export function authorize(world: World, { token, proof, proofTime }: Credentials): AppState {
  const app = appOfToken(world, token);
  if (!app) {
    throw new GraphFault({
      code: 190,
      status: world.quirks.tokenStatus,
      message: token
        ? 'Invalid OAuth access token - Cannot parse access token'
        : 'An access token is required to request this resource.',
    });
  }
  if (proof === undefined && app.shared.requireAppSecretProof) {
    throw proofFault('API calls from the server require an appsecret_proof argument');
  }
  if (proof !== undefined && !proofFits(app, proof, proofTime, world.clock.now())) {
    throw proofFault('Invalid appsecret_proof provided in the API argument');
  }
  return app;
}

function proofFits(app: AppState, proof: string, time: string | undefined, now: number): boolean {
  if (time !== undefined && !(Math.abs(now / 1000 - Number(time)) <= PROOF_VALID_SECONDS)) return false;
  const data = time === undefined ? app.accessToken : `${app.accessToken}|${time}`;
  const expected = Buffer.from(createHmac('sha256', app.shared.secret).update(data).digest('hex'));
  const given = Buffer.from(proof);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function proofFault(message: string): GraphFault {
  return new GraphFault({ code: 100, type: 'GraphMethodException', message });
}
