import { createHmac, timingSafeEqual } from 'node:crypto';
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

/** The app that a token belongs to; undefined if the token is unknown. */
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
  if (proof === undefined && app.requireAppSecretProof) {
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
  const expected = Buffer.from(createHmac('sha256', app.secret).update(data).digest('hex'));
  const given = Buffer.from(proof);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function proofFault(message: string): GraphFault {
  return new GraphFault({ code: 100, type: 'GraphMethodException', message });
}
