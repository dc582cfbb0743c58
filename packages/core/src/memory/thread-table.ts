import { type Mark, mergeObservation, type Observation, type ThreadRecord } from '../ownership/registers.ts';
import { SlotTable } from './slot-table.ts';

const NEVER = Number.NEGATIVE_INFINITY;

/** Numbers of 32 bits in a row: half of the key's bits, five more; then five times of 64 bits. */
const INTS = 16;
/** The number of the lane, and {@link HAS_REST}. */
const LANE = 1;
const HAS_REST = 2;
const CHANGES = 2;
const ANNOUNCED = 3;
const SETTLED = 4;
const OWNER = 5;
/** The greatest number of 32 bits. */
const MOST = 2 ** 31 - 1;
/** Numbers of 64 bits in a row. */
const FLOATS = 8;
const TOUCHED_AT = 3;
const CHANGED_AT = 4;
const ANNOUNCING_UNTIL = 5;
const LANE_AT = 6;
const PERSON_AT = 7;

/** What the lane of an ordinary message says, by the number that stands for it, which is its rank too. */
const LANES = ['messaging', 'standby'] as const;
/** The owners that are told of most, by the number that stands for them. */
const OWNERS = ['', 'self', 'idle', 'unknown'];
const OTHER_OWNER = -1;

/** Registers that an ordinary message leaves alone, and marks that have more to say than those of an ordinary message. */
type Rest = Observation | undefined;

/**
 * What is remembered of threads in this process, in 64 bytes each. What an ordinary message changes are numbers, and they
 * change in place: objects that are made for each message and kept until the next one outlive the collector's quick
 * rounds, which then take a larger room and push everything else out of the processor's cache.
 */
export class ThreadTable extends SlotTable {
  // By slot, and few: the row tells whether there is one.
  /** Of threads that have changes to settle: only those are ever asked for by more than their bits. */
  readonly #keys = new Map<number, string>();
  readonly #rests = new Map<number, Observation>();
  /** The owners that no number stands for. */
  readonly #owners = new Map<number, string>();

  constructor(room: number) {
    super(room, INTS);
  }

  empty(room: number): this {
    return new ThreadTable(room) as this;
  }

  override adopt(from: this): void {
    super.adopt(from);
    const key = from.unsettledKey;
    const rest = from.#rest;
    const owner = from.#otherOwner;
    if (key !== undefined) this.#keys.set(this.slot, key);
    if (rest !== undefined) this.#rests.set(this.slot, rest);
    if (owner !== undefined) this.#owners.set(this.slot, owner);
  }

  /** Begins a thread of which nothing is known. */
  begin(now: number): void {
    const { slot } = this;
    for (let at = slot * INTS + LANE; at <= slot * INTS + OWNER; at += 1) this.ints[at] = 0;
    for (let at = slot * FLOATS + TOUCHED_AT; at < (slot + 1) * FLOATS; at += 1) this.floats[at] = NEVER;
    this.floats[slot * FLOATS + CHANGED_AT] = now;
  }

  /** The key, while it has changes to settle. */
  get unsettledKey(): string | undefined {
    const { slot } = this;
    const isSettled = this.changes <= (this.ints[slot * INTS + SETTLED] ?? 0);
    return isSettled ? undefined : this.#keys.get(slot);
  }

