import { appWebhook, checkApp } from './app.ts';
import { graphOf } from './ask-graph.ts';
import { checkClock } from './clock.ts';
import { type Finding, finding, joined, type Verdict } from './finding.ts';
import { graphFacts, maySign, tokenAppOf, whyUnreachable } from './graph-facts.ts';
import { checkPage } from './page.ts';
import { isPageReadable, pageFacts } from './page-facts.ts';
import { checkStore } from './store.ts';
import { storeFacts } from './store-facts.ts';
import { missingSettings, type Subject } from './subject.ts';
import { checkToken, isTokenUsable } from './token.ts';
import { checkWebhook } from './webhook.ts';
import { webhookFacts } from './webhook-facts.ts';

/** What the examination says. */
export type Report = Required<Verdict>;

const SEVERITIES = ['error', 'warning', 'info'] as const;

/**
 * Looks at everything that keeps a bot silent: gathers facts by reading and probing, then judges them. Changes nothing. The
 * worst findings come first.
 */
export async function examine(subject: Subject): Promise<Report> {
  const graph = graphOf(subject);
  const looksAtStore = storeFacts(subject);
  const facts = await graphFacts(subject, graph);
  const canSign = maySign(facts);
  const own = appWebhook(subject, facts);
  // Without APP_ID, the app that Meta takes the calls for.
  const ofApp = { ...subject, appId: subject.appId ?? tokenAppOf(facts)?.id };
  const isAsked = isTokenUsable(facts, subject) && isPageReadable(subject, facts) && ofApp.appId !== undefined;
  const pageOf = isAsked ? pageFacts(ofApp, graph, facts) : undefined;
  const [page, store] = await Promise.all([pageOf, looksAtStore]);
  const subscription = page?.apps?.find(({ id }) => id === ofApp.appId);
  const override = subscription !== undefined && 'callbackUrl' in subscription ? subscription.callbackUrl : undefined;
  const callbackUrl = override ?? own?.callbackUrl;
  const url = subject.webhookUrl ?? callbackUrl;
  const webhook = url === undefined ? undefined : await webhookFacts(subject, new URL(url), canSign);

  const unreachable = whyUnreachable(facts);
  const report = joined([
    checkSettings(subject),
    ...(unreachable === undefined
      ? [
          checkToken(subject, facts, subject.now() + (graph.skewMs ?? 0)),
          checkApp(subject, facts, subscription?.subscribedFields ?? []),
          ...(isTokenUsable(facts, subject) ? [checkPage(ofApp, facts, page)] : []),
          ...(subject.token === undefined && subject.appId === undefined ? [] : [checkClock(graph.skewMs)]),
        ]
      : [unanswered(unreachable)]),
    checkWebhook(subject, { callbackUrl, facts: webhook, maySign: canSign }),
    checkStore(store),
  ]);
  const isPageSkipped = unreachable === undefined && page === undefined && subject.token !== undefined;
  const skipped = isPageSkipped
    ? [...report.skipped, { check: 'the page', because: 'that needs a valid token of this app for this page' }]
    : report.skipped;
  return { ...report, skipped, findings: sorted(withoutFollowers(report.findings)) };
}

function checkSettings(subject: Subject): Verdict {
  const missing = missingSettings(subject);
  return {
    findings: [
      ...(missing.length > 0 ? [finding('setting_missing', { facts: missing.join(', ') })] : []),
      ...(subject.untidy.length > 0 ? [finding('white_space', { facts: subject.untidy.join(', ') })] : []),
    ],
  };
}

function unanswered(reason: string): Verdict {
  return {
    findings: [finding('graph_unreachable', { facts: reason })],
    skipped: [{ check: 'the token, the app, the page and the clock', because: 'Graph did not answer' }],
  };
}

/** Findings with the same cause as another one. */
const FOLLOWERS: Readonly<Record<string, readonly string[]>> = {
  // A call that needs the permission is refused.
  scopes_missing: ['graph_refused', 'subscriptions_unread', 'page_unread'],
  token_expired: ['graph_refused'],
  no_instagram_account: ['app_not_subscribed'],
};

function withoutFollowers(findings: readonly Finding[]): readonly Finding[] {
  const followers = new Set(findings.flatMap(({ code }) => FOLLOWERS[code] ?? []));
  const firstRefusal = findings.find(({ code }) => code === 'graph_refused');
  return findings.filter((one) => !followers.has(one.code) && (one.code !== 'graph_refused' || one === firstRefusal));
}

function sorted(findings: readonly Finding[]): Finding[] {
  return SEVERITIES.flatMap((severity) => findings.filter((one) => one.severity === severity));
}
