import { plainAddress, WebhookError } from '../webhook/deliver.ts';
import { type Finding, finding, type Question, type Skipped, type Verdict } from './finding.ts';
import type { Subject } from './subject.ts';
import { isAccepted, type ProbeAnswer, type WebhookFacts } from './webhook-facts.ts';

/** Errors of TLS that are about the certificate. */
const CERTIFICATE = /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH)/;

/**
 * Webhook: whether it is the one that Meta has, answers, verifies as Meta wants it, and checks signatures.
 *
 * @param callbackUrl The address that Meta delivers to; undefined if it is not known.
 * @param facts Undefined if there is no address to probe.
 * @param maySign APP_SECRET is not known to be wrong.
 */
export function checkWebhook(
  subject: Subject,
  {
    callbackUrl,
    facts,
    maySign,
  }: { callbackUrl: string | undefined; facts: WebhookFacts | undefined; maySign: boolean },
): Verdict {
  const address = addressVerdict(subject, callbackUrl);
  const unset = subject.verifyToken === undefined ? [finding('verify_token_not_set')] : [];
  if (facts === undefined) {
    const because = 'WEBHOOK_URL is missing, and Graph gave no address';
    return { findings: unset, skipped: [{ check: 'the webhook', because }] };
  }
  const broken = brokenWebhook(facts, callbackUrl);
  // Of one address there is one finding.
  if (broken !== undefined) {
    const isNotHttps = address.findings.some(({ code }) => code === 'webhook_not_https');
    return isNotHttps ? address : { ...address, findings: [broken] };
  }
  return {
    ...address,
    findings: [...address.findings, ...unset, ...handshakeFindings(facts), ...signatureFindings(facts)],
    passed: passedOf(facts),
    skipped: skippedOf(subject, maySign),
  };
}

function addressVerdict({ webhookUrl, graphUrl }: Subject, callbackUrl: string | undefined): Verdict {
  if (webhookUrl === undefined) return { findings: [] };
  const { protocol } = new URL(webhookUrl);
  if (callbackUrl !== undefined && hrefOf(callbackUrl) !== hrefOf(webhookUrl)) {
    if (isLoopback(webhookUrl) !== isLoopback(callbackUrl))
      return { findings: [], questions: [tunnel(webhookUrl, callbackUrl)] };
    return {
      findings: [
        finding('callback_differs', {
          message: `Meta delivers to ${shown(callbackUrl)}, and WEBHOOK_URL is ${shownBeside(webhookUrl, callbackUrl)}`,
        }),
      ],
    };
  }
  const isPublic = !isLoopback(webhookUrl) && !isLoopback(graphUrl);
  return {
    findings: isPublic && protocol === 'http:' ? [finding('webhook_not_https', { facts: shown(webhookUrl) })] : [],
  };
}

function tunnel(webhookUrl: string, callbackUrl: string): Question {
  return {
    code: 'callback_reaches_bot',
    question: `Meta delivers to ${shown(callbackUrl)}. Does this address lead to the bot at ${shown(webhookUrl)}?`,
    why: 'If it does not, the bot gets no deliveries.',
    where: 'The proxy or tunnel in between; App dashboard, Webhooks',
  };
}

/** The webhook does not work at all: one cause, however many probes it fails. */
function brokenWebhook(
  { url, handshake, signed, plain }: WebhookFacts,
  callbackUrl: string | undefined,
): Finding | undefined {
  const probes: readonly (readonly [string, ProbeAnswer | undefined])[] = [
    ['a verification request', handshake?.answer],
    ['a signed delivery', signed],
    ['a GET', plain],
  ];
  const address = plainAddress(url);
  for (const [probe, answer] of probes) {
    if (answer === undefined) continue;
    if (answer instanceof WebhookError) {
      const isElsewhere = callbackUrl !== undefined && hrefOf(callbackUrl) !== hrefOf(url.href);
      const elsewhere = isElsewhere ? `. Meta delivers to ${shownBeside(callbackUrl, url.href)}` : '';
      const code = CERTIFICATE.test(answer.code) ? 'webhook_certificate' : 'webhook_unreachable';
      return finding(code, { message: `${answer.message}${elsewhere}` });
    }
    const { status, headers } = answer;
    if (status >= 300 && status < 400) {
      const { location = '' } = headers;
      const target = URL.canParse(location, url.href) ? ` to ${plainAddress(new URL(location, url))}` : '';
      return finding('webhook_redirects', { message: `${address} redirects with ${status}${target}` });
    }
    // A bot may refuse a plain GET; what is of Meta's kind it refuses only by a token or a signature.
    const isRefusal = status === 401 || status === 403;
    if (status >= 500 || (answer !== plain && status >= 400 && !isRefusal)) {
      return finding('webhook_status', { message: `${address} answers ${status} to ${probe}` });
    }
  }
  return loginFinding(address, handshake?.answer, signed);
}

