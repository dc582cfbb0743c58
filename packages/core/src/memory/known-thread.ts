import { type Mark, mergeObservation, type Observation, type ThreadRecord } from '../ownership/registers.ts';

const NEVER = Number.NEGATIVE_INFINITY;

/** Registers that an ordinary message leaves alone, and marks that have more to say than those of an ordinary message. */
type Rest = Observation | undefined;

/**
 * What is remembered of a thread in this process. What an ordinary message changes are numbers, and they change in place:
 * objects that are made for each message and kept until the next one outlive the collector's quick rounds, which then
 * take a larger room and push everything else out of the processor's cache.
 */
export class KnownThread {
  /** When it was last seen or changed, in ms. */
  touchedAt: number;
  /** Until when somebody has the right to announce, in ms. */
  announcingUntil: number = NEVER;
  /** How many of the record's changes are announced, or found to be none. */
  settled = 0;
  /** When the record changed last, in ms. */
  changedAt: number;
  #laneAt: number = NEVER;
  #laneRank = 0;
  #laneSays = '';
  #personAt: number = NEVER;
  #rest: Rest;
  #changes = 0;
  #announced = 0;
  #announcedOwner = '';

  constructor(now: number) {
    this.touchedAt = now;
    this.changedAt = now;
  }

  /** How often what the registers say about the owner has changed. */
  get changes(): number {
    return this.#changes;
  }

  /** How many changes of owner have been announced. */
  get announced(): number {
    return this.#announced;
  }

  /** The record as it is now; it does not change with the thread. */
  record(): ThreadRecord {
    return {
      registers: this.#registers(),
      changes: this.#changes,
      announced: this.#announced,
      announcedOwner: this.#announcedOwner,
    };
  }

  /** Merges an observation, and tells the record after it. */
  merge(observation: Observation, now: number): ThreadRecord {
    const known = this.record();
    const merged = mergeObservation(known, observation);
    if (merged === known) return known;
    if (merged.changes !== this.#changes) this.changedAt = now;
    this.#changes = merged.changes;
    this.#keep(merged.registers);
    return merged;
  }

  /** Notes that a change of owner was announced. */
  markAnnounced(owner: string, changes: number): void {
    this.settled = Math.max(this.settled, changes);
    this.#announced += 1;
    this.#announcedOwner = owner;
    this.announcingUntil = NEVER;
  }

  #registers(): Observation {
    const lane =
      this.#laneAt === NEVER ? undefined : { at: this.#laneAt, rank: this.#laneRank, tie: '', says: this.#laneSays };
    const person = this.#personAt === NEVER ? undefined : { at: this.#personAt, rank: 0, tie: '', says: '' };
    if (this.#rest === undefined && lane !== undefined && person !== undefined) return { lane, person };
    return { ...this.#rest, ...(lane !== undefined ? { lane } : {}), ...(person !== undefined ? { person } : {}) };
  }

  #keep(registers: Observation): void {
    const { lane, person } = registers;
    const hasPlainLane = lane !== undefined && isPlain(lane);
    if (hasPlainLane) {
      this.#laneRank = lane.rank;
      this.#laneSays = lane.says;
    }
    this.#laneAt = hasPlainLane ? lane.at : NEVER;
    const hasPlainPerson = person !== undefined && person.rank === 0 && person.says === '' && isPlain(person);
    this.#personAt = hasPlainPerson ? person.at : NEVER;
    const oddLane = hasPlainLane ? undefined : lane;
    const oddPerson = hasPlainPerson ? undefined : person;
    if (!isRest(this.#rest, registers, oddLane, oddPerson)) this.#rest = restOf(registers, oddLane, oddPerson);
  }
}

/** Whether a mark says no more than when, what and of what rank. */
function isPlain({ at, tie, previous, metadata, via, begunAt, seenAt, rough, until }: Mark): boolean {
  return (
    at !== NEVER &&
    tie === '' &&
    previous === undefined &&
    metadata === undefined &&
    via === undefined &&
    begunAt === undefined &&
    seenAt === undefined &&
    rough === undefined &&
    until === undefined
  );
}

/** Whether the rest of the registers is this one, mark by mark. */
function isRest(rest: Rest, registers: Observation, oddLane: Mark | undefined, oddPerson: Mark | undefined): boolean {
  return (
    rest?.event === registers.event &&
    rest?.call === registers.call &&
    rest?.other === registers.other &&
    rest?.expiry === registers.expiry &&
    rest?.inbox === registers.inbox &&
    rest?.echo === registers.echo &&
    rest?.lane === oddLane &&
    rest?.person === oddPerson
  );
}

function restOf(registers: Observation, oddLane: Mark | undefined, oddPerson: Mark | undefined): Rest {
  const { lane: _lane, person: _person, ...rest } = registers;
  return {
    ...rest,
    ...(oddLane !== undefined ? { lane: oddLane } : {}),
    ...(oddPerson !== undefined ? { person: oddPerson } : {}),
  };
}
