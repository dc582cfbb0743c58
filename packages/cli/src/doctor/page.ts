import type { Finding as CoreFinding, PageReference } from '@handover/core';
import { type Finding, finding, type Question, type Verdict } from './finding.ts';
import { FINDING_TEXTS, type FindingText, ROUTING_PLACE } from './finding-texts.ts';
import { type GraphFacts, idIn, textIn } from './graph-facts.ts';
import { accountOf, isOwnPage, NOT_ROUTED, type PageFacts } from './page-facts.ts';
import { PLATFORM_FACTS } from './platform-facts.ts';
import type { Subject } from './subject.ts';

/** Findings of the engine that other groups of checks have, or that are no fault. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'store_not_durable',
  'clock_skew',
  'verify_token_not_set',
  'routing_off',
]);

/** Page or number: whether the token reads it, what it delivers to this app, and how it routes. */
export function checkPage(subject: Subject, graphFacts: GraphFacts, facts: PageFacts | undefined): Verdict {
  const { page } = graphFacts;
  const unread = unreadPage(subject, page);
  if (unread !== undefined) return { findings: [unread] };
  if (facts === undefined) return { findings: [] };
  const reference = { platform: subject.platform, pageId: subject.pageId ?? idIn(page) ?? 'me' };
  const findings = [...engineFindings(subject, facts, reference), ...defaultAppFindings(facts, reference)];
  return { findings, questions: questionsOf(subject, facts), ...restOf(subject, page, facts) };
}

function unreadPage(subject: Subject, page: GraphFacts['page']): Finding | undefined {
  const { platform, pageId } = subject;
  if (page.state === 'refused') {
    return finding('page_unread', { facts: page.message, page: { platform, pageId: pageId ?? 'me' } });
  }
  if (page.state !== 'answered') return undefined;
  if (!isOwnPage(subject, page)) {
    return finding('page_of_token', {
      message: `The access token is that of ${nameOf(page)}, and PAGE_ID is ${pageId}`,
    });
  }
  if (PLATFORM_FACTS[platform].hasLinkedAccount && accountOf(page) === undefined) {
    return finding('no_instagram_account', { message: `No Instagram account is linked to ${nameOf(page)}` });
  }
  return undefined;
}

function engineFindings(subject: Subject, { engine, apps }: PageFacts, page: PageReference): Finding[] {
  const codes = new Set(engine.map(({ code }) => code));
  return engine
    .filter(({ code }) => !ELSEWHERE.has(code))
    .filter(({ code }) => code !== 'fields_missing' || !codes.has('not_subscribed'))
    .map((one) => ({ ...ofEngine(one), page }))
    .map((one) => (one.code === 'not_subscribed' ? { ...one, message: unsubscribed(subject, apps) } : one));
}

/** A finding of core, with the reason and the place that core does not give. Its cures are calls, ours are commands. */
function ofEngine({ code, severity, message, cure }: CoreFinding): Finding {
  const texts: Readonly<Record<string, FindingText | undefined>> = FINDING_TEXTS;
  const text = texts[code];
  return {
    code,
    severity,
    message,
    why: text?.why ?? 'The bot does not work as it should.',
    cure: code === 'fields_missing' ? `Subscribe it: handover subscribe ${fieldsIn(cure)}` : (text?.cure ?? cure),
    where: text?.where ?? 'The options of createHandover and createClient',
  };
}

/** The fields that core's cure names, as arguments of a command. */
function fieldsIn(cure: string): string {
  return [...cure.matchAll(/'(\w+)'/g)].map(([, field]) => field).join(' ');
}

function unsubscribed({ appId }: Subject, apps: PageFacts['apps'] = []): string {
  const own = apps.find(({ id }) => id === appId);
  if (own !== undefined) return 'This app gets no messages: it is not subscribed to the field messages';
  const others = otherApps(appId, apps);
  const instead = others === '' ? 'no app is' : `${others} is`;
  return `This app gets no deliveries: it is not subscribed; ${instead}`;
}

function otherApps(appId: string | undefined, apps: NonNullable<PageFacts['apps']>): string {
  return apps
    .filter(({ id }) => id !== appId)
    .map(({ id, name }) => (name === undefined ? id : `${name} (${id})`))
    .join(', ');
}

