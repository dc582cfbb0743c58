import { Belief } from './belief.ts';
import { labelOfReply } from './bots-world.ts';
import type { Reference } from './reference.ts';
import { LEAD_ADS, type Told, WEEK_SECONDS } from './reference-page.ts';
import type { CallStep, PersonIndex, Step } from './steps.ts';

/** Which of the apps are bots on core. */
export type BotIndex = 0 | 1;

/** A step of a story with bots; `look up` asks Meta for the owner. */
export type BotStep = Step | { readonly do: 'look up'; readonly by: BotIndex; readonly person: PersonIndex };

/** What a bot must have done in a step. */
export interface Deeds {
  /** Names under which its handlers were called. */
  readonly fired: string[];
  /** Messages that it tried to send. */
  attempts: number;
  /** Owners that it asked Meta for. */
  lookUps: number;
}

/** What a step with bots must come to. */
export interface BotOutcome {
  /** How the call of a bot or an app ended; `silent`: nothing was sent, since another app is known to own. */
  readonly answer?: string;
  readonly deeds: readonly [Deeds, Deeds];
}

/** Younger signs of another owner are believed; older ones are checked before something is sent. */
const BELIEVED_FOR_MS = 60_000;

const FORGOTTEN_AFTER_MS = 28 * 86_400_000;

/** The person whose messages the first bot answers. */
export const ANSWERED: PersonIndex = 1;

/** The tables of the protocol, and beside them what each of two bots can know of each thread. */
export class BotsReference {
  readonly tables: Reference;
  readonly #begunAt: number;
  readonly #beliefs: readonly (readonly Belief[])[];
  /** Beliefs that are wrong though nobody could know, with the fact that they rest on. */
  readonly #excused = new Map<Belief, number>();

  constructor(tables: Reference) {
    this.tables = tables;
    this.#begunAt = tables.page.now;
    const { apps, threads, inbox, routing } = tables.page;
    this.#beliefs = apps.slice(0, 2).map(({ id }) => threads.map(() => new Belief({ app: id, inbox, routing })));
  }

  isPossible(step: BotStep): boolean {
    if (step.do === 'look up') return true;
    // Stores forget threads in which nothing happened for a month.
    if (step.do === 'wait') return this.tables.page.now + step.ms < this.#begunAt + FORGOTTEN_AFTER_MS;
    // The thread's own helper has no pass without a target.
    if (step.do === 'pass' && this.#isBots(step) && step.to === undefined) return false;
    return this.tables.isPossible(step);
  }

  belief(bot: BotIndex, person: PersonIndex): Belief {
    const belief = this.#beliefs[bot]?.[person];
    if (belief === undefined) throw new RangeError('there are two bots and two people');
    return belief;
  }

  /**
   * Whether a bot is right by all that it was told, and yet another app owns, which nobody could tell it:
   * a lead ad took the thread from it, of which no app hears; or Meta accepted a message under `HUMAN_AGENT` without saying
   * whether control began with it, or had begun before, or did not begin since the toggle is off.
   */
  isDeceived(bot: BotIndex, person: PersonIndex): boolean {
    const belief = this.belief(bot, person);
    return this.#excused.get(belief) === belief.decidedBy();
  }

  apply(step: BotStep, label: string): BotOutcome {
    if (step.do === 'lead ad') for (const bot of [0, 1] as const) this.#excuse(this.belief(bot, step.person));
    const deeds = [newDeeds(), newDeeds()] as const;
    const answer = this.#happen(step, label, deeds);
    return { ...(answer === undefined ? {} : { answer }), deeds };
  }

  /** Holds until the bot learns anything better. */
  #excuse(belief: Belief): void {
    this.#excused.set(belief, belief.decidedBy());
  }

