import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSandbox, type FollowingClock, type Sandbox, sandboxClock } from '../src/index.ts';

const following = suite('sandboxClock');
const START = 1_764_590_400_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const run = promisify(execFile);

/** Resolves once the condition holds. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

/** A sandbox with a manual clock, and a clock that follows it. */
async function pair(): Promise<{ sandbox: Sandbox; clock: FollowingClock; close(): Promise<void> }> {
  const sandbox = await createSandbox({ clock: 'manual', startAt: START });
  const clock = sandboxClock(sandbox.url);
  await clock.ready;
  return {
    sandbox,
    clock,
    async close() {
      clock.close();
      await sandbox.close();
    },
  };
}

/** Sets a timer; resolves to the time at which it fired. */
function ringing(clock: FollowingClock, delayMs: number): Promise<number> {
  return new Promise((resolve) => clock.setTimeout(() => resolve(clock.now()), delayMs));
}

following("a timer fires after an advance of the sandbox's clock and sees the new time", async () => {
  const { sandbox, clock, close } = await pair();
  assert.equal([clock.now(), clock.following], [START, true]);
  const rung: string[] = [];
  clock.setTimeout(() => rung.push('second'), 20 * MINUTE_MS);
  clock.setTimeout(() => rung.push('first'), 10 * MINUTE_MS);
  clock.clearTimeout(clock.setTimeout(() => rung.push('ended'), MINUTE_MS));
  clock.clearTimeout(undefined);
  const last = ringing(clock, 30 * MINUTE_MS);
  const tooFar = clock.setTimeout(() => rung.push('too far'), 2 * HOUR_MS);
  await sandbox.clock.advance(HOUR_MS);
  assert.is(await last, START + HOUR_MS);
  assert.equal(rung, ['first', 'second']);
  clock.clearTimeout(tooFar);
  await close();
});

following('a timer set after a jump fires after the next jump', async () => {
  const { sandbox, clock, close } = await pair();
  for (const hours of [1, 2, 3]) {
    const rings = ringing(clock, MINUTE_MS);
    await sandbox.clock.advance(HOUR_MS);
    assert.is(await rings, START + hours * HOUR_MS);
  }
  await close();
});

following('sandboxClock also follows a running clock: real time plus all advances', async () => {
  const sandbox = await createSandbox();
  const clock = sandboxClock(`${sandbox.url}/`);
  await clock.ready;
  await ringing(clock, 1);
  const rings = ringing(clock, 2 * HOUR_MS);
  await sandbox.clock.advance(2 * HOUR_MS);
  assert.ok((await rings) >= Date.now() + HOUR_MS);
  clock.close();
  await sandbox.close();
});

following('a reset sets the clock back, and timers keep their remaining time', async () => {
  const { sandbox, clock, close } = await pair();
  await sandbox.clock.advance(24 * HOUR_MS);
  await until(() => clock.now() === START + 24 * HOUR_MS);
  const rings = ringing(clock, HOUR_MS);
  await sandbox.reset();
  await until(() => clock.now() === START);
  assert.is(sandbox.clock.now(), START);
  await sandbox.clock.advance(HOUR_MS);
  assert.is(await rings, START + HOUR_MS);
  await close();
});

following('a timer set before the first reading fires after its own delay', async () => {
  const sandbox = await createSandbox({ clock: 'manual', startAt: Date.now() + 24 * HOUR_MS });
  const start = sandbox.clock.now();
  const clock = sandboxClock(sandbox.url);
  const rings = ringing(clock, HOUR_MS);
  await clock.ready;
  assert.is(clock.now(), start);
  await sandbox.clock.advance(HOUR_MS);
  assert.is(await rings, start + HOUR_MS);
  clock.close();
  await sandbox.close();
});

following('without the sandbox the time continues, and a new sandbox at the address is followed again', async () => {
  const first = await createSandbox({ clock: 'manual', startAt: START });
  const clock = sandboxClock(first.url);
  await clock.ready;
  const port = Number(new URL(first.url).port);
  await first.close();
  await until(() => !clock.following);
  assert.ok(await ringing(clock, 1), "timers fire by the system's time");
  const second = await createSandbox({ port, clock: 'manual', startAt: START + HOUR_MS });
  await until(() => clock.following);
  assert.is(clock.now(), START + HOUR_MS);
  const rings = ringing(clock, HOUR_MS);
  await second.clock.advance(HOUR_MS);
  assert.is(await rings, START + 2 * HOUR_MS);
  clock.close();
  await second.close();
});

