import { partOf } from './keys.ts';
import type { RedisConnection } from './redis-connection.ts';
import { isOfScript, redisError } from './redis-error.ts';
import type { RedisWatch } from './redis-watch.ts';
import { runScripts, type ScriptReply } from './run-scripts.ts';
import type { Script } from './script.ts';
import type { Slots } from './slots.ts';
import { UNCLAIM } from './store-scripts.ts';
import type { TimeLimit } from './time-limit.ts';

/** A step of a script and its key. See `errand-script.ts`. */
export interface Errand {
  readonly step: string;
  readonly key: string;
  /** Its answers carry this number. @default 0 */
  readonly number?: number;
  readonly args: readonly string[];
  /** Identifies a claim; also the first of `args`. */
  readonly nonce?: string;
}

/** One answer of a step. `about` is its first word. */
export interface Answer {
  readonly number: number;
  readonly about: string;
  readonly words: readonly unknown[];
}

/** Values for all steps of a call. */
export type Given = Readonly<Record<string, string | undefined>>;

/** Runs errands. */
export interface Errands {
  /** @throws {RedisError} Redis failed, or was too late. */
  run(script: Script, given: Given, errands: readonly Errand[]): Promise<readonly Answer[]>;
  /** As `run`, for errands that claim: undoes the claims if it fails. @throws {RedisError} Redis failed, or was too late. */
  claim(script: Script, given: Given, errands: readonly Errand[]): Promise<readonly Answer[]>;
}

/** The answers, and the errands of calls that failed. */
interface Outcome {
  readonly answers: readonly Answer[];
  readonly failed: readonly { readonly errands: readonly Errand[]; readonly error: unknown }[];
}

/** Makes a runner of errands. If `slots` is apart, each part gets a call of its own. */
export function errandsOn({
  redis,
  slots,
  limit,
  watch,
}: {
  readonly redis: RedisConnection;
  readonly slots: Slots;
  readonly limit: TimeLimit;
  readonly watch: RedisWatch;
}): Errands {
  /** Takes one round trip, and another one for each round of errands that are left for other parts. Never rejects. */
  async function outcomeOf(script: Script, given: Given, errands: readonly Errand[]): Promise<Outcome> {
    const { isApart } = slots;
    const things = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
    const first = [isApart ? '0' : '1', String(things.length / 2), ...things];
    const answers: Answer[] = [];
    const failed: { errands: readonly Errand[]; error: unknown }[] = [];
    let open = errands;
    while (open.length > 0) {
      const parts = isApart ? byPart(open) : [open];
      const calls = parts.map((part) => ({
        script,
        keys: part.map(({ key }) => key),
        args: [...first, ...part.flatMap(argsOf)],
      }));
      const replies = await runScripts(redis, calls);
      const left: Errand[] = [];
      for (const [index, part] of parts.entries()) {
        const reply: ScriptReply = replies[index] ?? { error: new Error('Redis left a command without an answer') };
        if ('error' in reply) {
          failed.push({ errands: part, error: reply.error });
          continue;
        }
        const [said, further] = reply.value as [
          [string, string, ...unknown[]][],
          [string, string, string, ...string[]][],
        ];
        for (const [number, about, ...words] of said) answers.push({ number: Number(number), about, words });
        for (const [step, key, number, ...args] of further) left.push({ step, key, number: Number(number), args });
      }
      // Keeps the order of the first errands, whichever parts they went through.
      open = left.sort((a, b) => (a.number ?? 0) - (b.number ?? 0));
    }
    return { answers, failed };
  }

  /** Undoes what was claimed, or may have been claimed by a script that failed midway. */
  async function giveBack(given: Given, errands: readonly Errand[], { answers, failed }: Outcome): Promise<void> {
    const claimed = new Set(answers.flatMap(({ number, about }) => (CLAIMS.has(about) ? [`${about} ${number}`] : [])));
    const broken = new Set(failed.flatMap((each) => (isOfScript(each.error) ? each.errands : [])));
    const unclaims = errands.flatMap((errand): Errand[] => {
      const { step, key, number = 0, nonce } = errand;
      if (nonce === undefined) return [];
      const isRun = step === 'claim';
      if (!broken.has(errand) && !claimed.has(`${isRun ? 'claimed' : 'item'} ${number}`)) return [];
      return [{ step: isRun ? 'unclaim' : 'unclaimList', key, args: [nonce] }];
    });
    // If this fails too, the lease ends by itself.
    if (unclaims.length > 0) await outcomeOf(UNCLAIM, { now: given['now'] }, unclaims);
  }

  async function answersOf(script: Script, given: Given, errands: readonly Errand[]): Promise<readonly Answer[]> {
    const { answers, failed } = await outcomeOf(script, given, errands);
    if (failed[0] !== undefined) throw failed[0].error;
    return answers;
  }

  async function claimOnce(script: Script, given: Given, errands: readonly Errand[]): Promise<readonly Answer[]> {
    const outcome = await limit.run(
      () => outcomeOf(script, given, errands),
      (late) => void giveBack(given, errands, late),
    );
    const { answers, failed } = outcome;
    if (failed[0] === undefined) return answers;
    const { error } = failed[0];
    const givingBack = giveBack(given, errands, outcome);
    // The caller may retry each event alone, and must not find its own claims.
    if (isOfScript(error)) await limit.run(() => givingBack).catch(() => undefined);
    throw error;
  }

  return {
    async run(script, given, errands) {
      watch.look();
      try {
        return await limit.run(() => slots.run(() => answersOf(script, given, errands)));
      } catch (error) {
        throw redisError(error);
      }
    },
    async claim(script, given, errands) {
      watch.look();
      try {
        return await slots.run(() => claimOnce(script, given, errands));
      } catch (error) {
        throw redisError(error);
      }
    },
  };
}

/** Answers that report a claim. */
const CLAIMS: ReadonlySet<string> = new Set(['claimed', 'item']);

function argsOf({ step, number = 0, args }: Errand): string[] {
  return [step, String(number), String(args.length), ...args];
}

function byPart(errands: readonly Errand[]): readonly Errand[][] {
  const parts = new Map<string, Errand[]>();
  for (const errand of errands) {
    const name = partOf(errand.key);
    const part = parts.get(name) ?? [];
    parts.set(name, part);
    part.push(errand);
  }
  return [...parts.values()];
}
