import type { StateView } from '../sandbox.ts';

const whileOthersOwn = {
  on: 'A reply takes control, and so does Move to Main. Done and Spam only change the folder.',
  off: 'A reply takes control. Done, Move to Main and Spam only change the folder.',
  primary: 'A reply takes control; Move to Main asks the Primary for it. Done and Spam only change the folder.',
} as const;

/** What the buttons of an agent do to the control of a thread, by the routing mode and whether the inbox owns it. */
export function effectOf({ routing, quirks: { doneMeans } }: StateView, owns: boolean): string {
  if (!owns) return whileOthersOwn[routing];
  if (doneMeans === 'pass' || (doneMeans === 'by-routing' && routing === 'primary')) {
    return `Done passes the thread to the ${routing === 'primary' ? 'Primary' : 'default app'}.`;
  }
  return routing === 'off'
    ? 'Done releases the thread: it is idle, and every app may answer.'
    : 'Done releases the thread: it is idle, and the default app gets the next message.';
}
