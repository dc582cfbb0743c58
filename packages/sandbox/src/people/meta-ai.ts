import { checkKnownKeys } from '../known-keys.ts';
import { AXON_APP_ID, BUSINESS_AI_APP_ID, LEAD_ADS_APP_ID } from '../meta.ts';
import { aiReleases, aiTakes } from '../model/happenings.ts';
import { OptionError } from '../option-error.ts';
import type { PersonState } from '../state/person-state.ts';
import type { World } from '../state/world.ts';
import { act } from './act.ts';
import { nonEmpty } from './checks.ts';
import type { Said } from './person.ts';
import { findRef, type PersonRef } from './person-ref.ts';
import { speak } from './speak.ts';

/** How Meta's AI speaks. */
export interface AiSayOptions {
  /** App id in the echo. @default BUSINESS_AI_APP_ID */
  appId?: string;
  /** Whether the echo has `ai_generated`. Without it, only the app id marks the AI. @default true */
  aiGenerated?: boolean;
}

/** How Meta's AI takes a thread. */
export interface AiTakeOptions {
  /** App id of the new owner. @default AXON_APP_ID */
  appId?: string;
  /** Metadata of the event. @default 'axon_take_thread_control' */
  metadata?: string;
  /** How often the event is delivered. @default 4 */
  times?: number;
}

/**
 * Meta's own AI, which answers customers of some pages. It makes no Graph calls. It speaks and takes threads in every
 * routing mode, also while another app owns them. Wrong arguments and unknown people reject with an OptionError.
 */
export interface MetaAi {
  /** Answers the person. Control does not change. Apps get the echo on their lanes. */
  say(person: PersonRef, text: string, options?: AiSayOptions): Promise<Said>;
  /**
   * Takes the thread. The app that loses it gets `take_thread_control` several times, with a time in seconds, as one
   * observer reported.
   */
  take(person: PersonRef, options?: AiTakeOptions): Promise<void>;
  /** Releases a thread that it owns. The thread is idle from then on; no app is notified. */
  release(person: PersonRef): Promise<void>;
}

const MAX_TIMES = 100;

/** Meta's AI on one page. */
export function createMetaAi(world: World): MetaAi {
  /** @throws {OptionError} It is no app id, or that of an app that has a will of its own here. */
  function checkAppId(what: string, appId: string): void {
    if (typeof appId !== 'string' || !/^\d{1,30}$/.test(appId)) {
      throw new OptionError(`${what}: appId must be a string of decimal digits`);
    }
    if (world.run.apps.has(appId) || appId === world.inboxId || appId === LEAD_ADS_APP_ID) {
      throw new OptionError(`${what}: appId is the id of ${world.nameApp(appId).name}, which is not Meta's AI`);
    }
  }

  function find(ref: PersonRef): PersonState {
    const { hasNumbers, label } = world.options.platform;
    if (hasNumbers) throw new OptionError(`ai: the sandbox does not play Meta's AI on ${label}`);
    return findRef(world, 'ai', ref);
  }

  return {
    async say(ref, text, options = {}) {
      checkKnownKeys('ai.say: ', options, ['appId', 'aiGenerated']);
      const { appId = BUSINESS_AI_APP_ID, aiGenerated = true } = options;
      nonEmpty('ai.say: text', text);
      checkAppId('ai.say', appId);
      const person = find(ref);
      const marks = aiGenerated ? { ai_generated: true as const } : {};
      return act(world, person, { by: 'ai', action: 'say', detail: { text } }, (effects) =>
        speak(world, effects, person, { appId, text, ai: true, marks }),
      );
    },
    async take(ref, options = {}) {
      checkKnownKeys('ai.take: ', options, ['appId', 'metadata', 'times']);
      const { appId = AXON_APP_ID, metadata = 'axon_take_thread_control', times = 4 } = options;
      checkAppId('ai.take', appId);
      if (typeof metadata !== 'string') throw new OptionError('ai.take: metadata must be a string');
      if (!Number.isInteger(times) || times < 1 || times > MAX_TIMES) {
        throw new OptionError(`ai.take: times must be a whole number from 1 to ${MAX_TIMES}`);
      }
      const person = find(ref);
      act(world, person, { by: 'ai', action: 'take', detail: { metadata } }, (effects) => {
        const now = world.clock.now();
        effects.change(person, aiTakes(world.rules(), world.control(person), now, { appId, metadata, times }));
      });
    },
    async release(ref) {
      const person = find(ref);
      const { owner } = world.control(person);
      const isAi = owner !== null && !world.run.apps.has(owner) && owner !== world.inboxId && owner !== LEAD_ADS_APP_ID;
      if (!isAi) throw new OptionError("ai.release: Meta's AI does not own this thread");
      act(world, person, { by: 'ai', action: 'release' }, (effects) => effects.change(person, aiReleases()));
    },
  };
}
