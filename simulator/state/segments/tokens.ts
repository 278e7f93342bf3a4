/** Cuts a segment query into its words. Positions are as Shopify gives them: lines from 1, columns from 0. */

export interface Position {
  line: number;
  column: number;
}

export type TokenKind = "word" | "string" | "number" | "date" | "offset" | "sign" | "unknown" | "end";

export interface Token extends Position {
  kind: TokenKind;
  /** As it stands in the query. */
  text: string;
  /** Of a string: without quotes and escapes. */
  value: string;
}

const PATTERNS: [kind: TokenKind, pattern: RegExp][] = [
  ["string", /'(?:[^'\\]|\\.|'')*'/y],
  ["date", /\d{4}-\d{2}-\d{2}(?:T[\d:]+(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?\b/y],
  ["offset", /[+-]\d+[dwmqy]\b/y],
  ["word", /\d+_[a-z_]+/y],
  ["number", /-?\d+(?:\.\d+)?\b/y],
  ["word", /metafields\.[\w$:-]+\.[\w-]+/y],
  ["word", /[A-Za-z_]\w*(?:\.\w+)*/y],
  ["sign", /!=|>=|<=|[=<>(),:]/y],
];

const BLANK = /\s+|--[^\n]*|\/\*[^]*?\*\//y;

const unquote = (text: string): string =>
  text.slice(1, -1).replaceAll(/\\(.)|''/g, (_all, escaped: string | undefined) => escaped ?? "'");

function read(query: string, at: number): { kind: TokenKind; text: string } {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const text = pattern.exec(query)?.[0];
    if (text !== undefined) return { kind, text };
  }
  return { kind: "unknown", text: /\S*/y.exec(query.slice(at))?.[0] || query[at]! };
}

/** The last token has the kind `end`. */
export function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  let lineStart = 0;
  const newLines = (text: string): void => {
    for (const match of text.matchAll(/\n/g)) {
      line += 1;
      lineStart = at + match.index + 1;
    }
  };
  while (at < query.length) {
    BLANK.lastIndex = at;
    const blank = BLANK.exec(query)?.[0];
    if (blank) {
      newLines(blank);
      at += blank.length;
      continue;
    }
    const { kind, text } = read(query, at);
    tokens.push({
      kind,
      text,
      value: kind === "string" ? unquote(text) : text,
      line,
      column: at - lineStart,
    });
    newLines(text);
    at += text.length;
  }
  tokens.push({ kind: "end", text: "<EOF>", value: "", line, column: at - lineStart });
  return tokens;
}
