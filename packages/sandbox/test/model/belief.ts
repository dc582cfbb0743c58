import type { Routing } from './steps.ts';

/** One thing that an app learnt of a thread. Facts come in the order in which they happened. */
interface Fact {
  readonly order: number;
  /** In ms. */
  readonly at: number;
}

/** Said of control: an app id, nobody, or that nobody can tell. */
type Control = Fact & { readonly says: string };

/** Who controls a thread, as a word or as `app:` with the app's id, or with `?` where Meta does not name it. */
export type Believed = 'self' | 'idle' | 'unknown' | `app:${string}`;

const DAY_MS = 86_400_000;

/**
 * What one app can know of one thread by what it was delivered and answered, and nothing else: the newest of what was said
 * about control and of the lanes decides. Facts are told in the order in which they happened, so no times are compared.
 */
export class Belief {
  readonly #app: string;
  readonly #inbox: string;
  readonly #routing: Routing;
  #facts = 0;
  /** Which fact was the last change of hands. */
  #changed = 0;
  /** Pass and take events, own calls that succeeded, look-ups. */
  #control: Control | undefined;
  /** Some other app owns: a refusal, a look-up or a pass that names nobody. */
  #other: Fact | undefined;
  /** On which lane the newest message came. */
  #lane: (Fact & { readonly says: string }) | undefined;
  /** A person in Meta's inbox answered. */
  #inboxSpoke: Fact | undefined;
  /** Another app spoke, seen on standby. */
  #appSpoke: (Fact & { readonly says: string }) | undefined;
  #sign: Fact | undefined;
  /** Until when control lasts, by an extension or a look-up. */
  #end: (Fact & { readonly until: number; readonly of: string }) | undefined;

  constructor(given: { readonly app: string; readonly inbox: string; readonly routing: Routing }) {
    this.#app = given.app;
    this.#inbox = given.inbox;
    this.#routing = given.routing;
  }

  /**
   * A delivery came.
   *
   * @param lane The list that it stood in.
   * @param says What it says, in the words of the reference, behind the person's id.
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

  /** A call of its own succeeded, or a look-up found nobody: who has control now. */
  changed(says: string, at: number): void {
    this.owns(says, at);
    this.#changed = this.#facts;
  }

  /** A look-up or a refusal told who has control, as it was already. */
  owns(says: string, at: number): void {
    this.#control = { ...this.#fact(at), says };
  }

  /** A call of its own gave control to an app that it did not name. */
  passedOn(at: number): void {
    this.anotherOwns(at);
    this.#changed = this.#facts;
  }

  /** Some app has control that is not named. */
  anotherOwns(at: number): void {
    this.#other = this.#fact(at);
  }

  /** Control of `of` lasts until then; an empty id is an app that is not named. */
  lastsUntil(until: number, of: string, at: number): void {
    this.#end = { ...this.#fact(at), until, of };
  }

  #fact(at: number): Fact {
    this.#facts += 1;
    return { order: this.#facts, at };
  }

  /** Who has control, as far as it can be known now. */
  owner(now: number): Believed {
    const decider = this.#decider();
    if (decider === undefined) return 'unknown';
    const claimed = this.#claim(decider);
    if (claimed === 'idle') return claimed;
    return now >= this.#endOf(claimed, this.evidenceAt()) ? 'idle' : claimed;
  }

  /** Time of the newest sign of who has control, in ms. */
  evidenceAt(): number {
    const decider = this.#decider();
    if (decider === undefined) return 0;
    const isOther = decider !== this.#control && (decider !== this.#lane || this.#lane.says === 'standby');
    if (!isOther) return decider.at;
    return Math.max(decider.at, this.#voice()?.at ?? 0);
  }

  /** Which fact decides; another one as soon as something better was learnt. */
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
    if (says === 'nobody') return 'idle';
    if (says === 'unclear') return 'unknown';
    return says === this.#app ? 'self' : `app:${says}`;
  }

  /** What names the other app that has control: the newest echo, else control, unless a message showed that it ended. */
  #voice(): (Fact & { readonly says: string }) | undefined {
    const control = this.#control;
    const since = Math.max(control?.order ?? 0, this.#lane?.says === 'messaging' ? this.#lane.order : 0);
    const inbox = this.#inboxSpoke && { ...this.#inboxSpoke, says: this.#inbox };
    const spoke = newest([inbox, this.#appSpoke].filter((each) => each !== undefined && each.order >= since));
    if (spoke !== undefined) return spoke;
    const isNamed = control !== undefined && control.order >= since && this.#named(control.says).startsWith('app:');
    return isNamed ? control : undefined;
  }

  /** The end that is known, else a day after the newest evidence; the person renews it for a day while it lasts. */
  #endOf(claimed: Believed, evidenceAt: number): number {
    const end = this.#end;
    const isOfOwner =
      end !== undefined &&
      end.order >= this.#changed &&
      (end.of === '' || claimed === 'unknown' || claimed === 'app:?' || claimed === this.#named(end.of));
    if (isOfOwner && evidenceAt < end.until) return this.#renewed(end.until, end.order);
    return this.#renewed(Math.max(evidenceAt + DAY_MS, isOfOwner ? end.until : 0), 0);
  }

  /** A sign counts if it came behind `after`, and while control lasted. */
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
