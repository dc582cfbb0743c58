import type { Person, Sandbox } from '@handover/sandbox';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assertMatches, type Expected, type GraphError, type Kepts } from './expected.ts';
import { BOT, type Scene, startScene, TOKEN } from './scene.ts';
import { playStory, type WebhookTraits } from './story.ts';

/** What arguments are made of. */
export interface Cast {
  readonly sandbox: Sandbox;
  /** A person who wrote to the bot and has its answer. */
  readonly ana: Person;
  /** Value that an earlier answer left under the name. Throws if there is none. */
  kept(name: string): string;
  /** Makes a label, keeps its id as `label` and returns it: for libraries that can't make one. */
  label(): Promise<string>;
}

/** Makes the arguments of a call, after what must happen before it. */
export type Arguments = (cast: Cast) => readonly unknown[] | Promise<readonly unknown[]>;

/** Code, subcode and message of a refusal. */
export interface Refusal extends Pick<GraphError, 'code' | 'error_subcode'> {
  readonly message: RegExp;
}

/** The tests of one library: its stories, then its calls in the order of the table. */
export interface CallTable {
  /** A call that Graph answers. `effect` checks what it changed. */
  answers(title: string, call: string, args: Arguments, answer: Expected, effect?: (cast: Cast) => void): void;
  /** A call that Graph refuses. */
  refuses(title: string, call: string, args: Arguments, refusal: Refusal): void;
  /** Ends the table, as uvu's `run` does. */
  run(): void;
}

/** Begins the table of a library: the name of a file in `libraries`. */
export function callTable(library: string, traits: WebhookTraits = {}): CallTable {
  const test = suite(library);
  const kepts: Kepts = new Map();
  let started: Scene | undefined;
  let cast: Cast | undefined;

  test.before(async () => {
    started = await startScene(library);
    const [bot] = started.sandbox.apps;
    const fields = (bot?.subscribedFields ?? []).filter((field) => !traits.without?.includes(field));
    started.sandbox.setFields(BOT, fields);
  });
  test.after(async () => {
    await started?.close();
  });

  for (const routing of ['on', 'off', 'primary'] as const) {
    test(`${library} plays the story with routing ${routing}`, () => playStory(sceneOf(started), routing, traits));
  }
  test(`${library} answers the person of the calls`, async () => {
    const { sandbox, until } = sceneOf(started);
    // Without routing, no other owner can be in the way.
    sandbox.setRouting('off');
    const ana = sandbox.person('Ana');
    await ana.say('hello');
    await until(() => ana.inbox.at(-1)?.text === 'You said: hello', 'the answer to the person of the calls');
    cast = {
      sandbox,
      ana,
      kept: (name) => keptIn(kepts, name),
      label: async () => {
        const id = await makeLabel(sandbox.url);
        kepts.set('label', id);
        return id;
      },
    };
  });

  return {
    answers(title, call, args, answer, effect) {
      test(`${title}: ${call}`, async () => {
        const parts = castOf(cast);
        const outcome = await sceneOf(started).call(call, ...(await args(parts)));
        if ('refused' in outcome) assert.unreachable(`refused: ${textOf(outcome.refused)}`);
        else assertMatches(outcome.answered, answer, kepts);
        effect?.(parts);
      });
    },
    refuses(title, call, args, { code, error_subcode, message }) {
      test(`${title} is refused: ${call}`, async () => {
        const outcome = await sceneOf(started).call(call, ...(await args(castOf(cast))));
        if ('answered' in outcome) assert.unreachable(`answered: ${JSON.stringify(outcome.answered)}`);
        else {
          assert.equal([outcome.refused.code, outcome.refused.error_subcode], [code, error_subcode]);
          assert.match(outcome.refused.message, message);
        }
      });
    },
    run: () => test.run(),
  };
}

function textOf({ code, error_subcode, message }: GraphError): string {
  return `${[code, error_subcode].filter(Boolean).join('/')} ${message}`;
}

function sceneOf(scene: Scene | undefined): Scene {
  if (!scene) throw new Error('the process of the library did not start');
  return scene;
}

function castOf(cast: Cast | undefined): Cast {
  if (!cast) throw new Error('the bot did not answer the person of the calls');
  return cast;
}

async function makeLabel(graphUrl: string): Promise<string> {
  const response = await fetch(`${graphUrl}/v25.0/me/custom_labels`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}` },
    body: new URLSearchParams({ page_label_name: 'vip' }),
  });
  const { id, error } = (await response.json()) as { id?: string; error?: GraphError };
  if (id === undefined) throw new Error(`no label: ${error ? textOf(error) : response.status}`);
  return id;
}

function keptIn(kepts: Kepts, name: string): string {
  const value = kepts.get(name);
  if (typeof value !== 'string') throw new Error(`no earlier call answered with ${name}`);
  return value;
}