  get #rest(): Rest {
    const { slot } = this;
    return ((this.ints[slot * INTS + LANE] ?? 0) & HAS_REST) === 0 ? undefined : this.#rests.get(slot);
  }

  get #otherOwner(): string | undefined {
    const { slot } = this;
    return this.ints[slot * INTS + OWNER] === OTHER_OWNER ? this.#owners.get(slot) : undefined;
  }

  /** When it was last seen or changed, in ms. */
  get touchedAt(): number {
    return this.floats[this.slot * FLOATS + TOUCHED_AT] ?? NEVER;
  }

  set touchedAt(at: number) {
    this.floats[this.slot * FLOATS + TOUCHED_AT] = at;
  }

  /** When the record changed last, in ms. */
  get changedAt(): number {
    return this.floats[this.slot * FLOATS + CHANGED_AT] ?? NEVER;
  }

  /** Until when somebody has the right to announce, in ms. */
  get announcingUntil(): number {
    return this.floats[this.slot * FLOATS + ANNOUNCING_UNTIL] ?? NEVER;
  }

  set announcingUntil(until: number) {
    this.floats[this.slot * FLOATS + ANNOUNCING_UNTIL] = until;
  }

  /** How often what the registers say about the owner has changed. */
  get changes(): number {
    return this.ints[this.slot * INTS + CHANGES] ?? 0;
  }

  /** How many changes of owner have been announced. */
  get announced(): number {
    return this.ints[this.slot * INTS + ANNOUNCED] ?? 0;
  }

  /** Notes that its changes up to `changes` have nothing to announce, or were announced. */
  settle(changes: number): void {
    const at = this.slot * INTS + SETTLED;
    const settled = Math.max(this.ints[at] ?? 0, Math.min(changes, MOST));
    this.ints[at] = settled;
    if (settled >= this.changes) this.#keys.delete(this.slot);
  }

  /** Notes that a change of owner was announced. */
  markAnnounced(owner: string, changes: number): void {
    const { slot } = this;
    this.settle(changes);
    this.ints[slot * INTS + ANNOUNCED] = this.announced + 1;
    const number = OWNERS.indexOf(owner);
    if (this.#otherOwner !== undefined) this.#owners.delete(slot);
    if (number < 0) this.#owners.set(slot, owner);
    this.ints[slot * INTS + OWNER] = number < 0 ? OTHER_OWNER : number;
    this.announcingUntil = NEVER;
  }

  /** The record as it is now; it does not change with the thread. */
  record(): ThreadRecord {
    return this.#recordOf(this.#registers());
  }

  /** Merges an observation into the thread of this key, and tells the record after it. */
  merge(key: string, observation: Observation, now: number): ThreadRecord {
    if (this.#isOutdatedBy(observation)) {
      if (observation.lane?.says !== this.#laneSays()) this.#change(key, this.changes + 1, now);
      this.#keep(observation);
      return this.#recordOf(observation);
    }
    const known = this.record();
    const merged = mergeObservation(known, observation);
    if (merged === known) return known;
    if (merged.changes !== known.changes) this.#change(key, merged.changes, now);
    this.#keep(merged.registers);
    return merged;
  }

  /**
   * Whether nothing of before is left behind an observation: so it is with nearly all, which are of an ordinary message
   * behind another one, and then nothing has to be put together for a merge.
   */
  #isOutdatedBy({ lane, person, event, call, other, expiry, inbox, echo }: Observation): boolean {
    return (
      this.#rest === undefined &&
      lane !== undefined &&
      person !== undefined &&
      lane.at > (this.floats[this.slot * FLOATS + LANE_AT] ?? NEVER) &&
      person.at > (this.floats[this.slot * FLOATS + PERSON_AT] ?? NEVER) &&
      event === undefined &&
      call === undefined &&
      other === undefined &&
      expiry === undefined &&
      inbox === undefined &&
      echo === undefined
    );
  }

  #laneSays(): string | undefined {
    const { slot } = this;
    return this.floats[slot * FLOATS + LANE_AT] === NEVER ? undefined : LANES[this.#laneRank];
  }

  get #laneRank(): number {
    return (this.ints[this.slot * INTS + LANE] ?? 0) & ~HAS_REST;
  }

  #change(key: string, changes: number, now: number): void {
    if (changes > (this.ints[this.slot * INTS + SETTLED] ?? 0)) this.#keys.set(this.slot, key);
    this.ints[this.slot * INTS + CHANGES] = changes;
    this.floats[this.slot * FLOATS + CHANGED_AT] = now;
  }

  #recordOf(registers: Observation): ThreadRecord {
    const number = this.ints[this.slot * INTS + OWNER] ?? 0;
    const announcedOwner = OWNERS[number] ?? this.#otherOwner ?? '';
    return { registers, changes: this.changes, announced: this.announced, announcedOwner };
  }

  #registers(): Observation {
    const laneAt = this.floats[this.slot * FLOATS + LANE_AT] ?? NEVER;
    const personAt = this.floats[this.slot * FLOATS + PERSON_AT] ?? NEVER;
    const rank = this.#laneRank;
    const lane = laneAt === NEVER ? undefined : { at: laneAt, rank, tie: '', says: LANES[rank] ?? '' };
    const person = personAt === NEVER ? undefined : { at: personAt, rank: 0, tie: '', says: '' };
    const rest = this.#rest;
    if (rest === undefined && lane !== undefined && person !== undefined) return { lane, person };
    return { ...rest, ...(lane !== undefined ? { lane } : {}), ...(person !== undefined ? { person } : {}) };
  }

  #keep(registers: Observation): void {
    const { slot } = this;
    const { lane, person } = registers;
    const hasPlainLane = lane !== undefined && LANES[lane.rank] === lane.says && isPlain(lane);
    if (hasPlainLane) this.ints[slot * INTS + LANE] = lane.rank | (this.#rest === undefined ? 0 : HAS_REST);
    this.floats[slot * FLOATS + LANE_AT] = hasPlainLane ? lane.at : NEVER;
    const hasPlainPerson = person !== undefined && person.rank === 0 && person.says === '' && isPlain(person);
    this.floats[slot * FLOATS + PERSON_AT] = hasPlainPerson ? person.at : NEVER;
    const oddLane = hasPlainLane ? undefined : lane;
    const oddPerson = hasPlainPerson ? undefined : person;
    if (isRest(this.#rest, registers, oddLane, oddPerson)) return;
    const rest = restOf(registers, oddLane, oddPerson);
    if (rest === undefined) this.#rests.delete(slot);
    else this.#rests.set(slot, rest);
    this.ints[slot * INTS + LANE] = this.#laneRank | (rest === undefined ? 0 : HAS_REST);
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
  const { lane: _lane, person: _person, ...others } = registers;
  const rest = {
    ...others,
    ...(oddLane !== undefined ? { lane: oddLane } : {}),
    ...(oddPerson !== undefined ? { person: oddPerson } : {}),
  };
  return Object.keys(rest).length === 0 ? undefined : rest;
}
