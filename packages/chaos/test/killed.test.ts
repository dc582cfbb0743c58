import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { killed } from '../killed.ts';
import { killedVerdicts, printed } from '../verdicts.ts';
import { seed } from './seed.ts';
import '@handover/test-support/redis-server';

const kills = suite('chaos of killed processes');

for (const place of ['sqlite', 'redis'] as const) {
  kills(
    `kill -9 in the middle of work on ${place} loses no event, handles none twice and leaves no owner in dispute (seed ${seed})`,
    async () => {
      const verdicts = killedVerdicts(await killed({ place, seed, people: 12, kills: 3 }));
      assert.ok(
        verdicts.every(({ holds }) => holds),
        `seed ${seed}\n${printed(verdicts)}`,
      );
    },
  );
}

kills.run();
