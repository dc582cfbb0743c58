import { checkKnownKeys } from '../known-keys.ts';
import { LEAD_ADS_APP_ID } from '../meta.ts';
import { type Entry, leadFlowEnds, leadFlowStarts, leadMetadata } from '../model/happenings.ts';
import { OptionError } from '../option-error.ts';
import type { Effects } from '../state/effects.ts';
import { type PersonState, remember } from '../state/person-state.ts';
import type { World } from '../state/world.ts';
import { personEvent } from '../webhooks/items.ts';
import { act } from './act.ts';
import { nonEmpty } from './checks.ts';
import { entryOf } from './entries.ts';
import type { Person } from './person.ts';

/** Ways by which a person comes in from outside of Messenger. */
export type Campaigns = Pick<Person, 'followLink' | 'clickAd' | 'startLeadAd' | 'finishLeadAd'>;

/**
 * Links, ads and lead ads of one person.
 *
 * @param enter Opens the messaging window and, with an entry, gives an idle thread an owner.
 */
export function createCampaigns(
  world: World,
  state: () => PersonState,
  enter: (effects: Effects, person: PersonState, entry: Entry | null) => void,
): Campaigns {
  const { platform } = world.options;

  function refer(action: string, detail: Record<string, unknown>, referral: Record<string, unknown>): void {
    const person = state();
    act(world, person, { by: 'person', action, detail }, (effects) => {
      // On a number, only a message can carry the referral.
      if (person.messages.length === 0 || platform.hasNumbers) {
        person.referral = referral;
        return;
      }
      person.referral = null;
      enter(effects, person, entryOf(world, referral));
      effects.tell(person, personEvent(world, person, 'referral', { referral }));
    });
  }

  return {
    async followLink(ref) {
      nonEmpty('followLink: ref', ref);
      if (platform.hasNumbers) throw new OptionError(`followLink: links have no ref on ${platform.label}`);
      refer('follow link', { ref }, { ref, source: 'SHORTLINK', type: 'OPEN_THREAD' });
    },
    async clickAd(adId) {
      if (!Object.hasOwn(world.options.ads, adId)) throw new OptionError('clickAd: the option `ads` has no such ad');
      refer(
        'click ad',
        { adId },
        platform.hasNumbers ? adOnNumber(adId) : { source: 'ADS', type: 'OPEN_THREAD', ad_id: adId },
      );
    },
    async startLeadAd(options = {}) {
      checkKnownKeys('startLeadAd: ', options, ['appId']);
      if (platform.hasNumbers) throw new OptionError(`startLeadAd: there are no lead ads on ${platform.label}`);
      const { appId } = options;
      if (appId !== undefined && !world.apps.has(appId) && appId !== world.inboxId) {
        throw new OptionError('startLeadAd: appId must be the id of one of `apps`');
      }
      const person = state();
      act(world, person, { by: 'person', action: 'start lead ad' }, (effects) => {
        person.leadAd = appId === undefined ? {} : { appId };
        enter(effects, person, null);
        effects.change(person, leadFlowStarts(world.clock.now()));
      });
    },
    async finishLeadAd(options = {}) {
      checkKnownKeys('finishLeadAd: ', options, ['complete', 'summary']);
      const { complete = true, summary } = options;
      const person = state();
      const { leadAd } = person;
      if (!leadAd) throw new OptionError('finishLeadAd: no questions run; call startLeadAd first');
      act(world, person, { by: 'person', action: 'finish lead ad', detail: { complete } }, (effects) => {
        person.leadAd = null;
        if (complete) enter(effects, person, null);
        const control = world.control(person);
        const ending = leadFlowEnds(world.rules(), control, world.clock.now(), leadAd.appId, complete);
        if (ending) effects.change(person, ending);
        if (!ending || summary === undefined) return;
        const mid = world.newMid();
        const event = personEvent(world, person, 'message', {
          message: { mid, text: summary },
          hop_context: { app_id: Number(LEAD_ADS_APP_ID), metadata: leadMetadata(complete) },
        });
        const stored = { mid, at: event.time, from: null, edits: 0, text: summary };
        remember(person.messages, stored, world.options.limits.messagesPerThread);
        // The one event whose time stamp is in seconds (Messenger Platform docs, Lead Generation Ads).
        effects.tell(person, { ...event, item: { ...event.item, timestamp: Math.floor(event.time / 1000) } });
      });
    },
  };
}

/** `referral` of the first message after an ad that opens WhatsApp (WhatsApp docs, messages webhook reference). */
function adOnNumber(adId: string): Record<string, unknown> {
  return {
    source_url: `https://fb.me/${adId}`,
    source_id: adId,
    source_type: 'ad',
    headline: 'Chat with us',
    body: 'An ad of the sandbox',
    media_type: 'image',
    ctwa_clid: `Af${adId}`,
  };
}
