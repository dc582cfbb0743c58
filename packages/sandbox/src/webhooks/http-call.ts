import http from 'node:http';
import https from 'node:https';

/** The answer, or why there was none. */
export interface HttpAnswer {
  /** Null when there was no answer. */
  status: number | null;
  /** Start of the body, at most 4096 characters; empty for a POST. */
  body: string;
  problem?: string;
}

const MAX_BODY_CHARS = 4096;

/**
 * Makes one request on its own connection and closes it afterwards. A bot under test restarts often: a kept connection
 * to its old process would fail a delivery that would reach it from Meta. Never rejects.
 */
export function httpCall(
  url: string,
  options: { method: 'GET' | 'POST'; headers: Record<string, string>; body?: string; timeoutMs: number },
  inFlight: Set<() => void>,
): Promise<HttpAnswer> {
  return new Promise((resolve) => {
    let request: http.ClientRequest;
    try {
      const { method, headers } = options;
      request = (url.startsWith('https:') ? https : http).request(url, { method, headers, agent: false });
    } catch (error) {
      // An address can be valid by the URL standard but not for an HTTP request: `http://a%zz@host/`.
      return resolve({ status: null, body: '', problem: `no request can be made to this address (${nameOf(error)})` });
    }
    const cancel = (): void => finish({ status: null, body: '', problem: 'the sandbox closed' });
    const timer = setTimeout(
      () => finish({ status: null, body: '', problem: `no answer within ${options.timeoutMs} ms` }),
      options.timeoutMs,
    );
    inFlight.add(cancel);
    let done = false;

    function finish(answer: HttpAnswer): void {
      if (done) return;
      done = true;
      clearTimeout(timer);
      inFlight.delete(cancel);
      request.destroy();
      resolve(answer);
    }

    request.on('error', (error) => {
      finish({ status: null, body: '', problem: `the connection failed (${nameOf(error)})` });
    });
    request.on('response', (response) => {
      const status = response.statusCode ?? null;
      let body = '';
      // Only the status answers a delivery; the body has no meaning.
      if (options.method === 'POST') return finish({ status, body });
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
        if (body.length > MAX_BODY_CHARS) finish({ status, body: body.slice(0, MAX_BODY_CHARS) });
      });
      response.on('end', () => finish({ status, body }));
      response.on('error', () => finish({ status, body, problem: 'the answer broke off' }));
    });
    request.end(options.body);
  });
}

function nameOf(error: unknown): string {
  const { code, name } = error as NodeJS.ErrnoException;
  return code ?? name;
}
