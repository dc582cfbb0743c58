import { createHmac, randomBytes } from 'node:crypto';

export const appId = '1450077300221199';
export const appSecret = '0123456789abcdef0123456789abcdef';
export const pageId = '804155501230077';
/** How many people write, unless a suite sets another number. */
const people = 1000;

/**
 * Makes signed deliveries with an event of their own each: repeated events would be deduplicated and cost nothing.
 *
 * @param {number} count
 * @param {object} [options]
 * @param {number} [options.events] Events per delivery. @default 1
 * @param {(index: number) => number} [options.person] Number of the person who writes the event with this index.
 * @returns {{ body: Buffer, headers: Record<string, string> }[]}
 */
export function deliveries(count, { events = 1, person = (index) => index % people } = {}) {
  const batch = randomBytes(6).toString('hex');
  return Array.from({ length: count }, (_, at) => {
    const messaging = Array.from({ length: events }, (_, place) => item(batch, at * events + place, person));
    const body = Buffer.from(JSON.stringify({ object: 'page', entry: [{ id: pageId, time: Date.now(), messaging }] }));
    return { body, headers: headersOf(body) };
  });
}

/** The same delivery with a signature by another secret. */
export function forged({ body }) {
  return { body, headers: headersOf(body, 'another secret') };
}

function item(batch, index, person) {
  return {
    sender: { id: String(7_000_000_000_000_000 + person(index)) },
    recipient: { id: pageId },
    timestamp: Date.now(),
    message: {
      mid: `m_${batch}${index.toString(36).padStart(12, '0')}AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA`,
      text: 'Where is my parcel?',
    },
  };
}

/** Meta's headers, and those that GitHub's middleware requires. */
function headersOf(body, secret = appSecret) {
  const digest = (algorithm) => createHmac(algorithm, secret).update(body).digest('hex');
  return {
    host: 'bot.example',
    'content-type': 'application/json',
    'x-hub-signature': `sha1=${digest('sha1')}`,
    'x-hub-signature-256': `sha256=${digest('sha256')}`,
    'x-github-event': 'push',
    'x-github-delivery': '3f1c2a50-7a0e-11ee-8c99-0242ac120002',
  };
}
