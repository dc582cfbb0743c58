import { GraphFault } from '../graph-fault.ts';

/** How many values a call may still read. Names of `fields` nest and repeat, so a short call could ask for millions. */
export interface ReadBudget {
  left: number;
}

/** Enough for 100 conversations with 20 messages each and every field. */
const MAX_VALUES = 50_000;

/** The budget of a new call. */
export function newReadBudget(): ReadBudget {
  return { left: MAX_VALUES };
}

/**
 * Takes values from the budget.
 *
 * @throws {GraphFault} Code 1, with status 500: the call asks for too much (facebook-nodejs-business-sdk#60).
 */
export function spend(budget: ReadBudget, values: number): void {
  budget.left -= values;
  if (budget.left >= 0) return;
  throw new GraphFault({
    code: 1,
    status: 500,
    message: "Please reduce the amount of data you're asking for, then retry your request",
  });
}