  #happen(step: BotStep, label: string, deeds: readonly [Deeds, Deeds]): string | undefined {
    if (step.do === 'look up') return this.#looksUp(step.by, step.person, deeds[step.by]);
    if (this.#isBots(step)) {
      const bot = this.tables.callerOf(step);
      if (bot !== 2) return this.#calls(bot, step, label, deeds);
    }
    const { answer, told } = this.tables.apply(step, label);
    this.#spread(told, deeds);
    return answer;
  }

  /** Whether a step is a call by one of the bots. */
  #isBots(step: Step): step is CallStep {
    return 'by' in step && this.tables.callerOf(step) !== 2;
  }

  #looksUp(bot: BotIndex, person: PersonIndex, deeds: Deeds): string {
    const belief = this.belief(bot, person);
    const { now } = this.tables.page;
    const shown = this.tables.ownerShown(bot, person);
    deeds.lookUps += 1;
    if (shown === undefined) belief.changed('nobody', now);
    else {
      if (shown.app_id === undefined) belief.anotherOwns(now);
      else belief.owns(shown.app_id, now);
      belief.lastsUntil(shown.expiration * 1000, shown.app_id ?? '', now);
    }
    return 'ok';
  }

  #calls(bot: BotIndex, step: CallStep, label: string, deeds: readonly [Deeds, Deeds]): string {
    if (step.do === 'extend' && step.seconds > WEEK_SECONDS) return 'OptionError';
    if (step.do === 'send' && !this.#passesGate(bot, step, deeds[bot])) return 'silent';
    if (step.do === 'send') deeds[bot].attempts += 1;
    const { owner } = this.tables.thread(step.person);
    const { answer = '', told } = this.tables.apply({ ...step, by: bot }, label);
    this.#learns(bot, step, answer, owner);
    this.#spread(told, deeds);
    return step.do === 'take' && answer === '27/1893035' ? 'ok' : answer;
  }

  /** Nothing is sent while another app is known to own; old knowledge is looked up first. */
  #passesGate(bot: BotIndex, step: CallStep & { do: 'send' }, deeds: Deeds): boolean {
    const belief = this.belief(bot, step.person);
    const { now, routing } = this.tables.page;
    const isBlocked = (): boolean => belief.owner(now).startsWith('app:');
    if (!isBlocked() || (step.with === 'human agent' && routing === 'on')) return true;
    if (now - belief.evidenceAt() >= BELIEVED_FOR_MS) this.#looksUp(bot, step.person, deeds);
    return !isBlocked();
  }

  /** What the answer to a call tells of who has control; `ownerBefore` is by the tables, and the bot can't see it. */
  #learns(bot: BotIndex, step: CallStep, answer: string, ownerBefore: string | null): void {
    const belief = this.belief(bot, step.person);
    const { now, routing } = this.tables.page;
    const self = this.tables.app(bot).id;
    const to = 'to' in step ? this.tables.idOf(step.to) : undefined;
    switch (step.do) {
      case 'pass':
        // A Secondary's own target is ignored, so a pass to itself may have gone to the Primary.
        if (answer === 'ok') belief.changed(routing === 'primary' && step.to === bot ? 'unclear' : (to ?? ''), now);
        if (answer === '100/2018151') belief.owns('unclear', now);
        return;
      case 'take':
        if (answer === 'ok') belief.changed(self, now);
        if (answer === '27/1893035') belief.owns(self, now);
        return;
      case 'release':
        if (answer === 'ok') belief.changed('nobody', now);
        else belief.owns('unclear', now);
        return;
      case 'extend':
        if (answer !== 'ok') {
          belief.owns('unclear', now);
          return;
        }
        belief.changed(self, now);
        // Meta dates its answers to the second.
        belief.lastsUntil((Math.floor(now / 1000) + step.seconds) * 1000, self, now);
        return;
      case 'send': {
        if (answer === '10/2018300') belief.anotherOwns(now);
        if (answer === '10/2018321') belief.owns(LEAD_ADS, now);
        if (answer !== 'ok') return;
        const before = belief.owner(now);
        if (step.with === 'release') belief.changed('nobody', now);
        if (step.with === 'pass' && to === undefined) belief.passedOn(now);
        if (step.with === 'pass' && to !== undefined) belief.changed(to, now);
        if (step.with === 'human agent' && routing === 'on' && before !== 'self') {
          belief.changed(self, now);
          // From another app control was taken, or Meta would have refused. Else nobody can tell.
          if (ownerBefore === null || ownerBefore === self) this.#excuse(belief);
        }
        return;
      }
      default:
    }
  }

  /** The bots hear what they are told, and the first one answers. */
  #spread(told: readonly Told[], deeds: readonly [Deeds, Deeds]): void {
    const { apps, threads, now } = this.tables.page;
    for (const { app, says } of told) {
      const bot = apps.findIndex(({ id }) => id === app);
      const [, lane = '', userId = '', rest = ''] = /^(\S+) (\S+) (.*)$/s.exec(says) ?? [];
      const person = threads.findIndex((thread) => thread.userId === userId);
      if ((bot !== 0 && bot !== 1) || (person !== 0 && person !== 1)) continue;
      const belief = this.belief(bot, person);
      belief.hears(lane, rest, now);
      const [kind = '', label = ''] = rest.split(/ (.*)/s);
      if (kind === 'request') this.#grants(bot, person, label, deeds);
      if (kind !== 'message' && kind !== 'postback') continue;
      const mayAnswer = lane === 'messaging' && !belief.owner(now).startsWith('app:');
      deeds[bot].fired.push(mayAnswer ? kind : `standby:${kind}`);
      if (bot === 0 && person === ANSWERED && kind === 'message' && mayAnswer) this.#answers(label, deeds);
    }
  }

  /** What Meta's inbox asks for is passed to it, unless another app is known to own it. */
  #grants(bot: BotIndex, person: PersonIndex, by: string, deeds: readonly [Deeds, Deeds]): void {
    const { inbox, now } = this.tables.page;
    if (!by.startsWith(`by ${inbox} `) || this.belief(bot, person).owner(now).startsWith('app:')) return;
    this.#calls(bot, { do: 'pass', by: bot, person, to: 'inbox', note: false }, '', deeds);
  }

  #answers(said: string, deeds: readonly [Deeds, Deeds]): void {
    const label = labelOfReply(said.replace(/ via \S+$/, ''));
    this.#calls(0, { do: 'send', by: 0, person: ANSWERED, with: 'nothing', to: undefined }, label, deeds);
  }
}

function newDeeds(): Deeds {
  return { fired: [], attempts: 0, lookUps: 0 };
}
