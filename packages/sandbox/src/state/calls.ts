import type { SandboxClock } from '../clock.ts';
import type { CallFault, FaultBook } from '../faults.ts';

/** The caller's connection, as far as `wait` watches it. */
export interface CallerConnection {
  /** True once it is closed. */
  readonly destroyed: boolean;
  once(event: 'close', listener: () => void): unknown;
  off(event: 'close', listener: () => void): unknown;
}

/** The Graph calls in progress, and their faults. */
export interface Calls {
  /** Takes the fault for this call. */
  take(call: { edge: string; appId: string | null }): CallFault | undefined;
  /** Waits on the sandbox's clock. Resolves to false if the caller hung up meanwhile. */
  wait(ms: number, connection: CallerConnection): Promise<boolean>;
  /** An answer begins to be sent. */
  begin(): void;
  /** The answer was sent. */
  end(): void;
  /** True while an answer is being sent. */
  busy(): boolean;
  /** Resolves when no answer is being sent. */
  settled(): Promise<void>;
}

/** Counts the calls of one sandbox. */
export function createCalls(clock: SandboxClock, faults: FaultBook): Calls {
  let count = 0;
  const idle: (() => void)[] = [];

  return {
    take: (call) => faults.takeCall(call),
    wait(ms, connection) {
      // A later part of a batch, whose caller hung up during an earlier one: there is no second `close`.
      if (connection.destroyed) return Promise.resolve(false);
      return new Promise((resolve) => {
        const hungUp = (): void => {
          clock.clearTimeout(handle);
          resolve(false);
        };
        const handle = clock.setTimeout(() => {
          connection.off('close', hungUp);
          resolve(true);
        }, ms);
        connection.once('close', hungUp);
      });
    },
    begin() {
      count += 1;
    },
    end() {
      count -= 1;
      if (count === 0) for (const wake of idle.splice(0)) wake();
    },
    busy: () => count > 0,
    async settled() {
      while (count > 0) await new Promise<void>((resolve) => idle.push(resolve));
    },
  };
}
