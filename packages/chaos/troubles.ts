import { BOT } from './machine.ts';
import type { Random } from './random.ts';
import type { Stage } from './stage.ts';

/** What can go wrong, by name. */
export const TROUBLES = [
  'graph refuses',
  'graph hangs',
  'deliveries fail',
  'webhook away',
  'deliveries in disorder',
  'store loses',
  'store away',
  'handlers throw',
  'machine restarts',
] as const;
/** A kind of trouble. */
export type Trouble = (typeof TROUBLES)[number];

/** Causes a trouble for the moment. Called before each action. */
export async function trouble(stage: Stage, kind: Trouble, random: Random): Promise<void> {
  switch (kind) {
    case 'graph refuses':
      if (random.chance(0.5)) refuse(stage, random);
      return;
    case 'graph hangs':
      if (random.chance(0.2)) hang(stage, random);
      return;
    case 'deliveries fail':
      // Only one failing delivery at a time, so that Meta gives up none.
      if (random.chance(0.3) && stage.sandbox.faults.list().deliveries.length === 0) {
        const kindOfFault = random.chance(0.5) ? 'fail' : 'hang';
        stage.sandbox.faults.deliveries({ do: kindOfFault, appId: BOT, times: random.int(1, 5) });
      }
      return;
    case 'deliveries in disorder':
      if (random.chance(0.6)) disorder(stage, random);
      return;
    case 'store loses':
      stage.lose(0.1);
      return;
    case 'handlers throw':
      stage.failing = 0.3;
      return;
    case 'webhook away':
    case 'store away':
      // Happens once per scene, for a while; the scene handles it.
      return;
    case 'machine restarts':
      if (random.chance(0.05)) await stage.restart(random.int(0, stage.machines.length - 1));
      return;
  }
}

/** Ends lasting troubles, and removes faults that have hit nothing. */
export function calm(stage: Stage): void {
  stage.sandbox.faults.clear();
  stage.lose(0);
  stage.failing = 0;
}

function refuse({ sandbox, refusals }: Stage, random: Random): void {
  const applied = random.chance(0.3);
  if (random.chance(0.2)) sandbox.faults.calls({ do: 'hangUp', appId: BOT, applied });
  else {
    const times = random.int(1, 3);
    sandbox.faults.calls({ do: 'fail', appId: BOT, times, applied, ...refusals.next() });
  }
}

/** The call waits until the simulated time moves; the client times out before. */
function hang({ sandbox }: Stage, random: Random): void {
  sandbox.faults.calls({ do: 'delay', appId: BOT, ms: random.int(10, 120) * 1_000 });
}

function disorder({ sandbox }: Stage, random: Random): void {
  const kind = random.pick(['duplicate', 'delay', 'reorder', 'batch'] as const);
  if (kind === 'delay') sandbox.faults.deliveries({ do: kind, appId: BOT, ms: random.int(1, 90) * 1_000 });
  else if (kind === 'duplicate') sandbox.faults.deliveries({ do: kind, appId: BOT, times: random.int(1, 3) });
  else sandbox.faults.deliveries({ do: kind, appId: BOT, size: random.int(2, 6) });
}
