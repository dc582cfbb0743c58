import type { StateView } from '../sandbox.ts';

/** What the routing mode means for the threads, in one line. */
export const routingMeaning: Readonly<Record<StateView['routing'], string>> = {
  on: 'Routing on: a message in an idle thread goes to the default app, and only the owner may send.',
  off: 'Routing off: every app may send in an idle thread. A request or a pass gives it an owner; no app can take it.',
  primary: 'Primary receiver: an idle thread goes to the Primary. Only the Primary may take; other apps request.',
};
