import { type Client, createClient, type Subscription, type WhatsappSubscription } from '@handover/client';
import { type Finding as CoreFinding, createHandover } from '@handover/core';
import { quiet } from '../store/opened-store.ts';
import { type Graph, isObject } from './ask-graph.ts';
import { type GraphFacts, idIn, isInstagramLogin, listIn } from './graph-facts.ts';
import { PLATFORM_FACTS } from './platform-facts.ts';
import type { Subject } from './subject.ts';

/** What Graph says of the page or number. */
export interface PageFacts {
  /** Findings of core's `bot.check()`. */
  readonly engine: readonly CoreFinding[];
  /** The apps that are subscribed; undefined if they could not be read. */
  readonly apps: readonly (Subscription | WhatsappSubscription)[] | undefined;
  /** Whether this app is the default app, by threads of other owners; undefined if they do not show it. */
  readonly isDefaultApp: boolean | undefined;
}

/** Threads that are asked for their owner: Meta allows two such calls a second. */
const MOST_THREADS = 3;

/** Asks Graph about the page. Changes nothing and never rejects. */
export async function pageFacts(subject: Subject, graph: Graph, facts: GraphFacts): Promise<PageFacts> {
  const client = clientFor(subject, facts);
  const subscriptions = client.getSubscriptions();
  // One answer for both, so that the engine has a finding where there is none.
  Object.assign(client, { getSubscriptions: () => subscriptions });
  const [engine, apps] = await Promise.all([engineFindings(subject, client), subscriptions.catch(() => undefined)]);
  const isRouted = PLATFORM_FACTS[subject.platform].hasRouting && !engine.some(({ code }) => NOT_ROUTED.has(code));
  const isDefaultApp =
    isRouted && client.platform !== 'whatsapp' ? await defaultAppByThreads(subject, graph, facts, client) : undefined;
  return { engine, apps, isDefaultApp };
}

/** Findings of the engine after which routing is not on, or not known to be. */
export const NOT_ROUTED: ReadonlySet<string> = new Set(['routing_off', 'graph_refused']);

/** A secret that does not fit would spoil every call with a wrong proof. */
function clientFor(
  { platform, token = '', appId, secret, pageId = 'me', accountId, graphUrl, graphMs }: Subject,
  facts: GraphFacts,
) {
  const common = {
    accessToken: token,
    appId,
    appSecret: facts.pair.state === 'answered' ? secret : undefined,
    baseUrl: graphUrl,
    timeoutMs: graphMs,
    retries: 1,
    logger: quiet,
  };
  return platform === 'whatsapp'
    ? createClient({ ...common, platform, phoneNumberId: pageId, accountId })
    : createClient({ ...common, platform, pageId });
}

/** A bot without handlers and without the bot's store: it is made for its check, and runs no event. */
async function engineFindings(
  { appId = '0', secret = 'unknown', verifyToken, listens, routing, platform, accountId }: Subject,
  client: ReturnType<typeof clientFor>,
): Promise<readonly CoreFinding[]> {
  if (platform === 'whatsapp' && accountId === undefined) return [];
  const bot = createHandover({
    appId,
    appSecret: secret,
    client,
    routing,
    logger: quiet,
    ...(verifyToken === undefined ? {} : { verifyToken }),
  });
  try {
    for (const name of listens) bot.on(name as 'message', () => undefined);
    return await bot.check();
  } finally {
    await bot.close();
  }
}

/**
 * Meta names the owner of a thread to the default app, and to others only when control ends. Source: Messenger Platform docs,
 * Conversation Routing.
 */
async function defaultAppByThreads(
  subject: Subject,
  graph: Graph,
  { page, proof }: GraphFacts,
  client: Client,
): Promise<boolean | undefined> {
  const { platform, pageId = 'me', token = '' } = subject;
  const list = await graph.get(`${pageId}/conversations`, token, {
    platform,
    fields: 'participants,is_owner',
    limit: '10',
    ...proof,
  });
  const others = listIn(list).filter(({ is_owner: isOwner }) => isOwner === false);
  const own = new Set([idIn(page), pageId, accountOf(page)]);
  const people = others.flatMap(({ participants }) => idsIn(participants).find((id) => !own.has(id)) ?? []);
  for (const userId of people.slice(0, MOST_THREADS)) {
    const owner = await client.getThreadOwner(userId).catch(() => undefined);
    if (owner?.state === 'owned') return owner.appId !== undefined;
  }
  return undefined;
}

/** Id of the Instagram account that is linked to the page. */
export function accountOf(page: GraphFacts['page']): string | undefined {
  const account = page.state === 'answered' ? page.body['instagram_business_account'] : undefined;
  return isObject(account) && account['id'] !== undefined ? String(account['id']) : undefined;
}

function idsIn(participants: unknown): string[] {
  const data = isObject(participants) ? participants['data'] : undefined;
  return Array.isArray(data) ? data.flatMap((one) => (isObject(one) && 'id' in one ? String(one['id']) : [])) : [];
}

/** Whether the page can be asked: its token reads it, and it is the page that PAGE_ID names. */
export function isPageReadable(subject: Subject, { page }: GraphFacts): boolean {
  return isInstagramLogin(subject) || (page.state === 'answered' && isOwnPage(subject, page));
}

/** Whether PAGE_ID is the page of the token, or the account that is linked to it. */
export function isOwnPage({ pageId }: Subject, page: GraphFacts['page']): boolean {
  return pageId === undefined || [idIn(page), accountOf(page)].includes(pageId);
}
