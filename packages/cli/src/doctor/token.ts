import { isObject } from './ask-graph.ts';
import { type Finding, finding, type Verdict } from './finding.ts';
import { debugData, type GraphFacts, isInstagramLogin, isPairRefused, tokenAppOf } from './graph-facts.ts';
import { PLATFORM_FACTS } from './platform-facts.ts';
import type { Subject } from './subject.ts';

/** Time to replace a token, or to have a person log in. */
const SOON_MS = 7 * 86_400_000;
/** The token was good once, and its time is over. Source: Graph API docs, Handling Errors. */
const EXPIRED = 463;

/** Whether the token lets the page be asked. */
export function isTokenUsable(facts: GraphFacts, subject: Subject): boolean {
  if (isInstagramLogin(subject)) return subject.token !== undefined;
  return facts.page.state !== 'skipped' && tokenChecks(subject, facts, 0).isUsable;
}

/** Token: whether it is valid, whose it is, until when, and what it may do. */
export function checkToken(subject: Subject, facts: GraphFacts, metaNow: number): Verdict {
  return tokenChecks(subject, facts, metaNow).verdict;
}

function tokenChecks(
  subject: Subject,
  { pair, tokenApp, debug }: GraphFacts,
  metaNow: number,
): { readonly verdict: Verdict; readonly isUsable: boolean } {
  const { token, appId } = subject;
  const only = (found: Finding) => ({ verdict: { findings: [found] }, isUsable: false });
  if (token === undefined) return { verdict: { findings: [] }, isUsable: false };
  const data = debugData(debug);
  const expiresAt = timeIn(data, 'expires_at');
  if (tokenApp.state === 'refused' && [190, 102].includes(tokenApp.code)) {
    return only(refusedToken(tokenApp, expiresAt));
  }
  if (data['is_valid'] === false) {
    const error = isObject(data['error']) ? data['error'] : {};
    const isOver = expiresAt !== undefined && expiresAt <= metaNow;
    return only(
      refusedToken(
        {
          subcode: isOver ? EXPIRED : Number(error['subcode'] ?? 0),
          message: typeof error['message'] === 'string' ? error['message'] : 'Meta calls it invalid',
        },
        expiresAt,
      ),
    );
  }
  const owner = tokenAppOf({ tokenApp, debug });
  if (owner === undefined && tokenApp.state === 'refused' && !isPairRefused(pair)) {
    return only(finding('graph_refused', { facts: tokenApp.message }));
  }
  if (appId !== undefined && owner !== undefined && owner.id !== appId && !isPairRefused(pair)) {
    return only(
      finding('token_of_other_app', {
        message: `The access token belongs to ${owner.shown}, and APP_ID is ${appId}`,
      }),
    );
  }
  const { hasPageToken } = PLATFORM_FACTS[subject.platform];
  const type = data['type'];
  if (hasPageToken && typeof type === 'string' && type !== 'PAGE') {
    const kind = type.toLowerCase().replaceAll('_', ' ');
    return only(finding('token_kind', { facts: `it is one of type ${kind}` }));
  }
  const findings = [...timeFindings(data, metaNow), ...scopeFindings(subject, data['scopes'])];
  return { verdict: { findings, ...restOf(subject, { tokenApp, debug }, expiresAt) }, isUsable: true };
}

function restOf(
  subject: Subject,
  { tokenApp, debug }: Pick<GraphFacts, 'tokenApp' | 'debug'>,
  expiresAt: number | undefined,
): Omit<Verdict, 'findings'> {
  const check = 'the expiry and the permissions of the access token';
  if (isInstagramLogin(subject)) {
    return { skipped: [{ check: 'the app and the access token', because: 'graph.instagram.com does not show them' }] };
  }
  const owner = tokenAppOf({ tokenApp, debug });
  const until = expiresAt === undefined ? '' : `, until ${dayOf(expiresAt)}`;
  return {
    passed: owner === undefined ? [] : [`The access token is valid: ${owner.shown}${until}`],
    skipped:
      debug.state === 'answered'
        ? []
        : [
            {
              check,
              because:
                debug.state === 'refused'
                  ? debug.message
                  : 'Meta shows them to the app alone, by APP_ID and APP_SECRET',
            },
          ],
  };
}

function refusedToken(
  { subcode, message }: { readonly subcode: number | undefined; readonly message: string },
  expiresAt: number | undefined,
): Finding {
  if (subcode !== EXPIRED) return finding('token_invalid', { facts: message });
  if (expiresAt !== undefined)
    return finding('token_expired', { message: `The access token has expired on ${dayOf(expiresAt)}` });
  return finding('token_expired', { facts: message });
}

function timeFindings(data: Readonly<Record<string, unknown>>, metaNow: number): Finding[] {
  const isSoon = (at: number | undefined): at is number => at !== undefined && at < metaNow + SOON_MS;
  const [expiresAt, endsAt] = [timeIn(data, 'expires_at'), timeIn(data, 'data_access_expires_at')];
  // Both end together for most tokens: that is one cause.
  if (isSoon(expiresAt)) {
    return [finding('token_expires_soon', { message: `The access token expires on ${dayOf(expiresAt)}` })];
  }
  if (!isSoon(endsAt)) return [];
  const verb = endsAt <= metaNow ? 'ended' : 'ends';
  return [
    finding('data_access_ends', { message: `The app's access to data with this token ${verb} on ${dayOf(endsAt)}` }),
  ];
}

function scopeFindings({ platform }: Subject, scopes: unknown): Finding[] {
  if (!Array.isArray(scopes)) return [];
  const lacking = PLATFORM_FACTS[platform].scopes
    .map((set) => set.filter((scope) => !scopes.includes(scope)))
    .sort((one, other) => one.length - other.length);
  const missing = lacking[0] ?? [];
  return missing.length === 0 ? [] : [finding('scopes_missing', { facts: missing.join(', ') })];
}

/** Unix seconds as ms; 0 means never, and so does what no Date can hold. */
function timeIn(data: Readonly<Record<string, unknown>>, name: string): number | undefined {
  const ms = Number(data[name] ?? 0) * 1_000;
  return ms > 0 && !Number.isNaN(new Date(ms).getTime()) ? ms : undefined;
}

function dayOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
