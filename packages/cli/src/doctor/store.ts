import { finding, type Question, type Verdict } from './finding.ts';
import { STORE_PLACE } from './finding-texts.ts';
import type { StoreFacts } from './store-facts.ts';

/** Store: whether it can be opened, has its tables, can be written and lasts. */
export function checkStore(facts: StoreFacts): Verdict {
  if (facts.state === 'memory') {
    const message = facts.isGiven
      ? 'STORE_URL is a store in memory, which ends with the process'
      : 'STORE_URL is not set: a bot without a store of its own has one in memory, which ends with the process';
    return { findings: [finding('store_not_durable', { message })] };
  }
  if (facts.state === 'failed') return failed(facts);
  const { state, kind, shown, isTemporary } = facts;
  if (state === 'no_folder') {
    const cure = 'Make the folder, or correct the path; a relative one starts in the folder of the command.';
    return { findings: [finding('store_unreachable', { message: `The folder of ${shown} does not exist`, cure })] };
  }
  if (state === 'read_only') return { findings: [finding('store_read_only', { facts: shown })] };
  return {
    findings: [],
    passed: state === 'open' ? [`The store opens: ${shown}`] : [],
    questions: [
      ...(state === 'new' ? [notYetUsed(shown)] : []),
      ...(state === 'older' ? [ofOlderVersion(shown)] : []),
      ...(isTemporary ? [temporary(shown)] : []),
      ...(kind === 'redis' ? [REDIS_KEEPS] : []),
    ],
  };
}

function failed({ kind, code, message, hint }: Extract<StoreFacts, { state: 'failed' }>): Verdict {
  if (code === 'driver_missing') {
    const because = hint === undefined ? message : `${message}. ${hint}`;
    return { findings: [], skipped: [{ check: 'the store', because }] };
  }
  if (code === 'no_store' && kind === 'postgres') return { findings: [finding('store_schema_missing', { message })] };
  const ofFile = kind === 'sqlite' ? 'Correct the path, or give the bot a file of its own.' : undefined;
  return { findings: [finding('store_unreachable', { message, cure: hint ?? ofFile })] };
}

function notYetUsed(shown: string): Question {
  return {
    code: 'store_not_used_yet',
    question: `No bot has used ${shown} yet. Is the first start still to come?`,
    why: 'If the bot has run, it keeps its state elsewhere, and the commands of this tool look in the wrong place.',
    where: STORE_PLACE,
  };
}

function ofOlderVersion(shown: string): Question {
  return {
    code: 'store_of_older_version',
    question: `${shown} has tables of an older version. Is the bot still to start with this version?`,
    why: 'A bot of this version brings them up to date at its start; until then the commands of this tool do not open the store.',
    where: 'The version of @handover/sqlite that the bot has',
  };
}

function temporary(shown: string): Question {
  return {
    code: 'store_in_temporary_folder',
    question: `${shown} is in a folder for temporary files. Does it outlast a restart of the machine?`,
    why: 'Many systems empty this folder or keep it in memory; then the bot forgets owners and timers.',
    where: STORE_PLACE,
  };
}

const REDIS_KEEPS: Question = {
  code: 'redis_keeps_data',
  question: 'Does this Redis write its data to disk, and never evict keys?',
  why: 'Else the bot forgets owners, timers and parked events when Redis restarts or runs full.',
  where: 'redis.conf: appendonly yes, maxmemory-policy noeviction',
};
