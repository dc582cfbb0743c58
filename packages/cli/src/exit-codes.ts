/** The command did what it was asked for. */
export const DONE = 0;
/** Meta, the store or the bot refused, or `doctor` found an error. */
export const FAILED = 1;
/** The command line is wrong: nothing was done. */
export const WRONG_USAGE = 2;
