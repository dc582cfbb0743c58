import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { appSecretProof } from '../src/index.ts';
import { accessToken, appSecret, done, person, withGraph } from './support/graph-server.ts';

const proof = suite('appSecretProof');

proof('is the HMAC of the token under the secret', async () => {
  assert.is(
    await appSecretProof(accessToken, appSecret),
    '247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9',
  );
});

proof('covers the time if one is given', async () => {
  assert.is(
    await appSecretProof(accessToken, appSecret, 1_764_590_400),
    'a9a8e21cf3c9471bb2b5b3554defacf55ea3d6d991bb37e4fcca8440cfa37710',
  );
});

proof(
  'is in the query of every call if the client has the secret',
  withGraph([done, { json: { data: [] } }], async (graph) => {
    const client = graph.client({ appSecret });
    await client.takeThreadControl(person);
    await client.getThreadOwner(person);
    for (const { query, url } of graph.seen) {
      assert.is(query['appsecret_proof'], '247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9');
      assert.not.match(url, appSecret);
    }
  }),
);

proof(
  'is not sent without the secret',
  withGraph([done], async (graph) => {
    await graph.client().takeThreadControl(person);
    assert.is(graph.seen[0]?.query['appsecret_proof'], undefined);
  }),
);

proof.run();
