import type { CommandSpec } from '../command-spec.ts';
import { extend, pass, release, request, take } from './control.ts';
import { doctor } from './doctor.ts';
import { owner } from './owner.ts';
import { record } from './record.ts';
import { replay } from './replay.ts';
import { trigger } from './trigger.ts';

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandSpec[] = [
  doctor,
  owner,
  pass,
  take,
  request,
  release,
  extend,
  trigger,
  record,
  replay,
];
