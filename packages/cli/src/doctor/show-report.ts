import { oneLine } from '../output/one-line.ts';
import type { Printer } from '../output/printer.ts';
import type { Report } from './examine.ts';
import type { Finding, Question } from './finding.ts';
import type { Severity } from './finding-texts.ts';

type Paint = Printer['paint'];

const SIGNS: Readonly<Record<Severity, string>> = { error: '✗', warning: '!', info: 'i' };
const WIDTH = 80;
/** Where the text of a label starts. */
const INDENT = 11;

/** The report for a person: findings, then what to look at, what is right, what was not checked, and the count. */
export function showReport({ findings, questions, passed, skipped }: Report, paint: Paint): string {
  const parts = [
    ...(findings.length === 0 ? [`${paint.green('✓')} No fault was found in what could be checked.`] : []),
    ...findings.map((one) => showFinding(one, paint)),
    ...(questions.length > 0 ? [paint.bold('Questions that no API answers: please look')] : []),
    ...questions.map((one) => showQuestion(one, paint)),
    list(paint.green('✓'), passed),
    list(
      paint.dim('-'),
      skipped.map(({ check, because }) => `Not checked: ${check}. ${upper(because)}`),
    ),
    countOf(findings, questions, paint),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function showFinding({ code, severity, message, why, cure, where }: Finding, paint: Paint): string {
  const colour = { error: paint.red, warning: paint.yellow, info: paint.cyan }[severity];
  const [first = '', ...more] = wrapped(`${SIGNS[severity]} ${severity.padEnd(INDENT - 2)}`, `${message} [${code}]`);
  const text = (line: string): string => {
    const [start = '', rest] = line.split(`[${code}]`);
    return paint.bold(start) + (rest === undefined ? '' : paint.dim(`[${code}]`));
  };
  return [
    colour(first.slice(0, INDENT)) + text(first.slice(INDENT)),
    ...more.map(text),
    ...labelled({ Why: why, Cure: cure, Where: where }, paint),
  ].join('\n');
}

function showQuestion({ question, why, where }: Question, paint: Paint): string {
  const [first = '', ...more] = wrapped('?'.padEnd(INDENT), question);
  return [`${paint.cyan('?')}${first.slice(1)}`, ...more, ...labelled({ Why: why, Where: where }, paint)].join('\n');
}

function labelled(texts: Readonly<Record<string, string>>, paint: Paint): string[] {
  return Object.entries(texts).flatMap(([label, text]) => {
    const [first = '', ...more] = wrapped(`  ${label.padEnd(INDENT - 2)}`, text);
    return [paint.dim(first.slice(0, INDENT)) + first.slice(INDENT), ...more];
  });
}

function list(sign: string, sentences: readonly string[]): string {
  return sentences
    .map((sentence) => {
      const [first = '', ...more] = wrapped('  ', sentence, 2);
      return [`${sign} ${first.slice(2)}`, ...more].join('\n');
    })
    .join('\n');
}

function countOf(findings: readonly Finding[], questions: readonly Question[], paint: Paint): string {
  const count = (severity: Severity): number => findings.filter((one) => one.severity === severity).length;
  const [errors, warnings, infos] = [count('error'), count('warning'), count('info')];
  const parts = [
    some(errors, 'error', paint.red),
    some(warnings, 'warning', paint.yellow),
    ...(infos > 0 ? [paint.cyan(`${infos} info`)] : []),
    some(questions.length, 'question', paint.cyan),
  ];
  return parts.join(', ');
}

function some(count: number, word: string, colour: (text: string) => string): string {
  const text = `${count} ${word}${count === 1 ? '' : 's'}`;
  return count === 0 ? text : colour(text);
}

/** Breaks a text at spaces; it may hold what Meta answered. The first line begins with `start`, the others with as many spaces. */
function wrapped(start: string, text: string, indent: number = INDENT): string[] {
  const lines: string[] = [];
  let line = start;
  for (const word of oneLine(text).split(' ')) {
    const isFirst = line === start || line.trim() === '';
    const longer = isFirst ? `${line}${word}` : `${line} ${word}`;
    if (longer.length <= WIDTH || isFirst) line = longer;
    else {
      lines.push(line);
      line = `${' '.repeat(indent)}${word}`;
    }
  }
  return [...lines, line];
}

function upper(text: string): string {
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
