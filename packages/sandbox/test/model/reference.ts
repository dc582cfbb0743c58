import { type Answer, extend, ownerShown, pass, release, request, send, take } from './reference-calls.ts';
import {
  agentIsDone,
  agentMovesToMain,
  agentReplies,
  aiSays,
  aiTakes,
  arrives,
  leadAdBegins,
  leadAdEnds,
  reacts,
  says,
  takesBack,
  taps,
  timePasses,
} from './reference-happenings.ts';
import {
  AI,
  type AppState,
  type Delivered,
  INBOX_OF,
  letGo,
  type PageState,
  type ThreadState,
} from './reference-page.ts';
import { ADS, type AppIndex, type CallStep, type PersonIndex, type Scene, type Step, type Target } from './steps.ts';

/** An app that is not connected to the page. */
export const STRANGER = '111122223333444';

/** The expected outcome of a step. */
export interface Outcome {
  /** The answer to a call; absent if the step is not a call. */
  readonly answer?: Answer;
  /** Every delivery that it causes, in order. */
  readonly delivered: readonly Delivered[];
}

/**
 * The tables of the protocol: which app may make which call, how the thread changes, and which app is notified on which
 * lane. Written from Messenger Platform docs, Conversation Routing and Handover Protocol, independent of the sandbox.
 */
export class Reference {
  readonly page: PageState;
  readonly scene: Scene;

  constructor(scene: Scene, given: { apps: readonly Readonly<AppState>[]; userIds: readonly string[]; now: number }) {
    const inbox = INBOX_OF[scene.platform];
    this.scene = scene;
    this.page = {
      routing: scene.routing,
      platform: scene.platform,
      inbox,
      hidesSenders: scene.hidesSenders ?? false,
      apps: given.apps.map((app) => ({ ...app })),
      defaultApp: scene.defaultApp === 'inbox' ? inbox : (given.apps[0]?.id ?? ''),
      now: given.now,
      threads: given.userIds.map(newThread),
      delivered: [],
    };
  }

  /** Whether the step is possible now. */
  isPossible(step: Step): boolean {
    switch (step.do) {
      case 'react':
        return this.thread(step.person).sent.length > 0;
      case 'lead ad':
        return this.page.platform === 'messenger' && this.thread(step.person).leadAd === undefined;
      case 'lead ad ends':
        return this.thread(step.person).leadAd !== undefined;
      case 'unsend':
        return this.thread(step.person)[step.side === 'person' ? 'written' : 'sent'].length > 0;
      case 'ai releases':
        return this.thread(step.person).owner === AI.takes;
      default:
        return true;
    }
  }

  /**
   * Runs a step.
   *
   * @param label Unique label of the step, which its messages contain.
   */
  apply(step: Step, label: string): Outcome {
    const { page } = this;
    page.delivered.length = 0;
    const answer = this.#happen(step, label);
    return { ...(answer === undefined ? {} : { answer }), delivered: [...page.delivered] };
  }

