import { STATUS_CODES } from 'node:http';
import type { Handshake } from '../../webhooks/verify.ts';
import { GraphFault } from '../graph-fault.ts';

/** Characters of a wrong answer that Meta quotes. */
const QUOTED = 14;

/**
 * How Meta refuses a webhook. Recorded: 2200 with a status (several public threads), 2201 (koala#410). The words for a
 * connection without an answer are those of curl, as in public records with other numbers.
 */
export function handshakeFault({ answer: { status, body, problem }, challenge }: Handshake): GraphFault {
  const failed = '(#2200) Callback verification failed with the following errors:';
  if (status === null) {
    const [errno, words] = /no answer within/.test(problem ?? '')
      ? [28, 'Operation timed out']
      : [7, 'Failed to connect'];
    const message = `${failed} curl_errno = ${errno}; curl_error = ${words}; HTTP Status Code = 0`;
    return new GraphFault({ code: 2200, message });
  }
  if (status !== 200) {
    const message = `${failed} HTTP Status Code = ${status}; HTTP Message = ${STATUS_CODES[status] ?? ''}`;
    return new GraphFault({ code: 2200, message });
  }
  const received = body.length > QUOTED ? `${body.slice(0, QUOTED)}...` : body;
  return new GraphFault({
    code: 2201,
    message: `(#2201) response does not match challenge, expected value="${challenge}", received="${received}"`,
  });
}
