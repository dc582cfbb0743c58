import { Belief } from './belief.ts';
import { labelOfReply } from './bots-world.ts';
import type { Reference } from './reference.ts';
import { type Delivered, LEAD_ADS, WEEK_SECONDS } from './reference-page.ts';
import type { CallStep, PersonIndex, Step } from './steps.ts';

/** Which of the apps are bots on core. */
export type BotIndex = 0 | 1;

/** A step of a story with bots; `look up` asks Meta for the owner. */
export type BotStep = Step | { readonly do: 'look up'; readonly by: BotIndex; readonly person: PersonIndex };

/** What a bot must do in a step. */
export interface Deeds {
  /** Names under which its handlers were called. */
  readonly fired: string[];
  /** Messages that it tried to send. */
  attempts: number;
  /** Owner look-ups that it made. */
  lookUps: number;
}

/** The expected outcome of a step with bots. */
export interface BotOutcome {
  /** How the call of a bot or an app ended; `silent`: no call, because the bot knows that another app owns. */
  readonly answer?: string;
  readonly deeds: readonly [Deeds, Deeds];
}

/** A bot believes evidence of another owner for this long; it checks older evidence before it sends. */
const BELIEVED_FOR_MS = 60_000;

const FORGOTTEN_AFTER_MS = 28 * 86_400_000;

/** The person whose messages the first bot answers. */
export const ANSWERED: PersonIndex = 1;

/** The tables of the protocol, and what each of two bots can know about each thread. */
export class BotsReference {
  readonly tables: Reference;
  readonly #begunAt: number;
  readonly #beliefs: readonly (readonly Belief[])[];
  /** Beliefs that may be wrong because the bot cannot know better, with the deciding fact. */
  readonly #excused = new Map<Belief, number>();

  constructor(tables: Reference) {
    this.tables = tables;
    this.#begunAt = tables.page.now;
    const { apps, threads, inbox, routing } = tables.page;
    this.#beliefs = apps.slice(0, 2).map(({ id }) => threads.map(() => new Belief({ app: id, inbox, routing })));
  }

  isPossible(step: BotStep): boolean {
    if (step.do === 'look up') return true;
    // Stores forget threads without events for a month.
    if (step.do === 'wait') return this.tables.page.now + step.ms < this.#begunAt + FORGOTTEN_AFTER_MS;
    // `thread.passThreadControl` needs a target.
    if (step.do === 'pass' && this.#isBots(step) && step.to === undefined) return false;
    return this.tables.isPossible(step);
  }

  belief(bot: BotIndex, person: PersonIndex): Belief {
    const belief = this.#beliefs[bot]?.[person];
    if (belief === undefined) throw new RangeError('there are two bots and two people');
    return belief;
  }

  /**
   * Whether a bot follows from all its deliveries and answers, and another app still owns, which the bot cannot know:
   * a lead ad took the thread, which notifies no app; or Meta accepted a message under `HUMAN_AGENT` without saying
   * whether the message took control, the bot had control before, or the toggle is off and the bot has no control.
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

  /** Excuses a wrong belief until the bot learns something better. */
  #excuse(belief: Belief): void {
    this.#excused.set(belief, belief.decidedBy());
  }

  #happen(step: BotStep, label: string, deeds: readonly [Deeds, Deeds]): string | undefined {
    if (step.do === 'look up') return this.#looksUp(step.by, step.person, deeds[step.by]);
    if (this.#isBots(step)) {
      const bot = this.tables.callerOf(step);
      if (bot !== 2) return this.#calls(bot, step, label, deeds);
    }
    const { answer, delivered } = this.tables.apply(step, label);
    this.#spread(delivered, deeds);
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
    if (shown === undefined) belief.changed('none', now);
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
    const { answer = '', delivered } = this.tables.apply({ ...step, by: bot }, label);
    this.#learns(bot, step, answer, owner);
    this.#spread(delivered, deeds);
    return step.do === 'take' && answer === '27/1893035' ? 'ok' : answer;
  }

  /** A bot sends nothing while it knows that another app owns. It looks up the owner if its evidence is old. */
  #passesGate(bot: BotIndex, step: CallStep & { do: 'send' }, deeds: Deeds): boolean {
    const belief = this.belief(bot, step.person);
    const { now, routing } = this.tables.page;
    const isBlocked = (): boolean => belief.owner(now).startsWith('app:');
    if (!isBlocked() || (step.with === 'human agent' && routing === 'on')) return true;
    if (now - belief.evidenceAt() >= BELIEVED_FOR_MS) this.#looksUp(bot, step.person, deeds);
    return !isBlocked();
  }

  /** Learns the owner from the answer to a call. `ownerBefore` comes from the tables; the bot can't see it. */
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
        if (answer === 'ok') belief.changed('none', now);
        else belief.owns('unclear', now);
        return;
      case 'extend':
        if (answer !== 'ok') {
          belief.owns('unclear', now);
          return;
        }
        belief.changed(self, now);
        // Meta's answers have times in seconds.
        belief.lastsUntil((Math.floor(now / 1000) + step.seconds) * 1000, self, now);
        return;
      case 'send': {
        if (answer === '10/2018300') belief.anotherOwns(now);
        if (answer === '10/2018321') belief.owns(LEAD_ADS, now);
        if (answer !== 'ok') return;
        const before = belief.owner(now);
        if (step.with === 'release') belief.changed('none', now);
        if (step.with === 'pass' && to === undefined) belief.passedOn(now);
        if (step.with === 'pass' && to !== undefined) belief.changed(to, now);
        if (step.with === 'human agent' && routing === 'on' && before !== 'self') {
          belief.changed(self, now);
          // If another app owned, the send took control, or Meta would have refused. Else the bot cannot know.
          if (ownerBefore === null || ownerBefore === self) this.#excuse(belief);
        }
        return;
      }
      default:
    }
  }

  /** The bots learn from their deliveries, and the first bot answers. */
  #spread(delivered: readonly Delivered[], deeds: readonly [Deeds, Deeds]): void {
    const { apps, threads, now } = this.tables.page;
    for (const { app, says } of delivered) {
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

  /** A bot grants a request of Meta's inbox, unless it knows that another app owns the thread. */
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
