import type { CallEntry, CallFault } from '@handover/sandbox';
import type { Random } from './random.ts';

/** A way in which Graph refuses a call. */
export type GraphFault = Pick<CallFault, 'error' | 'status' | 'body'>;

/**
 * `code/subcode:status`. Sources: Graph API docs, Handle errors; Messenger Platform docs, Send API, Error codes;
 * Conversation Routing.
 */
const CODES = `
  1 1/1357046 99 2 2/2018344 3 4:403 4/2018354 9/2018352 10 10/1404170 10/1893015 10/1893063 10/2018065 10/2018278
  10/2018108 10/2018336 10/2534022 10/2534077 10/2018300 17 27/2018464 27/1893035 32 33 100 100/33 100/2018001
  100/2018008 100/2018014 100/2018047 100/2018074 100/2018109 100/2018151 100/2018164 100/2018171 100/2018234
  100/2018294 100/2018320 100/2018321 100/2018328 100/2534013 100/2534014 100/2534015 100/2534025 100/2534029
  100/2534037 100/2534123 102 190/458:401 190/459 190/460 190/463:401 190/464 190/467 190/492 200/1545041:403
  200/2018021 200/2018027 200/2018028 200/2534041 210 230 341 368 504 506 551/1545041 613 613/1893016 613/1996
  613/2018338 613/2534040 2022 10303 36103 80001 80002 80006 9000001
`;

/** Makes the refusal for a word of {@link CODES}. */
function refusalOf(word: string): GraphFault {
  const [, code, subcode, status] = /^(\d+)(?:\/(\d+))?(?::(\d+))?$/.exec(word) ?? [];
  return {
    error: { code: Number(code), message: `(#${code}) chaos`, ...(subcode && { subcode: Number(subcode) }) },
    ...(status && { status: Number(status) }),
  };
}

/** Every way in which Graph refuses, from Meta's error lists, and gateways in front of it that answer without JSON. */
const GRAPH_ERRORS: readonly GraphFault[] = [
  ...CODES.trim().split(/\s+/).map(refusalOf),
  { error: { code: 1, message: 'transient by its flag', isTransient: true } },
  { error: { code: 100, message: 'Only the current thread owner can release the thread' } },
  { error: { code: 10, message: 'Handover Protocol APIs disabled for this page.' } },
  { status: 502, body: '<html><body>Bad Gateway</body></html>' },
  { status: 503, body: '' },
  { status: 200, body: '{"success"' },
  { status: 200, body: 'null' },
];

/** Chooses the next refusals, and knows which ones have been answered. */
export interface Refusals {
  /** Returns one of those that were answered least often. */
  next(): GraphFault;
  /** Records an answered call. */
  answered(call: CallEntry): void;
  /** Refusals that no call was answered with, one line each. */
  readonly missing: readonly string[];
}

/** Deals the refusals in random order, so that each gets its turn. */
export function refusals(random: Random): Refusals {
  const counts = GRAPH_ERRORS.map(() => 0);
  return {
    next() {
      const least = Math.min(...counts);
      return random.pick(GRAPH_ERRORS.filter((_, index) => counts[index] === least));
    },
    answered(call) {
      if (call.fault !== 'fail') return;
      const index = GRAPH_ERRORS.findIndex((one) => isAnswer(one, call));
      if (index >= 0) counts[index] = (counts[index] ?? 0) + 1;
    },
    get missing() {
      return GRAPH_ERRORS.filter((_, index) => counts[index] === 0).map((one) => JSON.stringify(one));
    },
  };
}

function isAnswer({ error, status, body }: GraphFault, call: CallEntry): boolean {
  // The timeline holds the JSON as a value.
  if (error === undefined) return call.status === status && [call.answer, JSON.stringify(call.answer)].includes(body);
  const { code, subcode, message } = call.error ?? {};
  return code === error.code && subcode === error.subcode && message === error.message;
}
