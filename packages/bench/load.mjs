import { connect } from 'node:net';

const answerWithinMs = 30_000;

/** Bytes of a POST to the webhook. */
export function requestBytes({ body, headers }) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`POST /webhook HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'), body]);
}

/**
 * Sends requests over connections that are kept, one at a time on each. Bytes are made before and answers hardly looked at,
 * so that the load, on its one core, can keep any of the servers busy; HTTP clients made for load can't on two cores.
 *
 * @param {number} port
 * @param {Buffer[]} requests
 * @param {number} connections
 * @returns {Promise<number[]>} Status of each answer, in any order.
 */
export async function send(port, requests, connections) {
  const statuses = [];
  const queue = requests.values();
  const lines = Array.from({ length: Math.min(connections, requests.length) }, () => line(port, queue, statuses));
  await Promise.all(lines);
  return statuses;
}

function line(port, queue, statuses) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let received = '';
    const end = (error) => {
      socket.destroy();
      if (error === undefined) resolve();
      else reject(error);
    };
    const next = () => {
      const { done, value } = queue.next();
      if (done) end();
      else socket.write(value);
    };
    socket.setTimeout(answerWithinMs, () => end(new Error(`no answer within ${answerWithinMs} ms`)));
    socket.on('connect', next);
    socket.on('error', end);
    socket.on('close', () =>
      reject(new Error(`the server closed a connection in the middle of the load: ${received}`)),
    );
    socket.on('data', (bytes) => {
      received = received === '' ? bytes.latin1Slice() : received + bytes.latin1Slice();
      if (!isWhole(received)) return;
      statuses.push(Number(received.slice(9, 12)));
      received = '';
      next();
    });
  });
}

function isWhole(answer) {
  const head = answer.indexOf('\r\n\r\n');
  if (head < 0) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(answer.slice(0, head));
  if (length !== null) return answer.length >= head + 4 + Number(length[1]);
  // An answer in pieces, or one without a body.
  return !/\r\ntransfer-encoding/i.test(answer.slice(0, head)) || answer.endsWith('\r\n0\r\n\r\n');
}
