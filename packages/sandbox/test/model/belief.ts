import type { Routing } from './steps.ts';

/** One fact that an app has learnt about a thread. Facts come in the order in which they happened. */
interface Fact {
  readonly order: number;
  /** In ms. */
  readonly at: number;
}

/** A fact about control: an app id, `none`, or `unclear`. */
type Control = Fact & { readonly says: string };

/** The owner of a thread: a word, or `app:` with the app's id, or `app:?` if Meta does not name the app. */
export type Believed = 'self' | 'idle' | 'unknown' | `app:${string}`;

const DAY_MS = 86_400_000;

/**
 * What one app can know about one thread, only from its deliveries and answers. The newest fact about control or a lane
 * decides. Facts come in the order in which they happened, so no times are compared.
 */
export class Belief {
  readonly #app: string;
  readonly #inbox: string;
  readonly #routing: Routing;
  #facts = 0;
  /** Number of the fact that last changed the owner. */
  #changed = 0;
  /** Pass and take events, own calls that succeeded, look-ups. */
  #control: Control | undefined;
  /** Another app owns: a refusal, a look-up or a pass that names no app. */
  #other: Fact | undefined;
  /** The lane of the newest message. */
  #lane: (Fact & { readonly says: string }) | undefined;
  /** A person in Meta's inbox answered. */
  #inboxSpoke: Fact | undefined;
  /** Another app spoke; the echo came on standby. */
  #appSpoke: (Fact & { readonly says: string }) | undefined;
  #sign: Fact | undefined;
  /** The end of control, by an extension or a look-up. */
  #end: (Fact & { readonly until: number; readonly of: string }) | undefined;

  constructor(given: { readonly app: string; readonly inbox: string; readonly routing: Routing }) {
    this.#app = given.app;
    this.#inbox = given.inbox;
    this.#routing = given.routing;
  }

  /**
   * Learns from a delivery.
   *
   * @param lane The list that held it.
   * @param says Its content in the reference's words, after the person's id.
   */
  hears(lane: string, says: string, at: number): void {
    const fact = this.#fact(at);
    const [kind = '', ...rest] = says.split(' ');
    switch (kind) {
      case 'message':
        this.#lane = { ...fact, says: lane };
        this.#sign = fact;
        break;
      case 'postback':
      case 'referral':
      case 'reaction':
        this.#sign = fact;
        break;
      case 'pass':
      case 'take':
        this.#control = { ...fact, says: rest[2] ?? '' };
        this.#changed = fact.order;
        break;
      case 'echo':
        this.#hearsEcho(lane, rest[1]?.replace(':', '') ?? '', fact);
        break;
      default:
    }
  }

  #hearsEcho(lane: string, by: string, fact: Fact): void {
    if (by === this.#inbox) this.#inboxSpoke = fact;
    if (by !== this.#app && lane === 'standby') this.#appSpoke = { ...fact, says: by };
  }

  /** Learns a new owner: an own call succeeded, or a look-up found an idle thread. */
  changed(says: string, at: number): void {
    this.owns(says, at);
    this.#changed = this.#facts;
  }

  /** Learns the current owner from a look-up or a refusal. */
  owns(says: string, at: number): void {
    this.#control = { ...this.#fact(at), says };
  }

  /** Learns that an own call gave control to an app without naming it. */
  passedOn(at: number): void {
    this.anotherOwns(at);
    this.#changed = this.#facts;
  }

  /** Learns that another app, which Meta does not name, has control. */
  anotherOwns(at: number): void {
    this.#other = this.#fact(at);
  }

  /** Learns that control of `of` lasts until then; an empty id stands for an app that Meta does not name. */
  lastsUntil(until: number, of: string, at: number): void {
    this.#end = { ...this.#fact(at), until, of };
  }

  #fact(at: number): Fact {
    this.#facts += 1;
    return { order: this.#facts, at };
  }

  /** The owner, as far as the app can know now. */
  owner(now: number): Believed {
    const decider = this.#decider();
    if (decider === undefined) return 'unknown';
    const claimed = this.#claim(decider);
    if (claimed === 'idle') return claimed;
    return now >= this.#endOf(claimed, this.evidenceAt()) ? 'idle' : claimed;
  }

  /** Time of the newest evidence about the owner, in ms. */
  evidenceAt(): number {
    const decider = this.#decider();
    if (decider === undefined) return 0;
    const isOther = decider !== this.#control && (decider !== this.#lane || this.#lane.says === 'standby');
    if (!isOther) return decider.at;
    return Math.max(decider.at, this.#voice()?.at ?? 0);
  }

  /** Number of the fact that decides. It changes when the app learns something better. */
  decidedBy(): number {
    return this.#decider()?.order ?? 0;
  }

  #decider(): Fact | undefined {
    return newest([this.#control, this.#other, this.#lane, this.#inboxSpoke]);
  }

  #claim(decider: Fact): Believed {
    if (decider === this.#control) return this.#named(this.#control.says);
    if (decider === this.#lane && this.#lane.says === 'messaging') {
      const control = this.#control;
      const stillOurs = control?.says === this.#app && this.#lane.at < this.#endOf('self', control.at);
      if (stillOurs) return 'self';
      return this.#routing === 'off' ? 'idle' : 'self';
    }
    return `app:${this.#voice()?.says ?? '?'}`;
  }

  #named(says: string): Believed {
    if (says === 'none') return 'idle';
    if (says === 'unclear') return 'unknown';
    return says === this.#app ? 'self' : `app:${says}`;
  }

  /** The fact that names the other owner: the newest echo, else control, unless a message showed that it ended. */
  #voice(): (Fact & { readonly says: string }) | undefined {
    const control = this.#control;
    const since = Math.max(control?.order ?? 0, this.#lane?.says === 'messaging' ? this.#lane.order : 0);
    const inbox = this.#inboxSpoke && { ...this.#inboxSpoke, says: this.#inbox };
    const spoke = newest([inbox, this.#appSpoke].filter((each) => each !== undefined && each.order >= since));
    if (spoke !== undefined) return spoke;
    const isNamed = control !== undefined && control.order >= since && this.#named(control.says).startsWith('app:');
    return isNamed ? control : undefined;
  }

  /** The known end, else a day after the newest evidence. While control lasts, the person renews it for a day. */
  #endOf(claimed: Believed, evidenceAt: number): number {
    const end = this.#end;
    const isOfOwner =
      end !== undefined &&
      end.order >= this.#changed &&
      (end.of === '' || claimed === 'unknown' || claimed === 'app:?' || claimed === this.#named(end.of));
    if (isOfOwner && evidenceAt < end.until) return this.#renewed(end.until, end.order);
    return this.#renewed(Math.max(evidenceAt + DAY_MS, isOfOwner ? end.until : 0), 0);
  }

  /** A sign counts if it came after `after` and while control lasted. */
  #renewed(until: number, after: number): number {
    const sign = this.#sign;
    const counts = sign !== undefined && sign.order > after && sign.at < until;
    return counts ? Math.max(until, sign.at + DAY_MS) : until;
  }
}

function newest<Each extends Fact>(facts: readonly (Each | undefined)[]): Each | undefined {
  return facts.reduce(
    (found, each) => (each !== undefined && each.order > (found?.order ?? 0) ? each : found),
    undefined,
  );
}
