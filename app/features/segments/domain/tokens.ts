import { type ConditionError, ParseFailure } from "./condition-errors.ts";

/** A word of a condition's text. `from` and `to` count UTF-16 units. */
export interface Token {
  kind: "word" | "text" | "number" | "date" | "sign" | "end";
  /** A text without its quotes, everything else as written. */
  value: string;
  from: number;
  to: number;
}

const SPACE = /\s+/y;
const DATE =
  /\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?)?|[+-]\d+[A-Za-z]+|\d+_[A-Za-z_]+/iy;
const NUMBER = /-?\d+(?:\.\d+)?/y;
const WORD = /[A-Za-z_][\w.]*/y;
const SIGN = /!=|<>|>=|<=|[=<>(),:]/y;

/** Takes a text apart. @throws ParseFailure at what is no part of the language */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? null;
  };
  while (at < text.length) {
    const space = take(SPACE);
    if (space) {
      at += space.length;
      continue;
    }
    const token = text[at] === "'" || text[at] === '"' ? quoted(text, at) : plain(take, at);
    if (!token) throw new ParseFailure(strange(text, at));
    tokens.push(token);
    at = token.to;
  }
  tokens.push({ kind: "end", value: "", from: text.length, to: text.length });
  return tokens;
}

function plain(take: (pattern: RegExp) => string | null, from: number): Token | null {
  for (const [kind, pattern] of [
    ["date", DATE],
    ["number", NUMBER],
    ["word", WORD],
    ["sign", SIGN],
  ] as const) {
    const value = take(pattern);
    if (value) return { kind, value: value === "<>" ? "!=" : value, from, to: from + value.length };
  }
  return null;
}

/** A text in quotes. The quote itself is written \' or twice, the backslash \\. */
function quoted(text: string, from: number): Token {
  const quote = text[from]!;
  let value = "";
  let at = from + 1;
  while (at < text.length) {
    const next = text[at + 1];
    if (text[at] === "\\" && (next === quote || next === "\\")) {
      value += next;
      at += 2;
    } else if (text[at] !== quote) {
      value += text[at];
      at += 1;
    } else if (next === quote) {
      value += quote;
      at += 2;
    } else {
      return { kind: "text", value, from, to: at + 1 };
    }
  }
  throw new ParseFailure({
    code: "unclosed_text",
    from,
    to: text.length,
    expected: [quote],
    details: {},
  });
}

function strange(text: string, at: number): ConditionError {
  const character = String.fromCodePoint(text.codePointAt(at)!);
  return {
    code: "strange_character",
    from: at,
    to: at + character.length,
    expected: [],
    details: { found: character },
  };
}
