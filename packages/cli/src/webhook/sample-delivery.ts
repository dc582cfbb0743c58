import { randomUUID } from 'node:crypto';
import { INSTAGRAM_INBOX_APP_ID, nearestOf, PAGE_INBOX_APP_ID, PLATFORMS, type Platform } from '@handover/core';
import { delivery, SAMPLE_IDS, SAMPLE_NUMBER } from '@handover/testkit';
import { UsageError } from '../usage-error.ts';
import { type Body, SAMPLE_KINDS, type SampleKind, type SampleValues, SHORT_KINDS } from './sample-kinds.ts';

/** What a delivery shall say. What is left out gets a sample value. */
export interface SampleOptions {
  readonly platform: Platform;
  readonly pageId?: string | undefined;
  /** PSID or IGSID; on WhatsApp the digits of a phone number, or a BSUID. */
  readonly psid?: string | undefined;
  readonly appId?: string | undefined;
  /** App id of another app, or `inbox`. @default 'inbox' */
  readonly app?: string | undefined;
  readonly text?: string | undefined;
  readonly payload?: string | undefined;
  readonly mid?: string | undefined;
  readonly metadata?: string | undefined;
  readonly standby?: boolean;
}

const SAMPLE_APP_ID = '1450077300221199';
/** Kinds that WhatsApp has on standby. */
const ON_STANDBY = ['message', 'echo'];

/** The platforms that have a kind. */
export function platformsOf({ item, change, body }: SampleKind): readonly Platform[] {
  const messaging: readonly Platform[] = item === undefined && body === undefined ? [] : ['messenger', 'instagram'];
  return change === undefined ? messaging : [...messaging, 'whatsapp'];
}

/**
 * Makes the body of a delivery of one kind.
 *
 * @param now In ms since 1970.
 * @throws {UsageError} There is no such kind on the platform, or a value does not fit.
 */
export function sampleDelivery(name: string, options: SampleOptions, now: number): Body {
  const { platform } = options;
  const kind = kindOf(name, platform);
  const values = valuesOf(options, now);
  if (platform === 'whatsapp') {
    if (values.standby && !ON_STANDBY.includes(name)) {
      throw new UsageError(`WhatsApp has only ${ON_STANDBY.join(' and ')} on standby: leave out --standby`);
    }
    const changes = [kind.change?.(values)];
    return { ...delivery({ object: values.objectName, changes, pageId: '330000000000001', time: now }) };
  }
  if (kind.body !== undefined) {
    if (values.standby) throw new UsageError(`${name} does not come on standby: leave out --standby`);
    return kind.body(values);
  }
  const { pageId, objectName, standby } = values;
  return delivery({
    object: objectName,
    pageId,
    time: now,
    [standby ? 'standby' : 'messaging']: [kind.item?.(values)],
  });
}

function kindOf(name: string, platform: Platform): SampleKind {
  const full = SHORT_KINDS[name] ?? name;
  const kind = Object.hasOwn(SAMPLE_KINDS, full) ? SAMPLE_KINDS[full] : undefined;
  if (kind === undefined) {
    const nearest = nearestOf(name, [...Object.keys(SAMPLE_KINDS), ...Object.keys(SHORT_KINDS)]);
    const guess = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
    throw new UsageError(`there is no kind ${name.slice(0, 40)}.${guess} handover trigger --list shows all`);
  }
  if (platformsOf(kind).includes(platform)) return kind;
  const others = platformsOf(kind).map((one) => `--platform ${one}`);
  throw new UsageError(`${full} does not exist on ${platform}; it does with ${others.join(' and ')}`);
}

function valuesOf(
  { platform, pageId, psid, appId = SAMPLE_APP_ID, app = 'inbox', ...rest }: SampleOptions,
  now: number,
) {
  const isWhatsapp = platform === 'whatsapp';
  for (const [flag, id] of [
    ['--app-id', appId],
    ['--app', app === 'inbox' ? '0' : app],
  ] as const) {
    if (!/^\d{1,20}$/.test(id)) throw new UsageError(`${flag} must be an app id: digits alone`);
  }
  const inbox = platform === 'instagram' ? INSTAGRAM_INBOX_APP_ID : PAGE_INBOX_APP_ID;
  const values: SampleValues = {
    platform,
    objectName: PLATFORMS[platform].objectName,
    pageId: pageId ?? (isWhatsapp ? SAMPLE_NUMBER.pageId : SAMPLE_IDS.pageId),
    person: isWhatsapp ? numberOf(psid) : { userId: psid ?? SAMPLE_IDS.userId },
    appId,
    otherAppId: app === 'inbox' ? inbox : app,
    mid: rest.mid ?? `${isWhatsapp ? 'wamid.' : 'm_'}${randomUUID().replaceAll('-', '')}`,
    text: rest.text,
    payload: rest.payload,
    metadata: rest.metadata,
    standby: rest.standby === true,
    now,
  };
  return values;
}

/** A person of WhatsApp by a phone number or by a BSUID. */
function numberOf(psid: string | undefined): SampleValues['person'] {
  if (psid === undefined) return { userId: SAMPLE_NUMBER.bsuid };
  if (/^\d{5,20}$/.test(psid)) return { userId: psid, phone: psid, bsuid: null };
  if (/^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/.test(psid)) return { userId: psid, phone: null, bsuid: psid };
  throw new UsageError('--psid must be a phone number in digits or a user id such as PT.70418855230019 on WhatsApp');
}
