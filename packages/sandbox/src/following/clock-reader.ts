import http from 'node:http';
import https from 'node:https';

/** What a reader of a sandbox's clock reports. */
export interface ClockListener {
  /** A reading: at the start of each connection, and whenever the clock is moved. */
  onReading(now: number, runs: boolean): void;
  /** The connection failed or broke. The reader tries again until it is closed. */
  onLost(why: string): void;
}

const FIRST_PAUSE_MS = 250;
const MAX_PAUSE_MS = 5_000;
/** More than any block of the stream. A server that sends more is not a sandbox. */
const MAX_BUFFERED = 65_536;

/**
 * Follows `/_sandbox/clock/events` of a sandbox. The pauses between attempts grow to five seconds. Neither the
 * connection nor the pauses keep the process alive, and the reader never throws.
 *
 * @returns A function that stops following.
 */
export function readClock(address: URL, { onReading, onLost }: ClockListener): () => void {
  let request: http.ClientRequest | undefined;
  let timer: NodeJS.Timeout | undefined;
  let pauseMs = FIRST_PAUSE_MS;
  let closed = false;

  function connect(): void {
    const send = address.protocol === 'https:' ? https.request : http.request;
    const attempt = send(address, { agent: false, headers: { Accept: 'text/event-stream' } });
    request = attempt;
    let over = false;
    const end = (why: string): void => {
      if (over || closed) return;
      over = true;
      attempt.destroy();
      onLost(why);
      timer = setTimeout(connect, pauseMs);
      timer.unref();
      pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS);
    };
    attempt.on('socket', (socket) => socket.unref());
    attempt.on('error', () => end('does not answer'));
    attempt.on('response', (response) => {
      const type = response.headers['content-type'] ?? '';
      if (response.statusCode !== 200 || !type.startsWith('text/event-stream'))
        return end('is not a sandbox with a clock');
      const take = blocksOf((data) => {
        const reading = readingOf(data);
        if (!reading) return end('is not a sandbox with a clock');
        pauseMs = FIRST_PAUSE_MS;
        if (!over && !closed) onReading(reading.now, reading.runs);
      });
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        if (!take(text)) end('is not a sandbox with a clock');
      });
      response.on('error', () => end('broke the connection'));
      response.on('end', () => end('ended the connection'));
    });
    attempt.end();
  }

  connect();
  return () => {
    closed = true;
    clearTimeout(timer);
    request?.destroy();
  };
}

/** Splits a stream of server-sent events into their data; returns false once a single event is too long. */
function blocksOf(onData: (data: string) => void): (text: string) => boolean {
  let buffered = '';
  return (text) => {
    const blocks = (buffered + text).split('\n\n');
    buffered = blocks.pop() ?? '';
    for (const block of blocks) {
      const [, data] = /^data: (.*)$/m.exec(block) ?? [];
      if (data !== undefined) onData(data);
    }
    return buffered.length <= MAX_BUFFERED;
  };
}

function readingOf(data: string): { now: number; runs: boolean } | undefined {
  try {
    const { now, mode } = JSON.parse(data) as { now?: unknown; mode?: unknown };
    return typeof now === 'number' && Number.isFinite(now) ? { now, runs: mode !== 'manual' } : undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    return undefined;
  }
}