function defaultAppFindings({ isDefaultApp }: PageFacts, page: PageReference): Finding[] {
  return isDefaultApp === false ? [finding('not_default_app', { page })] : [];
}

/** What Graph has no field for. Source: Messenger and Instagram Platform docs, Conversation Routing. */
function questionsOf(subject: Subject, { engine, apps = [], isDefaultApp }: PageFacts): Question[] {
  const { platform, appId } = subject;
  if (!PLATFORM_FACTS[platform].hasRouting) return [NUMBER_ROUTING];
  const codes = new Set(engine.map(({ code }) => code));
  if (codes.has('routing_off')) {
    const others = apps.filter(
      ({ id, subscribedFields = [] }) => id !== appId && subscribedFields.includes('messages'),
    );
    return others.length === 0 ? [] : [otherAnswers(otherApps(appId, others))];
  }
  if ([...NOT_ROUTED].some((code) => codes.has(code))) return [];
  return [...(isDefaultApp === undefined ? [DEFAULT_APP] : []), TAKE_TOGGLE, STANDBY_TOGGLE];
}

const DEFAULT_APP: Question = {
  code: 'default_app',
  question: 'Is this app the default app of the page?',
  why: 'If another one is, new messages go to it, and this bot stays silent until a thread is passed to it.',
  where: `${ROUTING_PLACE}: default app`,
};
const TAKE_TOGGLE: Question = {
  code: 'take_toggle',
  question: 'May this app take control of conversations?',
  why: 'If it may not, takeback and thread.regain() are refused, and threads stay with people who are gone.',
  where: `${ROUTING_PLACE}: this app, "take control of conversations"`,
};
const STANDBY_TOGGLE: Question = {
  code: 'standby_toggle',
  question: 'Has this app access to the standby channel?',
  why: 'Without it the bot does not see that a person is answering, and takeback returns too early.',
  where: `${ROUTING_PLACE}: this app, "access standby channel"`,
};
const NUMBER_ROUTING: Question = {
  code: 'number_routing',
  question: 'Is Conversation Routing set up for this number, and may this app answer?',
  why: 'If Meta routes the number to another partner, this bot gets no messages, and no error says so.',
  where: 'Meta Business Suite, settings of the WhatsApp account, Conversation Routing',
};

function otherAnswers(apps: string): Question {
  return {
    code: 'other_apps_answer',
    question: `Conversation Routing is off, and messages also go to ${apps}. Does it answer only when asked to?`,
    why: 'Without routing each app gets every message and may answer, so people may get two answers.',
    where: `The settings of that app; or choose a default app in ${ROUTING_PLACE}`,
  };
}

function restOf(subject: Subject, page: GraphFacts['page'], { engine, apps }: PageFacts): Omit<Verdict, 'findings'> {
  const { platform, appId, accountId } = subject;
  const { hasRouting } = PLATFORM_FACTS[platform];
  const codes = new Set(engine.map(({ code }) => code));
  const isOff = codes.has('routing_off');
  const isSubscribed = apps?.some(({ id }) => id === appId) === true && !codes.has('not_subscribed');
  const others = otherApps(appId, apps ?? []);
  return {
    passed: [
      ...(page.state === 'answered' ? [`The token reads ${nameOf(page)}`] : []),
      ...(isSubscribed ? [`This app is subscribed${others === '' ? '' : `; so is ${others}`}`] : []),
      ...(hasRouting && (isOff || !codes.has('graph_refused'))
        ? [`Conversation Routing is ${isOff ? 'off' : 'on'} for the page`]
        : []),
    ],
    skipped: [
      ...(platform === 'whatsapp' && accountId === undefined
        ? [{ check: 'whether the app is subscribed to the account', because: 'ACCOUNT_ID is missing' }]
        : []),
      ...(codes.has('graph_refused')
        ? [{ check: 'the subscribed fields and the routing of the page', because: 'Graph refused to show the routing' }]
        : []),
    ],
  };
}

function nameOf(page: GraphFacts['page']): string {
  const name = textIn(page, 'name') ?? textIn(page, 'verified_name');
  const kind = textIn(page, 'display_phone_number') === undefined ? 'page' : 'number';
  return `${kind} ${name === undefined ? idIn(page) : `${name} (${idIn(page)})`}`;
}
