import { asError, errorFields, type Logger, OptionError } from '@handover/core';

/** A connection of `pg` of its own: `Client`, connected. A pool does not fit, since notifications come to one connection. */
export interface NotifiedClient {
  query(text: string): Promise<unknown>;
  on(
    event: 'notification',
    listener: (message: { readonly channel: string; readonly payload?: string | undefined }) => void,
  ): unknown;
  on(event: 'error' | 'end', listener: (error?: Error) => void): unknown;
}

/** What `PGlite` and postgres.js have. */
export interface Listening {
  listen(channel: string, listener: (payload: string) => void): Promise<unknown>;
}

/** A client that receives notifications. The caller opens and closes it. */
export type PostgresListener = NotifiedClient | Listening;

/** The channel on which the schedulers of a schema announce timers that are due soon. */
export function channelOf(schema: string): string {
  return `${schema}_timers`;
}

/** @throws {OptionError} `listener` is not a client that receives notifications. */
export function checkListener(listener: PostgresListener | undefined): void {
  if (listener === undefined || 'listen' in Object(listener)) return;
  const { query, on, totalCount } = Object(listener) as Record<string, unknown>;
  if (typeof query === 'function' && typeof on === 'function' && totalCount === undefined) return;
  throw new OptionError(
    'listener',
    'listener must be a connected Client of pg, not a Pool, or have listen(channel, listener), as PGlite and postgres.js have',
  );
}

/**
 * Listens for timers that other processes set. Logs one line if that fails or ends.
 *
 * @param heard Receives when the timer is due, in ms.
 * @param changed Receives whether notifications arrive from now on.
 */
export async function listen(
  listener: PostgresListener,
  schema: string,
  logger: Logger,
  { heard, changed }: { readonly heard: (dueAt: number) => void; readonly changed: (listens: boolean) => void },
): Promise<void> {
  const channel = channelOf(schema);
  let listens = true;
  /** Others may write to the channel as well. */
  function announced(payload: string | undefined): void {
    const dueAt = Number(payload);
    if (Number.isFinite(dueAt)) heard(dueAt);
  }
  function lost(error: unknown): void {
    if (!listens) return;
    listens = false;
    changed(false);
    logger.warn(
      { error: errorFields(asError(error)) },
      'Timers of other processes are not announced; polling for them',
    );
  }
  try {
    if ('listen' in listener) {
      await listener.listen(channel, announced);
    } else {
      listener.on('error', lost);
      listener.on('end', () => lost(new Error('the connection of the listener ended')));
      listener.on('notification', (message) => {
        if (message.channel === channel) announced(message.payload);
      });
      await listener.query(`LISTEN "${channel}"`);
    }
    if (listens) changed(true);
  } catch (error) {
    lost(error);
  }
}
