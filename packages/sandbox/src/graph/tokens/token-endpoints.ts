import type { AppIdentity } from '../../options/resolve-app.ts';
import type { CodeProblem } from '../../state/codes.ts';
import { ADMIN, createAppToken, createUserToken } from '../../state/tokens.ts';
import { textOf } from '../../text-of.ts';
import type { BareCall, BareEndpoint } from '../endpoint.ts';
import { GraphFault, invalid } from '../graph-fault.ts';
import { callerOf, type TokenKind } from './authorize.ts';
import { SCOPES } from './scopes.ts';
import { expiredWords, UNKNOWN_TOKEN_WORDS } from './token-words.ts';

/** Lifetime of a token from a code (Facebook Login docs: one to two hours). */
const SHORT_SECONDS = 7200;
/** Lifetime of a long-lived token, as many public records have it: 60 days less a part of one. */
const LONG_SECONDS = 5_183_944;

const TYPES: Readonly<Record<TokenKind, string>> = { page: 'PAGE', app: 'APP', user: 'USER' };

/** Meta's answers to codes that cannot be exchanged (recorded in public issues and code). */
const CODE_FAULTS: Readonly<Record<CodeProblem, { subcode?: number; message: string }>> = {
  unknown: { message: 'Invalid verification code format.' },
  used: { subcode: 36009, message: 'This authorization code has been used.' },
  expired: { subcode: 36007, message: 'This authorization code has expired.' },
  'other redirect_uri': {
    subcode: 36008,
    message:
      'Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the ' +
      'OAuth dialog request',
  },
};

/** Tokens: looked into, and given out (Graph API reference, Debug Token; Facebook Login docs, Access Tokens). */
export const tokenEndpoints: readonly BareEndpoint[] = [
  {
    method: 'GET',
    path: 'debug_token',
    operation: 'GET /debug_token',
    tokens: ['page', 'app', 'user'],
    run: debugToken,
  },
  {
    method: 'GET',
    path: 'oauth/access_token',
    operation: 'GET /oauth/access_token',
    tokens: ['none', 'page', 'app', 'user'],
    run: accessToken,
  },
  {
    method: 'POST',
    path: 'oauth/access_token',
    operation: 'POST /oauth/access_token',
    tokens: ['none', 'page', 'app', 'user'],
    run: accessToken,
  },
];

function debugToken({ world, params, caller }: BareCall): { data: Record<string, unknown> } {
  if (caller?.kind === 'page') {
    throw invalid(
      'You must provide an app access token, or a user access token that is an owner or developer of the app',
    );
  }
  const token = textOf(params['input_token']);
  const page = world.run.worlds.find((one) => callerOf(one, token)?.kind === 'page');
  const found = callerOf(page ?? world, token);
  if (!found) return { data: { error: { code: 190, message: UNKNOWN_TOKEN_WORDS }, is_valid: false, scopes: [] } };
  if (found.app !== caller?.app) throw invalid('The App_id in the input_token did not match the Viewing App');
  const { kind, app, expiresAt, issuedAt } = found;
  const now = world.clock.now();
  const isExpired = expiresAt !== null && expiresAt * 1000 <= now;
  const scopes = kind === 'app' ? [] : SCOPES;
  return {
    data: {
      app_id: app.id,
      type: TYPES[kind],
      application: app.name,
      ...(kind === 'app' ? {} : { data_access_expires_at: 0, expires_at: expiresAt ?? 0 }),
      ...(isExpired ? { error: { code: 190, message: expiredWords(expiresAt, now), subcode: 463 } } : {}),
      is_valid: !isExpired,
      ...(issuedAt === undefined ? {} : { issued_at: issuedAt }),
      ...(page ? { profile_id: page.options.page.id } : {}),
      scopes,
      ...(kind === 'app' ? {} : { granular_scopes: scopes.map((scope) => ({ scope })), user_id: ADMIN.id }),
    },
  };
}

/** The four grants. A call with `code` needs no `grant_type`, as in Meta's own documentation. */
function accessToken(call: BareCall): Record<string, unknown> {
  const { params, world } = call;
  const { grant_type: grant, code, fb_exchange_token: exchanged } = params;
  const app = clientOf(call);
  if (grant === 'client_credentials') return { access_token: createAppToken(app), token_type: 'bearer' };
  if (grant === 'fb_exchange_token') {
    const found = callerOf(world, textOf(exchanged ?? ''));
    if (found?.kind !== 'user' || found.app !== app) {
      throw new GraphFault({ code: 190, message: UNKNOWN_TOKEN_WORDS });
    }
    const now = world.clock.now();
    if (found.expiresAt !== null && found.expiresAt * 1000 <= now) {
      throw new GraphFault({ code: 190, subcode: 463, message: expiredWords(found.expiresAt, now) });
    }
    return issue(call, app, LONG_SECONDS);
  }
  if (grant !== undefined && grant !== 'authorization_code') throw invalid(`Invalid grant_type: ${textOf(grant)}`);
  if (code === undefined) throw new GraphFault({ code: 1, message: 'Missing authorization code' });
  const redirectUri = params['redirect_uri'];
  if (redirectUri === undefined) throw new GraphFault({ code: 191, message: 'Missing redirect_uri parameter.' });
  const problem = world.run.codes.use(textOf(code), app.id, textOf(redirectUri));
  if (problem) throw new GraphFault({ code: 100, ...CODE_FAULTS[problem] });
  return issue(call, app, SHORT_SECONDS);
}

function issue({ world }: BareCall, app: AppIdentity, lastsSeconds: number): Record<string, unknown> {
  const issuedAt = Math.floor(world.clock.now() / 1000);
  const token = createUserToken({ app, issuedAt, expiresAt: issuedAt + lastsSeconds });
  return { access_token: token, token_type: 'bearer', expires_in: lastsSeconds };
}

/** The app that `client_id` and `client_secret` name. @throws {GraphFault} 101: no such app. 1: wrong secret. */
function clientOf({ world, params }: BareCall): AppIdentity {
  const { client_id: id, client_secret: secret } = params;
  if (id === undefined) throw new GraphFault({ code: 101, message: 'Missing client_id parameter.' });
  const app = world.run.apps.get(textOf(id));
  if (!app) {
    const message = 'Error validating application. Cannot get application info due to a system error.';
    throw new GraphFault({ code: 101, message });
  }
  if (secret === undefined) throw new GraphFault({ code: 1, message: 'Missing client_secret parameter.' });
  if (secret !== app.secret) throw new GraphFault({ code: 1, message: 'Error validating client secret.' });
  return app;
}
