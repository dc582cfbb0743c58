import type { CommandSpec, PassedOnCommand } from '../command-spec.ts';
import { extend, pass, release, request, take } from './control.ts';
import { deadLettersDiscard, deadLettersList, deadLettersRetry } from './dead-letters.ts';
import { doctor } from './doctor.ts';
import { owner } from './owner.ts';
import { record } from './record.ts';
import { replay } from './replay.ts';
import { sandbox } from './sandbox.ts';
import { subscribe } from './subscribe.ts';
import { trigger } from './trigger.ts';
import { waiting } from './waiting.ts';

/** Every command, in the order of the help. */
export const COMMANDS: readonly (CommandSpec | PassedOnCommand)[] = [
  doctor,
  subscribe,
  waiting,
  owner,
  pass,
  take,
  request,
  release,
  extend,
  deadLettersList,
  deadLettersRetry,
  deadLettersDiscard,
  trigger,
  record,
  replay,
  sandbox,
];
