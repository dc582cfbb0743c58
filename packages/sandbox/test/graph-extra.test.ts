import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createContract } from '../../../openapi/contract.ts';
import { type Answer, BOT, contract, PAGE, type Scene, startScene } from './support/setup.ts';

const extra = suite('graph-extra.yaml');

/**
 * A call of every operation of the description that succeeds. `call` and the others hold each answer against the
 * description, so a new operation needs its line here and nothing else.
 */
const live: Record<string, (scene: Scene) => Promise<Answer>> = {
  'GET /': ({ call }) => call(BOT, 'GET', '', { ids: PAGE }),
  'POST /': ({ call }) => call(BOT, 'POST', '', { batch: [{ method: 'GET', relative_url: 'me' }] }),
  'GET /{edge}': ({ call }) => call(BOT, 'GET', 'personas', { ids: PAGE }),
};

const known = createContract().description.paths;
const described = Object.entries(contract.description.paths)
  .filter(([path]) => !(path in known))
  .flatMap(([path, item]) =>
    ['get', 'post', 'delete'].filter((method) => method in item).map((method) => `${method.toUpperCase()} ${path}`),
  );

extra('describes what is called here', () => {
  assert.equal(Object.keys(live).sort(), described.sort());
});

for (const [operation, make] of Object.entries(live)) {
  extra(`the sandbox answers ${operation} as described`, async () => {
    const scene = await startScene({ routing: 'on' });
    try {
      assert.is((await make(scene)).status, 200);
    } finally {
      await scene.close();
    }
  });
}

extra.run();
