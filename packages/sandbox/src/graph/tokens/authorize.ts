import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AppIdentity } from '../../options/resolve-app.ts';
import type { Run } from '../../state/run.ts';
import { isAppToken, readUserToken } from '../../state/tokens.ts';
import type { World } from '../../state/world.ts';
import { textOf } from '../../text-of.ts';
import { GraphFault } from '../graph-fault.ts';
import { isInside } from '../nodes/node.ts';
import type { GraphRequest } from '../request/graph-request.ts';
import { expiredWords, UNKNOWN_TOKEN_WORDS } from './token-words.ts';

const PROOF_VALID_SECONDS = 300;

/** Kinds of access tokens: of a page through an app, of the app itself, of a person who administers the page. */
export type TokenKind = 'page' | 'app' | 'user';

/** Who calls. */
export interface Caller {
  kind: TokenKind;
  /** The app that the token belongs to. */
  app: AppIdentity;
  /** When the token was issued, in unix seconds; absent: unknown. */
  issuedAt?: number;
  /** When the token expires, in unix seconds; null: never. */
  expiresAt: number | null;
}

/** The token and proof of a call. */
export interface Credentials {
  token: string | undefined;
  proof: string | undefined;
  /** Unix seconds at which the proof was made. */
  proofTime: string | undefined;
}

/** The credentials in a request. The header wins over the parameter. */
export function credentialsOf({ bearer, raw: { text, json } }: GraphRequest): Credentials {
  const parameter = (name: string): string | undefined => {
    const value = (Object.hasOwn(json, name) ? json[name] : undefined) ?? text[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
  return {
    token: bearer ?? parameter('access_token'),
    proof: parameter('appsecret_proof'),
    proofTime: parameter('appsecret_time'),
  };
}

/**
 * The page that a call is about. The token alone decides it, except that a Facebook Page and its Instagram account have
 * the same token. Of these two, the account's id in the path, `platform`, the person or another node decides; else it is
 * the Page. A call without a valid token is about the page that it names, because its refusal is recorded there.
 */
export function worldOfCall(
  run: Run,
  token: string | undefined,
  nodeId: string,
  params: Readonly<Record<string, unknown>>,
): World {
  const ofToken = run.worlds.filter((world) => appOfPageToken(world, token));
  const worlds = ofToken.length === 0 ? run.worlds : ofToken;
  if (worlds.length === 1) return worlds[0] as World;
  const { recipient, platform, user_id: userId } = params;
  const personId = typeof recipient === 'object' && recipient !== null ? (recipient as { id?: unknown }).id : recipient;
  const ids = [nodeId, personId, userId].map(textOf);
  const account = ({ options }: World): string | undefined => options.platform.accountId(options.page);
  return (
    worlds.find((world) => account(world) === nodeId) ??
    worlds.find((world) => world.options.platform.name === textOf(platform).toLowerCase()) ??
    worlds.find((world) => ids.some((id) => isInside(world, id))) ??
    worlds.find((world) => account(world) === undefined && [world.options.page.id, 'me'].includes(nodeId)) ??
    worlds.find((world) => world.options.page.id === nodeId) ??
    (worlds[0] as World)
  );
}

/** Who calls with this token; undefined if it is unknown. */
export function callerOf(world: World, token: string | undefined): Caller | undefined {
  if (!token) return undefined;
  const app = appOfPageToken(world, token);
  if (app) return { kind: 'page', app, expiresAt: null };
  const { apps } = world.run;
  for (const one of apps.values()) if (isAppToken(one, token)) return { kind: 'app', app: one, expiresAt: null };
  const user = readUserToken(apps, token);
  return user && { kind: 'user', ...user };
}

function appOfPageToken({ apps }: World, token: string | undefined): AppIdentity | undefined {
  return [...apps.values()].find(({ accessToken }) => accessToken === token)?.shared;
}

/**
 * The caller. The token alone decides which app acts (Graph API docs, Login Security).
 *
 * @throws {GraphFault} Code 104: no token (facebook-node-sdk#105). Code 190: an unknown one; with 463, one that has
 *   expired. Code 100: the proof is missing or wrong.
 */
export function authorize(world: World, { token, proof, proofTime }: Credentials): Caller {
  const status = world.quirks.tokenStatus;
  if (!token) throw noToken(world);
  const caller = callerOf(world, token);
  if (!caller) {
    throw new GraphFault({ code: 190, status, message: UNKNOWN_TOKEN_WORDS });
  }
  const now = world.clock.now();
  if (caller.expiresAt !== null && caller.expiresAt * 1000 <= now) {
    throw new GraphFault({ code: 190, subcode: 463, status, message: expiredWords(caller.expiresAt, now) });
  }
  // The setting requires the secret or a proof (its text in the app dashboard: markbates/goth#96). An app token has the
  // secret. A proof that is given must fit in any case.
  if (proof === undefined && caller.app.requireAppSecretProof && caller.kind !== 'app') {
    throw proofFault('API calls from the server require an appsecret_proof argument');
  }
  if (proof !== undefined && !proofFits(token, caller.app.secret, proof, proofTime, now)) {
    throw proofFault('Invalid appsecret_proof provided in the API argument');
  }
  return caller;
}

/** Code 104: the call has no token (facebook-node-sdk#105). */
export function noToken({ quirks }: World): GraphFault {
  const message = 'An access token is required to request this resource.';
  return new GraphFault({ code: 104, status: quirks.tokenStatus, message });
}

/**
 * Checks the kind of the token.
 *
 * @throws {GraphFault} The endpoint needs a token of another kind (Graph API docs, Access Tokens).
 */
export function checkTokenKind(kind: TokenKind | 'none', accepted: readonly (TokenKind | 'none')[]): void {
  if (accepted.includes(kind)) return;
  if (accepted.includes('page')) {
    throw new GraphFault({ code: 190, message: '(#190) This method must be called with a Page Access Token' });
  }
  if (accepted.includes('app')) {
    throw new GraphFault({ code: 15, message: '(#15) This method must be called with an app access_token.' });
  }
  throw new GraphFault({ code: 102, message: 'A user access token is required to request this resource.' });
}

function proofFits(token: string, secret: string, proof: string, time: string | undefined, now: number): boolean {
  if (time !== undefined && !(Math.abs(now / 1000 - Number(time)) <= PROOF_VALID_SECONDS)) return false;
  const data = time === undefined ? token : `${token}|${time}`;
  const expected = Buffer.from(createHmac('sha256', secret).update(data).digest('hex'));
  const given = Buffer.from(proof);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function proofFault(message: string): GraphFault {
  return new GraphFault({ code: 100, type: 'GraphMethodException', message });
}
