import { request as httpRequest } from 'node:http';
import { type Listening, listening } from '@handover/test-support/http';

/** Takes deliveries for several machines, and passes each on, byte for byte, to the next machine in turn. */
export function balancer(machines: () => readonly string[]): Promise<Listening> {
  let turn = 0;
  return listening((request, response) => {
    turn += 1;
    const urls = machines();
    const url = urls[turn % urls.length] ?? '';
    const onward = httpRequest(url, { method: request.method ?? 'POST', headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      // The machine died in the middle of its answer.
      answer.on('error', () => response.destroy());
    });
    // The machine died with the delivery, so Meta gets no answer either.
    onward.on('error', () => response.destroy());
    // Meta stopped waiting.
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  });
}
