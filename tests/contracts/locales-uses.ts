import ts from "typescript";

/** A place in the code that asks for a text, or mentions a string that may be a key. */
export interface TextUse {
  where: string;
  /** As it is written; `*` stands for what is filled in. */
  said: string;
  matches: (key: string) => boolean;
  /** Names of the values handed over; null = not known before it runs. */
  values: string[] | null;
}

/** A string that may be a key: what it says, and which keys that can be. */
interface Candidate {
  said: string;
  matches: (key: string) => boolean;
}

const escape = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** What an expression can say, as far as it is written down. */
function candidatesOf(node: ts.Expression): Candidate[] {
  if (ts.isStringLiteralLike(node)) return [{ said: node.text, matches: (key) => key === node.text }];
  if (ts.isTemplateExpression(node)) {
    const parts = [node.head.text, ...node.templateSpans.map((span) => span.literal.text)];
    const pattern = new RegExp(`^${parts.map(escape).join(".+")}$`);
    return parts.some((part) => /\w/.test(part))
      ? [{ said: parts.join("*"), matches: (key) => pattern.test(key) }]
      : [];
  }
  if (ts.isConditionalExpression(node))
    return [...candidatesOf(node.whenTrue), ...candidatesOf(node.whenFalse)];
  if (ts.isAsExpression(node) || ts.isParenthesizedExpression(node)) return candidatesOf(node.expression);
  return [];
}

function valuesOf(node: ts.Expression | undefined): string[] | null {
  if (node === undefined) return [];
  if (!ts.isObjectLiteralExpression(node)) return null;
  const names = node.properties.map((property) =>
    (ts.isPropertyAssignment(property) || ts.isShorthandPropertyAssignment(property)) &&
    (ts.isIdentifier(property.name) || ts.isStringLiteral(property.name))
      ? property.name.text
      : null,
  );
  return names.includes(null) ? null : names.filter((name) => name !== null);
}

function visitAll(file: string, source: string, visit: (node: ts.Node, where: string) => void): void {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const walk = (node: ts.Node): void => {
    visit(node, `${file}:${tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1}`);
    ts.forEachChild(node, walk);
  };
  walk(tree);
}

/**
 * Every call of a function that hands out texts, with the keys that it may ask for.
 *
 * @param name of the function: `t` finds `t(…)` and `i18n.t(…)`, `text` finds `text.text(…)`
 */
export function callsOf(name: string, sources: Record<string, string>): TextUse[] {
  const uses: TextUse[] = [];
  for (const [file, source] of Object.entries(sources))
    visitAll(file, source, (node, where) => {
      if (!ts.isCallExpression(node)) return;
      const callee = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression;
      const [first, second] = node.arguments;
      if (!ts.isIdentifier(callee) || callee.text !== name || !first) return;
      for (const candidate of candidatesOf(first))
        uses.push({ ...candidate, where, values: valuesOf(second) });
    });
  return uses;
}

/** Every string in the code, so that a key that is handed on in a variable counts as used. */
export function mentionsIn(sources: Record<string, string>): TextUse[] {
  const mentions: TextUse[] = [];
  for (const [file, source] of Object.entries(sources))
    visitAll(file, source, (node, where) => {
      if (!ts.isStringLiteralLike(node) && !ts.isTemplateExpression(node)) return;
      for (const candidate of candidatesOf(node)) mentions.push({ ...candidate, where, values: null });
    });
  return mentions;
}

/** The codes of all refusals, each as the key under which forms look its text up. */
export function refusalCodes(sources: Record<string, string>): { code: string; where: string }[] {
  const codes: { code: string; where: string }[] = [];
  for (const [file, source] of Object.entries(sources))
    visitAll(file, source, (node, where) => {
      if (!ts.isNewExpression(node) || node.expression.getText() !== "Refusal") return;
      const [first] = node.arguments ?? [];
      if (first && ts.isStringLiteralLike(first)) codes.push({ code: first.text, where });
    });
  return codes;
}
