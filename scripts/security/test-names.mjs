import ts from 'typescript';

/**
 * Lists the test names in a file's source. `…` stands for parts that are filled in at run time.
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

/** The test body: a function, or a call that makes one, as `withGraph([], async () => …)`. A `suite('…')` has none. */
function isBody(node) {
  return node !== undefined && (ts.isFunctionLike(node) || ts.isCallExpression(node));
}

function textOf(node) {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return [node.head, ...node.templateSpans.map(({ literal }) => literal)].map(({ text }) => text).join('…');
}
