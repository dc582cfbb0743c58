import ts from 'typescript';

/**
 * The names of the tests of a file, as they stand in its source; `…` is what is filled in when it runs.
 *
 * @param {string} source
 * @returns {Set<string>}
 */
export function testNames(source) {
  const names = new Set();
  const visit = (node) => {
    if (ts.isCallExpression(node)) {
      const [first, second] = node.arguments;
      const name = first && isBody(second) ? textOf(first) : undefined;
      if (name !== undefined) names.add(name);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('file.test.ts', source, ts.ScriptTarget.Latest));
  return names;
}

/** What is run: a function, or the call that makes one, as `withGraph([], async () => …)`. A `suite('…')` has none. */
function isBody(node) {
  return node !== undefined && (ts.isFunctionLike(node) || ts.isCallExpression(node));
}

function textOf(node) {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return [node.head, ...node.templateSpans.map(({ literal }) => literal)].map(({ text }) => text).join('…');
}
