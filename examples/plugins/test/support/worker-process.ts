import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { bundled } from '@handover/test-support/bundled';
import type { Place } from './memory-of.ts';

/** The options of a bot process. */
export interface WorkerOptions {
  readonly place: Place;
  readonly graphUrl: string;
  readonly pageId: string;
  readonly appId: string;
  readonly appSecret: string;
  readonly accessToken: string;
  readonly leaseMs?: number;
  readonly handlerTimeoutMs?: number;
  /** How much later it is by the clock of this process, as if it had been started so much later. @default 0 */
  readonly aheadMs?: number;
  /** Where the process reports that it got there, and then hangs until the test kills it. */
  readonly hangAt?: 'handler' | 'announcement';
  readonly takeback: {
    readonly afterMs: number;
    readonly message: string;
    /** Watches threads whose person's id is divisible by this; none with 0. */
    readonly every: number;
  };
}

/** What a process has done. */
export interface Report {
  /** How often the handlers of each event ran to the end. */
  readonly runs: Readonly<Record<string, number>>;
  /** Person, previous owner and new owner of each announcement. */
  readonly changes: [person: string, previous: string, current: string][];
  readonly takenBack: readonly string[];
  readonly failed: readonly string[];
  /** The owners of the requested people. */
  readonly owners: Readonly<Record<string, string>>;
}

/** A delivery with Meta's bytes and headers. */
export interface SignedDelivery {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** A bot process. */
export interface Worker {
  readonly url: string;
  /** The status of its answer; 0 if the connection broke. */
  deliver(delivery: SignedDelivery): Promise<number>;
  report(owners?: readonly string[]): Promise<Report>;
  /** Resolves once the process hangs. */
  readonly reached: Promise<void>;
  /** Kills it at once (SIGKILL). */
  kill(): Promise<void>;
}

let program: Promise<string> | undefined;

/** Starts a bot process, and resolves once it takes deliveries. It ends with this one. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  program ??= bundled(new URL('worker.ts', import.meta.url));
  const child = fork(await program, { execArgv: [], env: { ...process.env, WORKER: JSON.stringify(options) } });
  const exited = once(child, 'exit');
  const reached = new Promise<void>((resolve) => {
    child.on('message', (message: object) => {
      if ('reached' in message) resolve();
    });
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const { port } = await answer(child, 'port');
  return {
    url: `http://127.0.0.1:${port}/`,
    deliver: (delivery) => post(Number(port), agent, delivery),
    async report(owners = []) {
      const report = answer(child, 'runs');
      child.send({ owners });
      return (await report) as unknown as Report;
    },
    reached,
    async kill() {
      agent.destroy();
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** The next message of a process that has `field`. Rejects if the process ends first. */
function answer(child: ChildProcess, field: string): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve, reject) => {
    const hear = (message: Readonly<Record<string, unknown>>): void => {
      if (!(field in message)) return;
      child.off('message', hear);
      child.off('exit', ended);
      resolve(message);
    };
    const ended = (): void => reject(new Error(`a bot process ended before it sent its ${field}`));
    child.on('message', hear);
    child.once('exit', ended);
  });
}

function post(port: number, agent: Agent, { body, headers }: SignedDelivery): Promise<number> {
  return new Promise((resolve) => {
    const sent = request({ host: '127.0.0.1', port, agent, method: 'POST', path: '/', headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', () => resolve(0));
    });
    sent.on('error', () => resolve(0));
    sent.end(body);
  });
}
