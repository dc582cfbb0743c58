import { relative, sep } from 'node:path';
import ts from 'typescript';

const LEVELS = new Set(['debug', 'info', 'warn', 'error']);
/** The methods of core's `Warnings`, which logs the warnings that have a code. */
const METHODS_OF_WARNINGS = 'cured,given,isSilent,warn';
/** These pass on what others log. */
const FORWARDERS = new Set(['packages/core/src/diagnosis/warnings.ts', 'packages/core/src/logger.ts']);

/**
 * A line that a source logs.
 *
 * @typedef {object} LogLine
 * @property {string} level
 * @property {string} line The sentence.
 * @property {readonly string[]} fields Their names, sorted, with a `?` behind those that may be missing. Of a warning with
 *   a code, those that not every such warning has.
 * @property {string} place File, from the root, and line number.
 * @property {string} [code] Of a warning that has one.
 * @property {string} [cure] The same.
 */

/**
 * Finds every line that sources log. Types decide what a logger is: an object that has only methods named after levels.
 *
 * @param {string} root Absolute path of the repository.
 * @param {readonly string[]} files Absolute paths of the sources.
 * @returns {{ lines: LogLine[], problems: string[] }} A problem is a call whose sentence or fields the source does not
 *   show, or a code without a call.
 */
export function logLines(root, files) {
  const program = ts.createProgram(files, optionsOf(root));
  const checker = program.getTypeChecker();
  const sources = files.map((file) => program.getSourceFile(file));
  const texts = new Map(sources.flatMap(warningTexts));
  const lines = [];
  const problems = [];
  for (const source of sources) if (!FORWARDERS.has(pathOf(source))) visit(source);
  for (const code of texts.keys())
    if (!lines.some((line) => line.code === code)) problems.push(`no call warns with the code ${code}`);
  return { lines, problems };

  function visit(node) {
    if (isLevelOf(node, isLogger) && isCalled(node)) readCall(node.parent);
    else if (isLevelOf(node, isWarnings) && isCalled(node)) readWarning(node.parent);
    else if (isOtherUse(node)) problems.push(`${placeOf(node)}: log by logger.LEVEL(fields, 'sentence')`);
    ts.forEachChild(node, visit);
  }

  function isLevelOf(node, isOfType) {
    return ts.isPropertyAccessExpression(node) && LEVELS.has(node.name.text) && isOfType(typeOf(node.expression));
  }

  /** What takes a method from a logger, so that its calls are not found. */
  function isOtherUse(node) {
    if (ts.isElementAccessExpression(node)) return isLogger(typeOf(node.expression));
    if (ts.isObjectBindingPattern(node)) return isLogger(typeOf(node));
    return isLevelOf(node, isLogger) && !ts.isTypeOfExpression(node.parent);
  }

  function readCall(call) {
    const [first, second] = call.arguments;
    const sentences = second === undefined ? undefined : literalsOf(typeOf(second));
    if (sentences === undefined)
      problems.push(`${placeOf(call)}: the sentence must be fixed, with values in the fields`);
    const fields = first === undefined ? [] : namesOf(typeOf(first), call);
    const level = call.expression.name.text;
    for (const line of sentences ?? []) lines.push({ level, line, fields, place: placeOf(call) });
  }

  function readWarning(call) {
    const [first, second] = call.arguments;
    const codes = literalsOf(typeOf(first));
    if (codes === undefined) problems.push(`${placeOf(call)}: the code must be fixed`);
    const subject = second === undefined ? undefined : typeOf(second);
    // A page is logged by its two names, whatever else the object has.
    const page = subject?.getProperty('page') === undefined ? [] : ['pageId', 'platform'];
    const given = subject?.getProperty('fields');
    const fields = [...page, ...(given === undefined ? [] : namesOf(checker.getTypeOfSymbol(given), call))].sort();
    for (const code of codes ?? []) {
      const { message, cure } = texts.get(code) ?? {};
      lines.push({ level: 'warn', line: message, fields, place: placeOf(call), code, cure });
    }
  }

  function namesOf(type, call) {
    const parts = type.isUnion() ? type.types : [type];
    if (parts.some((part) => checker.getIndexInfosOfType(part).length > 0))
      problems.push(`${placeOf(call)}: the type of the fields must name them`);
    const names = new Set(parts.flatMap((part) => checker.getPropertiesOfType(part)).map(({ name }) => name));
    const isInAll = (name) => parts.every((part) => isRequired(checker.getPropertyOfType(part, name)));
    return [...names].map((name) => (isInAll(name) ? name : `${name}?`)).sort();
  }

  function isLogger(type) {
    const all = checker.getPropertiesOfType(type);
    return all.length > 0 && all.every((each) => LEVELS.has(each.name) && isMethod(each));
  }

  function isWarnings(type) {
    const names = checker.getPropertiesOfType(type).map(({ name }) => name);
    return names.sort().join() === METHODS_OF_WARNINGS;
  }

  function isMethod(symbol) {
    return checker.getSignaturesOfType(checker.getTypeOfSymbol(symbol), ts.SignatureKind.Call).length > 0;
  }

  function typeOf(node) {
    return checker.getNonNullableType(checker.getTypeAtLocation(node));
  }

  function pathOf(source) {
    return relative(root, source.fileName).split(sep).join('/');
  }

  function placeOf(node) {
    const source = node.getSourceFile();
    return `${pathOf(source)}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
  }
}

function isCalled(node) {
  return ts.isCallExpression(node.parent) && node.parent.expression === node;
}

function isRequired(symbol) {
  return symbol !== undefined && (symbol.flags & ts.SymbolFlags.Optional) === 0;
}

/** The texts that a type allows, or `undefined` if it allows any. */
function literalsOf(type) {
  const parts = type.isUnion() ? type.types : [type];
  return parts.every((part) => part.isStringLiteral()) ? parts.map(({ value }) => value) : undefined;
}

/** The entries of `WARNING_TEXTS`, if the source declares it. */
function warningTexts(source) {
  const declarations = source.statements
    .filter(ts.isVariableStatement)
    .flatMap((each) => each.declarationList.declarations);
  const table = declarations.find(({ name }) => ts.isIdentifier(name) && name.text === 'WARNING_TEXTS');
  return (table?.initializer.properties ?? []).map(({ name, initializer }) => [
    name.text,
    Object.fromEntries(initializer.properties.map((each) => [each.name.text, each.initializer.text])),
  ]);
}

function optionsOf(root) {
  const { config } = ts.readConfigFile(`${root}/tsconfig.json`, ts.sys.readFile);
  return ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root).options;
}