  #happen(step: Step, label: string): Answer | undefined {
    const { page } = this;
    switch (step.do) {
      case 'say':
        return void says(page, this.thread(step.person), label);
      case 'tap':
        return void taps(page, this.thread(step.person));
      case 'react':
        return void reacts(page, this.thread(step.person));
      case 'link':
        return void arrives(page, this.thread(step.person), {
          named: `to-${step.to}`,
          app: this.app(step.to).id,
          days: 1,
          isAd: false,
        });
      case 'ad': {
        const { app, days = 1 } = ADS[step.ad];
        const to = app === undefined ? undefined : this.app(app).id;
        return void arrives(page, this.thread(step.person), { named: step.ad, app: to, days, isAd: true });
      }
      case 'lead ad':
        return void leadAdBegins(
          page,
          this.thread(step.person),
          step.to === undefined ? undefined : this.app(step.to).id,
        );
      case 'lead ad ends':
        return void leadAdEnds(page, this.thread(step.person), step.complete, label);
      case 'reply':
        return void agentReplies(page, this.thread(step.person), label);
      case 'done':
        return void agentIsDone(page, this.thread(step.person));
      case 'move to main':
        return void agentMovesToMain(page, this.thread(step.person));
      case 'unsend':
        return void takesBack(page, this.thread(step.person), step.side);
      case 'ai says':
        return void aiSays(page, this.thread(step.person), label);
      case 'ai takes':
        return void aiTakes(page, this.thread(step.person));
      case 'ai releases':
        return void letGo(this.thread(step.person));
      case 'foreign list':
        return void page.delivered.push({ app: this.app(step.app).id, says: `entry calls ${label}` });
      case 'test button':
        return void page.delivered.push({ app: this.app(step.app).id, says: 'changes messages 12334 test_message' });
      case 'wait':
        return void timePasses(page, step.ms);
      case 'toggle':
        return void Object.assign(this.app(step.app), { canTake: step.canTake, standby: step.standby });
      case 'default app':
        return void this.#chooses(this.app(step.app).id);
      default:
        return this.#calls(step, label);
    }
  }

  #calls(step: CallStep, label: string): Answer {
    const call = { page: this.page, thread: this.thread(step.person), caller: this.app(this.callerOf(step)) };
    const metadata = 'note' in step && step.note ? label : undefined;
    switch (step.do) {
      case 'pass':
        return pass(call, this.idOf(step.to), metadata);
      case 'take':
        return take(call, metadata);
      case 'request':
        return request(call, metadata);
      case 'release':
        return release(call);
      case 'extend':
        return extend(call, step.seconds);
      case 'send':
        return send(call, { label, with: step.with, to: this.idOf(step.to) });
    }
  }

  /** Chooses another default app; with roles, another Primary, and notifies both. */
  #chooses(id: string): void {
    const { page } = this;
    const before = page.defaultApp;
    if (before === id) return;
    page.defaultApp = id;
    if (page.routing !== 'primary') return;
    page.delivered.push({ app: before, says: `messaging roles ${before} secondary_receiver` });
    page.delivered.push({ app: id, says: `messaging roles ${id} primary_receiver` });
  }

  /** What `thread_owner` shows an app about a thread. */
  ownerShown(app: AppIndex, person: PersonIndex): { app_id?: string; expiration: number } | undefined {
    return ownerShown({ page: this.page, thread: this.thread(person), caller: this.app(app) });
  }

  /** The page's flags of its protocols. */
  get flags(): Readonly<Record<'hop_v2' | 'msgr_multi_app' | 'ig_multi_app', boolean>> {
    const { routing, platform, hopV2 = 'measured' } = this.scene;
    const isOn = routing === 'on';
    const measured = hopV2 === 'measured' && !isOn;
    return {
      hop_v2: hopV2 === 'always' || measured || routing === 'primary',
      msgr_multi_app: isOn && platform === 'messenger',
      ig_multi_app: isOn && platform === 'instagram',
    };
  }

  /** The app that makes a call. */
  callerOf({ by, person }: CallStep): AppIndex {
    if (by !== 'owner') return by;
    const { owner } = this.thread(person);
    const index = this.page.apps.findIndex(({ id }) => id === owner);
    return index === 1 || index === 2 ? index : 0;
  }

  /** The target id of a pass. */
  idOf(target: Target): string | undefined {
    if (target === undefined) return undefined;
    return target === 'inbox' ? this.page.inbox : target === 'stranger' ? STRANGER : this.app(target).id;
  }

  thread(index: PersonIndex): ThreadState {
    return at(this.page.threads, index);
  }

  app(index: AppIndex): AppState {
    return at(this.page.apps, index);
  }
}

function newThread(userId: string): ThreadState {
  return {
    userId,
    owner: null,
    endsAt: null,
    signAt: null,
    begun: false,
    arrival: undefined,
    button: undefined,
    written: [],
    sent: [],
    leadAd: undefined,
  };
}

function at<Each>(list: readonly Each[], index: number): Each {
  const found = list[index];
  if (found === undefined) throw new RangeError(`there are ${list.length} of them`);
  return found;
}
