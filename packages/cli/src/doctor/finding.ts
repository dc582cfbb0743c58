import type { PageReference } from '@handover/core';
import { FINDING_TEXTS, type FindingCode, type Severity } from './finding-texts.ts';

/** One thing that is wrong, with its cure. */
export interface Finding {
  /** Stable name; core's `bot.check()` has the same codes. */
  readonly code: string;
  readonly severity: Severity;
  /** What was found, one sentence. */
  readonly message: string;
  /** Why it matters. */
  readonly why: string;
  /** What to do. */
  readonly cure: string;
  /** Where it is set. */
  readonly where: string;
  /** The page it concerns, where it concerns one. */
  readonly page?: PageReference;
}

/** Something that Meta's API does not show: a person has to look. */
export interface Question {
  readonly code: string;
  /** What to look at, as a question. */
  readonly question: string;
  readonly why: string;
  /** Where to look. */
  readonly where: string;
}

/** What was not checked, and why. */
export interface Skipped {
  readonly check: string;
  readonly because: string;
}

/** What one group of checks says. */
export interface Verdict {
  readonly findings: readonly Finding[];
  readonly questions?: readonly Question[];
  /** What is right, one sentence each. */
  readonly passed?: readonly string[];
  readonly skipped?: readonly Skipped[];
}

/** Makes the finding of a code. What is given replaces the usual text, or follows `what` as its facts. */
export function finding(
  code: FindingCode,
  given: {
    readonly facts?: string | undefined;
    readonly message?: string | undefined;
    readonly cure?: string | undefined;
    readonly where?: string | undefined;
    readonly page?: PageReference | undefined;
  } = {},
): Finding {
  const { severity, what, why, cure, where } = FINDING_TEXTS[code];
  const { facts, message = facts === undefined ? what : `${what}: ${facts}`, page } = given;
  return {
    code,
    severity,
    message,
    why,
    cure: given.cure ?? cure,
    where: given.where ?? where,
    ...(page === undefined ? {} : { page }),
  };
}

/** All verdicts as one, in their order. */
export function joined(verdicts: readonly Verdict[]): Required<Verdict> {
  return {
    findings: verdicts.flatMap(({ findings }) => findings),
    questions: verdicts.flatMap(({ questions = [] }) => questions),
    passed: verdicts.flatMap(({ passed = [] }) => passed),
    skipped: verdicts.flatMap(({ skipped = [] }) => skipped),
  };
}
