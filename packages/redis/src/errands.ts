import { partOf } from './keys.ts';
import type { RedisConnection } from './redis-connection.ts';
import { runScripts } from './run-scripts.ts';
import type { Script } from './script.ts';

/** One thing to do: a step of a script, and the key that it is about. See `errand-script.ts`. */
export interface Errand {
  readonly step: string;
  readonly key: string;
  /** What its answers are told by. */
  readonly number: number;
  readonly args: readonly string[];
}

/** One answer: the number of an errand, and what was said. */
export interface Answer {
  readonly number: number;
  /** The first word says what it is about. */
  readonly words: readonly unknown[];
}

/** What came of errands. */
export interface Outcome {
  readonly answers: readonly Answer[];
  /** Errands that were not run, or in part. */
  readonly failed: readonly { readonly errands: readonly Errand[]; readonly error: unknown }[];
}

/** What is given to all steps of a call. */
export type Given = Readonly<Record<string, string>>;

/**
 * Runs errands, and those that they leave. @param isApart Whether each part has to be asked by itself: then what is left for
 * another part costs a further round trip. Never rejects; what a failed errand would have left is not run.
 */
export async function runErrands(
  redis: Pick<RedisConnection, 'call' | 'pipeline' | 'isCluster'>,
  { script, given, isApart }: { readonly script: Script; readonly given: Given; readonly isApart: boolean },
  errands: readonly Errand[],
): Promise<Outcome> {
  const things = Object.entries(given).flat();
  const first = [isApart ? '0' : '1', String(things.length / 2), ...things];
  const answers: Answer[] = [];
  const failed: { errands: readonly Errand[]; error: unknown }[] = [];
  let open = errands;
  while (open.length > 0) {
    const parts = isApart ? byPart(open) : [open];
    const replies = await runScripts(
      redis,
      parts.map((part) => ({ script, keys: part.map(({ key }) => key), args: [...first, ...part.flatMap(argsOf)] })),
    );
    const left: Errand[] = [];
    for (const [index, part] of parts.entries()) {
      const reply = replies[index] ?? { error: new Error('Redis left a command without an answer') };
      if ('error' in reply) {
        failed.push({ errands: part, error: reply.error });
        continue;
      }
      const [said, further] = reply.value as [[string, ...unknown[]][], [string, string, string, ...string[]][]];
      for (const [number, ...words] of said) answers.push({ number: Number(number), words });
      for (const [step, key, number, ...args] of further) left.push({ step, key, number: Number(number), args });
    }
    open = left;
  }
  return { answers, failed };
}

function argsOf({ step, number, args }: Errand): string[] {
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
