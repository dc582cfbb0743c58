import { randomBytes } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';

/** How long a code is valid (Facebook Login docs, Manually Build a Login Flow: shortly; ten minutes is RFC 6749's advice). */
const VALID_MS = 600_000;
/** How many codes are remembered; more drop the oldest. */
const MAX_CODES = 1000;

/** Why a code cannot be exchanged. */
export type CodeProblem = 'unknown' | 'used' | 'expired' | 'other redirect_uri';

/** The authorization codes that were given out. */
export interface Codes {
  /** Gives out a code, as the login dialog does after the admin agreed. */
  create(appId: string, redirectUri: string): string;
  /** Uses a code up. Null: it was valid. */
  use(code: string, appId: string, redirectUri: string): CodeProblem | null;
  /** Forgets all codes. */
  clear(): void;
}

/** Creates an empty list of codes. A session does not contain them, because they are valid for minutes only. */
export function createCodes(clock: SandboxClock): Codes {
  const codes = new Map<string, { appId: string; redirectUri: string; expiresAt: number; used: boolean }>();

  return {
    create(appId, redirectUri) {
      const code = `AQ${randomBytes(96).toString('base64url')}`;
      codes.set(code, { appId, redirectUri, expiresAt: clock.now() + VALID_MS, used: false });
      for (const oldest of codes.keys()) {
        if (codes.size <= MAX_CODES) break;
        codes.delete(oldest);
      }
      return code;
    },
    use(code, appId, redirectUri) {
      const found = codes.get(code);
      if (found?.appId !== appId) return 'unknown';
      if (found.used) return 'used';
      if (found.expiresAt <= clock.now()) return 'expired';
      if (found.redirectUri !== redirectUri) return 'other redirect_uri';
      found.used = true;
      return null;
    },
    clear: () => codes.clear(),
  };
}
