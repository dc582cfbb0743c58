import { request } from 'node:http';

/** What Graph answered to a request. */
export interface WireAnswer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Sends a request as it is written: a line with method and path, headers, an empty line, the body. Line breaks of a
 * multipart body are sent as CRLF.
 *
 * @param values What the names in capitals stand for, such as `PSID`.
 */
export function sendWireForm(
  graphUrl: string,
  form: string,
  values: Readonly<Record<string, string>>,
): Promise<WireAnswer> {
  const [head = '', body = ''] = splitOnce(filledIn(form, values), '\n\n');
  const [line = '', ...headerLines] = head.split('\n');
  const [method = '', path = ''] = splitOnce(line, ' ');
  const headers = Object.fromEntries(headerLines.map((header) => splitOnce(header, ': ')));
  const isMultipart = headers['content-type']?.startsWith('multipart/') ?? false;
  const bytes = Buffer.from(isMultipart ? body.replaceAll('\n', '\r\n') : body);
  const { hostname, port } = new URL(graphUrl);
  return new Promise((resolve, reject) => {
    const sent = request({
      hostname,
      port,
      method,
      path,
      headers: { ...headers, 'content-length': bytes.length, connection: 'close' },
    });
    sent.on('error', reject);
    sent.on('response', async (response) => {
      try {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString()) });
      } catch (error) {
        reject(error);
      }
    });
    sent.end(bytes);
  });
}

function filledIn(form: string, values: Readonly<Record<string, string>>): string {
  // Without word boundaries: in `%22PSID%22` there is none before the name.
  return form.replace(new RegExp(Object.keys(values).join('|'), 'g'), (name) => values[name] ?? name);
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
