import { createHmac } from 'node:crypto';
import type { AppIdentity } from '../options/resolve-app.ts';

/** The person who administers all pages of a run. User tokens are this person's. */
export const ADMIN: { readonly id: string; readonly name: string } = { id: '10224785596130001', name: 'Pat Admin' };

/** A user token that was read. */
export interface UserToken {
  /** App through which the admin granted it. */
  app: AppIdentity;
  /** Unix seconds. */
  issuedAt: number;
  /** Unix seconds; null: it never expires. */
  expiresAt: number | null;
}

/**
 * A user token for the app. Its times stand in it, signed with the app's secret, so that the sandbox need not remember
 * it and a session needs no list of tokens.
 */
export function createUserToken({ app, issuedAt, expiresAt }: UserToken): string {
  const content = Buffer.from(`${app.id}.${issuedAt}.${expiresAt ?? 0}`).toString('base64url');
  return `EAA${content}ZD${signature(app, content)}`;
}

/** Reads a user token of one of the apps; undefined: it is not one. */
export function readUserToken(apps: ReadonlyMap<string, AppIdentity>, token: string): UserToken | undefined {
  const [, content = '', signed] = /^EAA(\w+)ZD([0-9a-f]{64})$/.exec(token) ?? [];
  const [id = '', issuedAt, expiresAt] = Buffer.from(content, 'base64url').toString().split('.');
  const app = apps.get(id);
  if (!app || signature(app, content) !== signed) return undefined;
  return { app, issuedAt: Number(issuedAt), expiresAt: Number(expiresAt) || null };
}

/** The app token that `oauth/access_token` answers with. It does not contain the secret. */
export function createAppToken(app: AppIdentity): string {
  return `${app.id}|${signature(app, 'app token').slice(0, 27)}`;
}

/** True for both forms of the app's token: `APP_ID|APP_SECRET` and that of `createAppToken`. */
export function isAppToken(app: AppIdentity, token: string): boolean {
  return token === `${app.id}|${app.secret}` || token === createAppToken(app);
}

function signature({ secret }: AppIdentity, content: string): string {
  return createHmac('sha256', secret).update(content).digest('hex');
}
