import type { Given } from '../command-spec.ts';
import { counted } from '../output/counted.ts';
import { pacingOf, type Speed, SYSTEM_CLOCK } from '../recording/pacing.ts';
import { SandboxControl } from '../recording/sandbox-control.ts';
import { type Played, sandboxPlayer } from '../recording/sandbox-player.ts';
import { selectionOf } from '../recording/selection.ts';
import { stopSignalOf } from '../surroundings.ts';
import { UsageError } from '../usage-error.ts';
import { gapSentence } from './replay.ts';

/** Plays recordings in a sandbox: its people write what the customers wrote, and its bot answers. */
export async function replayInSandbox(given: Given, speed: Speed): Promise<undefined> {
  const { flags, settings, print, surroundings } = given;
  for (const flag of ['to', 'asNew']) {
    if (flags[flag] !== undefined) throw new UsageError('--sandbox makes new deliveries: leave out --to and --as-new');
  }
  const selection = await selectionOf(given);
  const control = await SandboxControl.connect(settings.need('graphUrl'));
  const player = await sandboxPlayer(control, settings.get('appId'));
  const outcome = new Outcome();
  const stop = stopSignalOf(surroundings);
  const pace = pacingOf(speed, SYSTEM_CLOCK, stop.signal, (waitMs) => print.note(gapSentence(waitMs)));
  try {
    for await (const { at, summary } of selection.deliveries()) {
      await pace(at);
      for (const event of summary.events) {
        if (stop.signal.aborted) break;
        const { kind, userId = '' } = event;
        const played = await player.play(event);
        outcome.add(kind, played);
        // At full speed the bot still answers one event before the next one happens.
        if (played.done !== undefined && speed === 'max') await control.settled();
        if (played.skipped !== undefined) continue;
        const time = new Date(at).toISOString();
        const { person = '', done } = played;
        const what = done === undefined ? print.paint.yellow('not played') : `${person}: ${done}`;
        print.result(
          { at: time, kind, thread: userId, ...played },
          [print.paint.dim(time), kind, userId, what].join('  '),
        );
      }
    }
  } finally {
    stop.undo();
  }
  print.result(outcome, `${outcome}`);
  return undefined;
}

/** What was played, and what was not and why. */
class Outcome {
  played = 0;
  own = 0;
  again = 0;
  readonly #problems = new Map<string, number>();

  add(kind: string, { skipped, problem }: Played): void {
    if (skipped !== undefined) this[skipped] += 1;
    else if (problem === undefined) this.played += 1;
    else this.#problems.set(`${kind}: ${problem}`, (this.#problems.get(`${kind}: ${problem}`) ?? 0) + 1);
  }

  toJSON(): unknown {
    const { played, own, again } = this;
    return { played, own, again, notPlayed: [...this.#problems].map(([why, count]) => ({ why, count })) };
  }

  toString(): string {
    const lines = [...this.#problems].map(([why, count]) => `  ${count} ${why}`);
    const left = [...this.#problems.values()].reduce((sum, count) => sum + count, 0);
    const { played, own, again } = this;
    const rest = [
      own > 0 ? `${own} left to the bot` : '',
      again > 0 ? `${again} redelivered` : '',
      left > 0 ? `${left} not played:` : '',
    ].filter((words) => words !== '');
    return [`${counted(played, 'event')} played${rest.length > 0 ? `, ${rest.join(', ')}` : '.'}`, ...lines].join('\n');
  }
}