following('other following timers still fire when a timer throws', async () => {
  const { sandbox, clock, close } = await pair();
  const thrown = new Promise<unknown>((resolve) => {
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.once('uncaughtException', (error) => {
      for (const other of others) process.on('uncaughtException', other);
      resolve(error);
    });
  });
  clock.setTimeout(() => {
    throw new Error('broken timer');
  }, MINUTE_MS);
  const other = ringing(clock, MINUTE_MS);
  await sandbox.clock.advance(MINUTE_MS);
  assert.match(String(await thrown), 'broken timer');
  await other;
  await close();
});

following("without a sandbox, sandboxClock is the system's clock and warns once", async () => {
  const server = createServer((_, response) => response.end('a bot, perhaps'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const taken = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const warned = new Promise<Error & { code?: string }>((resolve) => process.once('warning', resolve));
  const clock = sandboxClock(`${taken}/prefix`);
  const { message, code } = await warned;
  assert.equal(
    [message, code],
    [
      `sandboxClock: ${taken} is not a sandbox with a clock; using the system's clock until the sandbox can be followed`,
      'HANDOVER_SANDBOX_CLOCK',
    ],
  );
  assert.ok(Math.abs(clock.now() - Date.now()) < HOUR_MS);
  assert.is(clock.following, false);
  await ringing(clock, 1);
  clock.close();
  await clock.ready;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

following('after close the time continues from where it was', async () => {
  const { sandbox, clock, close } = await pair();
  clock.close();
  assert.is(clock.following, false);
  assert.ok((await ringing(clock, 1)) >= START);
  await sandbox.clock.advance(HOUR_MS);
  assert.ok(clock.now() < START + HOUR_MS);
  await close();
});

following('an invalid address is refused', () => {
  for (const url of ['127.0.0.1:7070', '', 'ftp://127.0.0.1/', undefined, {}]) {
    assert.throws(() => sandboxClock(url as string), /^sandboxClock: url must be the http address of a sandbox/);
  }
});

following('a process ends by itself while it follows a sandbox or tries to reach one', async () => {
  const sandbox = await createSandbox();
  const index = fileURLToPath(new URL('../src/index.ts', import.meta.url));
  const program = `
    const { sandboxClock } = await import(${JSON.stringify(index)});
    sandboxClock('http://127.0.0.1:9');
    const clock = sandboxClock(process.argv[1]);
    clock.setTimeout(() => console.log('too late'), 3_600_000).unref();
    await new Promise((resolve) => { const wait = setInterval(() => clock.following && resolve(clearInterval(wait)), 5); });
    clock.setTimeout(() => console.log('rang'), 10);
  `;
  const args = ['--no-warnings', '--import', 'tsx', '--input-type=module', '-e', program, sandbox.url];
  const { stdout } = await run(process.execPath, args);
  assert.is(stdout, 'rang\n');
  await sandbox.close();
});

following("the sandbox's clock can be read and followed over HTTP", async () => {
  const sandbox = await createSandbox({ clock: 'manual', startAt: START });
  const answer = await fetch(`${sandbox.url}/_sandbox/clock`);
  assert.equal(await answer.json(), { now: START, mode: 'manual' });
  const stream = await fetch(`${sandbox.url}/_sandbox/clock/events`);
  const reader = stream.body?.getReader();
  const next = async (): Promise<string> => new TextDecoder().decode((await reader?.read())?.value);
  assert.is(await next(), `event: clock\ndata: {"now":${START},"mode":"manual"}\n\n`);
  await sandbox.clock.advance(1000);
  assert.match(await next(), `"now":${START + 1000}`);
  await reader?.cancel();
  await sandbox.close();
});

following('the state counts the processes that follow the clock, and a change of the number is announced', async () => {
  const sandbox = await createSandbox({ clock: 'manual', startAt: START });
  const followers = async (): Promise<number> => {
    const state = (await (await fetch(`${sandbox.url}/_sandbox/state`)).json()) as { clockFollowers: number };
    return state.clockFollowers;
  };
  const events = await fetch(`${sandbox.url}/_sandbox/events`);
  const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
  let heard = '';
  const announced = async (times: number): Promise<void> => {
    while (heard.split('"what":"followers"').length <= times) heard += (await reader?.read())?.value ?? '';
  };
  assert.is(await followers(), 0);
  const clock = sandboxClock(sandbox.url);
  await clock.ready;
  await announced(1);
  assert.is(await followers(), 1);
  await sandbox.reset();
  assert.is(await followers(), 1);
  clock.close();
  await announced(2);
  assert.is(await followers(), 0);
  await reader?.cancel();
  await sandbox.close();
});

following.run();
