import type { CommandSpec } from '../command-spec.ts';
import { extend, pass, release, request, take } from './control.ts';
import { owner } from './owner.ts';

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandSpec[] = [owner, pass, take, request, release, extend];
