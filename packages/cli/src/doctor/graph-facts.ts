import { appSecretProof } from '@handover/client';
import { type Graph, type GraphAnswer, isObject } from './ask-graph.ts';
import { PLATFORM_FACTS } from './platform-facts.ts';
import type { Subject } from './subject.ts';

/** What Graph says of the app and the token. */
export interface GraphFacts {
  /** The app that APP_ID names, read as `APP_ID|APP_SECRET`: the answer shows whether both fit. */
  readonly pair: GraphAnswer;
  /** The app of the token, read with the token. */
  readonly tokenApp: GraphAnswer;
  /** The app of the token, read as that app with APP_SECRET; asked only if APP_ID may be wrong. */
  readonly secretOfTokenApp: GraphAnswer;
  /** `debug_token`. */
  readonly debug: GraphAnswer;
  /** The app's own subscriptions, with its callback addresses. */
  readonly subscriptions: GraphAnswer;
  /** The page of the token, or the phone number. */
  readonly page: GraphAnswer;
  /** The proof of the token, for further calls; empty if APP_SECRET is not known to fit. */
  readonly proof: Readonly<Record<string, string>>;
}

const SKIPPED: GraphAnswer = { state: 'skipped' };

/** Asks Graph about the app and the token. Changes nothing and never rejects. */
export async function graphFacts(subject: Subject, graph: Graph): Promise<GraphFacts> {
  const { appId, secret, token } = subject;
  const hasPair = appId !== undefined && secret !== undefined && !isInstagramLogin(subject);
  const appToken = `${appId}|${secret}`;
  const [pair, firstTokenApp] = await Promise.all([
    hasPair ? graph.get(appId, appToken, { fields: 'id,name' }) : SKIPPED,
    token !== undefined && !isInstagramLogin(subject) ? graph.get('app', token, { fields: 'id,name' }) : SKIPPED,
  ]);
  const proof: GraphFacts['proof'] =
    pair.state === 'answered' && token !== undefined && secret !== undefined
      ? { appsecret_proof: await appSecretProof(token, secret) }
      : {};
  const needsProof = firstTokenApp.state === 'refused' && isAboutProof(firstTokenApp);
  const tokenApp =
    needsProof && token !== undefined && pair.state === 'answered'
      ? await graph.get('app', token, { fields: 'id,name', ...proof })
      : firstTokenApp;
  const otherId = isPairRefused(pair) && idIn(tokenApp) !== appId ? idIn(tokenApp) : undefined;
  const isRight = pair.state === 'answered';
  const [secretOfTokenApp, debug, subscriptions] = await Promise.all([
    otherId === undefined ? SKIPPED : graph.get(otherId, `${otherId}|${secret}`, { fields: 'id' }),
    isRight && token !== undefined ? graph.get('debug_token', appToken, { input_token: token }) : SKIPPED,
    isRight ? graph.get(`${appId}/subscriptions`, appToken) : SKIPPED,
  ]);
  const owner = tokenAppOf({ tokenApp, debug });
  const isOfThisApp = owner !== undefined && (appId === undefined || owner.id === appId);
  const page =
    token !== undefined && isOfThisApp
      ? await graph.get(pathOfPage(subject), token, { fields: fieldsOfPage(subject), ...proof })
      : SKIPPED;
  return { pair, tokenApp, secretOfTokenApp, debug, subscriptions, page, proof };
}

/** Whether APP_ID and APP_SECRET were refused for what they are, and not by a limit or a failure of Graph. */
export function isPairRefused(pair: GraphAnswer): boolean {
  if (pair.state !== 'refused') return false;
  const { code, subcode, message } = pair;
  if (subcode !== undefined && subcode !== NO_SUCH_OBJECT) return false;
  return [190, 101, 100, 803].includes(code) || (code === 1 && /secret|application/i.test(message));
}

/** Whether APP_SECRET may sign: false if Graph says that it is not the secret of the app. */
export function maySign({ pair, secretOfTokenApp }: GraphFacts): boolean {
  return !isPairRefused(pair) || secretOfTokenApp.state === 'answered';
}

/** Why Graph could not be asked at all; undefined if it answered. */
export function whyUnreachable({ pair, tokenApp, debug, subscriptions, page }: GraphFacts): string | undefined {
  const answers = [pair, tokenApp, debug, subscriptions, page];
  return answers.find((answer) => answer.state === 'unreachable')?.reason;
}

/** An app for readers. */
export interface AppName {
  readonly id: string;
  /** Name and id. */
  readonly shown: string;
}

/** The app of the token, by its own answer or by `debug_token`; undefined if neither shows it. */
export function tokenAppOf({ tokenApp, debug }: Pick<GraphFacts, 'tokenApp' | 'debug'>): AppName | undefined {
  const data = debugData(debug);
  const id = idIn(tokenApp) ?? textOf(data['app_id']);
  const name = textIn(tokenApp, 'name') ?? textOf(data['application']);
  return id === undefined ? undefined : { id, shown: name === undefined ? `app ${id}` : `app ${name} (${id})` };
}

/** What `debug_token` says of the token. */
export function debugData(debug: GraphAnswer): Readonly<Record<string, unknown>> {
  const data = debug.state === 'answered' ? debug.body['data'] : undefined;
  return isObject(data) ? data : {};
}

/** The field `id` of an answer. */
export function idIn(answer: GraphAnswer): string | undefined {
  return textIn(answer, 'id');
}

/** A field of an answer, as text. */
export function textIn(answer: GraphAnswer, name: string): string | undefined {
  return answer.state === 'answered' ? textOf(answer.body[name]) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** The objects of a list that Graph answered with. */
export function listIn(answer: GraphAnswer): readonly Readonly<Record<string, unknown>>[] {
  const data = answer.state === 'answered' ? answer.body['data'] : undefined;
  return Array.isArray(data) ? data.filter(isObject) : [];
}

/** Apps with Instagram Login call another host, which has neither app tokens nor `debug_token`. Source: Instagram Platform docs. */
export function isInstagramLogin({ graphUrl }: Subject): boolean {
  return new URL(graphUrl).hostname === 'graph.instagram.com';
}

const NO_SUCH_OBJECT = 33;

function isAboutProof({ message }: { readonly message: string }): boolean {
  return message.includes('appsecret_proof');
}

function pathOfPage({ platform, pageId }: Subject): string {
  return PLATFORM_FACTS[platform].hasPageToken ? 'me' : (pageId ?? 'me');
}

function fieldsOfPage({ platform }: Subject): string {
  if (!PLATFORM_FACTS[platform].hasPageToken) return 'id,verified_name,display_phone_number';
  return PLATFORM_FACTS[platform].hasLinkedAccount ? 'id,name,instagram_business_account' : 'id,name';
}