/** A bot of core refuses a token with 403 and a signature with 401: what refuses both alike stands in front of the bot. */
function loginFinding(
  address: string,
  handshake: ProbeAnswer | undefined,
  signed: ProbeAnswer | undefined,
): Finding | undefined {
  if (handshake === undefined || handshake instanceof WebhookError || handshake.status < 400) return undefined;
  if (signed === undefined || signed instanceof WebhookError || signed.status !== handshake.status) return undefined;
  return finding('webhook_status', {
    message: `${address} answers ${signed.status} to a verification request and to a signed delivery`,
    cure: 'Let these requests pass the login or firewall in front of the bot. If the bot itself answers so, give it VERIFY_TOKEN and APP_SECRET.',
  });
}

function handshakeFindings({ handshake, wrongToken }: WebhookFacts): Finding[] {
  if (handshake === undefined || handshake.answer instanceof WebhookError) return [];
  const { status, text } = handshake.answer;
  if (!isAccepted(handshake.answer)) return [finding('wrong_verify_token', { facts: `it answers ${status}` })];
  // Meta takes it with a line end too.
  if (status !== 200 || text.replace(/\r?\n$/, '') !== handshake.challenge) {
    const facts = status === 200 ? 'its body is another one' : `its status is ${status}`;
    return [finding('handshake_answer', { facts })];
  }
  const isUnchecked =
    wrongToken !== undefined && isAccepted(wrongToken.answer) && wrongToken.answer.text.includes(wrongToken.challenge);
  return isUnchecked ? [finding('verify_token_unchecked')] : [];
}

function signatureFindings({ signed, forged }: WebhookFacts): Finding[] {
  if (signed === undefined || signed instanceof WebhookError) return [];
  const { status } = signed;
  if (!isAccepted(signed)) return [finding('wrong_signature', { facts: `it answers ${status}` })];
  return forged !== undefined && isAccepted(forged)
    ? [finding('forged_accepted', { facts: `it answers ${forged.status} to a wrong signature` })]
    : [];
}

function passedOf(facts: WebhookFacts): string[] {
  const { url, handshake, forged } = facts;
  return [
    `The webhook answers: ${plainAddress(url)}`,
    ...(handshake !== undefined && handshakeFindings(facts).length === 0
      ? ['The webhook verifies with VERIFY_TOKEN alone']
      : []),
    ...(forged !== undefined && !isAccepted(forged)
      ? ['The webhook accepts signed deliveries and refuses forged ones']
      : []),
  ];
}

function skippedOf({ secret }: Subject, maySign: boolean): Skipped[] {
  const check = 'signatures at the webhook';
  if (secret === undefined) return [{ check, because: 'APP_SECRET is missing' }];
  return maySign ? [] : [{ check, because: 'APP_SECRET is not the secret of the app' }];
}

function shown(address: string): string {
  return plainAddress(new URL(address));
}

/** An address that differs from another one. The query is not shown: it may hold a secret. */
function shownBeside(address: string, other: string): string {
  return `${shown(address)}${shown(address) === shown(other) ? ' with another query' : ''}`;
}

/** For comparison: the names of this machine are one. */
function hrefOf(address: string): string {
  const url = new URL(address);
  url.hash = '';
  if (isLoopback(address)) url.hostname = 'localhost';
  return url.href;
}

/** Whether an address is one of this machine. */
function isLoopback(address: string): boolean {
  const { hostname } = new URL(address);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.') || hostname === '0.0.0.0';
}
