import { checkKnownKeys, kindOf } from '../known-keys.ts';
import { OptionError } from '../option-error.ts';
import type { AppIdentity } from '../options/resolve-app.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Run } from '../state/run.ts';
import { createUserToken } from '../state/tokens.ts';

/** Options of a user token. */
export interface UserTokenOptions {
  /** How long it is valid, in ms of the sandbox's clock; Meta counts seconds. @default it never expires */
  lastsMs?: number;
}

/** What the person who administers the pages grants the apps of a run. */
export function createAdmin(run: Run): Pick<Sandbox, 'userToken' | 'authorizationCode'> {
  function find(appId: string): AppIdentity {
    const app = run.apps.get(appId);
    if (!app) throw new OptionError(`there is no app with this id; apps are ${[...run.apps.keys()].join(', ')}`);
    return app;
  }

  return {
    userToken(appId, options = {}) {
      const app = find(appId);
      checkKnownKeys('userToken: ', options, ['lastsMs']);
      const { lastsMs } = options;
      if (lastsMs !== undefined && !(Number.isFinite(lastsMs) && lastsMs > 0)) {
        throw new OptionError(`userToken: lastsMs must be a number above 0 (got ${lastsMs})`);
      }
      const now = run.clock.now();
      const expiresAt = lastsMs === undefined ? null : Math.ceil((now + lastsMs) / 1000);
      return createUserToken({ app, issuedAt: Math.floor(now / 1000), expiresAt });
    },
    authorizationCode(appId, redirectUri) {
      const app = find(appId);
      if (typeof redirectUri !== 'string' || !URL.canParse(redirectUri)) {
        throw new OptionError(`authorizationCode: redirectUri must be an address (got ${kindOf(redirectUri)})`);
      }
      return run.codes.create(app.id, redirectUri);
    },
  };
}
