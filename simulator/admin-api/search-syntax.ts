/**
 * Reads and writes Shopify's search syntax: terms, phrases in quotes, `field:value`, comparisons, `AND`, `OR`, `NOT`, `-`,
 * brackets, prefixes (`nor*`), `field:*` and escapes with a backslash.
 */

export type Comparator = "" | "<" | "<=" | ">" | ">=";

export interface SearchTerm {
  kind: "term";
  /** null: looked for in several fields. */
  field: string | null;
  comparator: Comparator;
  value: string;
  /** The value stood in quotes: a phrase, or a date. */
  isPhrase: boolean;
  /** The value ended in `*`, which it no longer has. */
  isPrefix: boolean;
}

export type SearchNode =
  SearchTerm | { kind: "not"; part: SearchNode } | { kind: "and" | "or"; parts: SearchNode[] };

type Token =
  | { kind: "open" | "close" | "colon" | "minus" }
  | { kind: "word"; text: string; isPhrase: boolean; isPrefix: boolean; comparator: Comparator };

const SPECIAL = /[\s:()]/;
const COMPARATOR = /[<>]=?|=/y;

/** Reads to the closing quote; a backslash takes the next character as it is. */
function readPhrase(source: string, start: number): { text: string; end: number } {
  const quote = source[start];
  let text = "";
  let at = start + 1;
  for (; at < source.length && source[at] !== quote; at += 1) {
    if (source[at] === "\\" && at + 1 < source.length) at += 1;
    text += source[at];
  }
  return { text, end: at + 1 };
}

function readName(source: string, start: number): { text: string; end: number; isPrefix: boolean } {
  let text = "";
  let isPrefix = false;
  let at = start;
  for (; at < source.length && !SPECIAL.test(source[at]!); at += 1) {
    const isEscape = source[at] === "\\" && at + 1 < source.length;
    if (isEscape) at += 1;
    text += source[at];
    isPrefix = !isEscape && source[at] === "*";
  }
  return { text: isPrefix ? text.slice(0, -1) : text, end: at, isPrefix };
}

const PUNCTUATION: Record<string, "open" | "close" | "colon"> = { "(": "open", ")": "close", ":": "colon" };

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const character = source[at]!;
    const punctuation = PUNCTUATION[character];
    const afterColon = tokens.at(-1)?.kind === "colon";
    if (/\s/.test(character)) {
      at += 1;
    } else if (punctuation) {
      tokens.push({ kind: punctuation });
      at += 1;
    } else if (character === "-" && !afterColon && /[^\s]/.test(source[at + 1] ?? " ")) {
      tokens.push({ kind: "minus" });
      at += 1;
    } else {
      COMPARATOR.lastIndex = at;
      const sign = afterColon ? (COMPARATOR.exec(source)?.[0] ?? "") : "";
      at += sign.length;
      while (sign !== "" && source[at] === " ") at += 1;
      const isPhrase = source[at] === '"' || source[at] === "'";
      const { end, ...word } = isPhrase
        ? { ...readPhrase(source, at), isPrefix: false }
        : readName(source, at);
      // Nothing at all counts as the phrase with nothing in it.
      const isEmpty = word.text === "" && !word.isPrefix;
      const comparator = sign === "=" ? "" : (sign as Comparator);
      tokens.push({ kind: "word", ...word, isPhrase: isPhrase || isEmpty, comparator });
      at = Math.max(end, at);
    }
  }
  return tokens;
}

/** A search in the making: tokens and where reading has got to. */
class Reader {
  readonly tokens: Token[];
  position = 0;

  constructor(source: string) {
    this.tokens = tokenize(source);
  }

  peek(): Token | undefined {
    return this.tokens[this.position];
  }

  isWord(text: string): boolean {
    const token = this.peek();
    return token?.kind === "word" && !token.isPhrase && token.text === text;
  }

  either(): SearchNode | null {
    const parts = [this.both()];
    while (this.isWord("OR")) {
      this.position += 1;
      parts.push(this.both());
    }
    return join("or", parts);
  }

  both(): SearchNode | null {
    const parts: (SearchNode | null)[] = [];
    for (let next = this.peek(); next && next.kind !== "close" && !this.isWord("OR"); next = this.peek()) {
      if (this.isWord("AND")) this.position += 1;
      else parts.push(this.single());
    }
    return join("and", parts);
  }

  single(): SearchNode | null {
    const token = this.peek();
    if (!token) return null;
    const isNot = token.kind === "minus" || this.isWord("NOT");
    this.position += 1;
    if (isNot) {
      const part = this.single();
      return part && { kind: "not", part };
    }
    if (token.kind === "open") {
      const inner = this.either();
      if (this.peek()?.kind === "close") this.position += 1;
      return inner;
    }
    // A colon without a field before it: the rest of a value that should have been in quotes.
    return token.kind === "word" ? this.term(token) : null;
  }

  term(word: Token & { kind: "word" }): SearchTerm {
    const { text, isPhrase, isPrefix } = word;
    if (isPhrase || text === "" || this.peek()?.kind !== "colon") {
      return { kind: "term", field: null, comparator: "", value: text, isPhrase, isPrefix };
    }
    this.position += 1;
    const next = this.peek();
    const value = next?.kind === "word" ? next : null;
    if (value) this.position += 1;
    return {
      kind: "term",
      field: text,
      comparator: value?.comparator ?? "",
      value: value?.text ?? "",
      isPhrase: value?.isPhrase ?? true,
      isPrefix: value?.isPrefix ?? false,
    };
  }
}

function join(kind: "and" | "or", parts: (SearchNode | null)[]): SearchNode | null {
  const present = parts.filter((part) => part !== null);
  return present.length > 1 ? { kind, parts: present } : (present[0] ?? null);
}

const parsed = new Map<string, SearchNode | null>();
const PARSED_LIMIT = 500;

/** Reads a query; null when there is nothing in it. The same text is only read once. */
export function parseSearch(query: string): SearchNode | null {
  const known = parsed.get(query);
  if (known !== undefined) return known;
  const reader = new Reader(query);
  const parts: (SearchNode | null)[] = [];
  while (reader.peek()) {
    parts.push(reader.either());
    // A closing bracket that nothing opened.
    if (reader.peek()?.kind === "close") reader.position += 1;
  }
  const node = join("and", parts);
  if (parsed.size >= PARSED_LIMIT) parsed.clear();
  parsed.set(query, node);
  return node;
}

const escapeName = (text: string): string => text.replaceAll(/[\s:()\\"'<>=*-]/g, String.raw`\$&`);

function printTerm({ field, comparator, value, isPhrase, isPrefix }: SearchTerm): string {
  const text = isPhrase
    ? `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`
    : `${escapeName(value)}${isPrefix ? "*" : ""}`;
  return field === null ? text : `${escapeName(field)}:${comparator}${text}`;
}

/** Writes a query that reads as the same search. */
export function printSearch(node: SearchNode | null): string {
  if (!node) return "";
  if (node.kind === "term") return printTerm(node);
  if (node.kind === "not") return `NOT ${printSearch(node.part)}`;
  return `(${node.parts.map(printSearch).join(node.kind === "or" ? " OR " : " ")})`;
}

/** The terms of a search, wherever they stand. */
export function searchTerms(node: SearchNode | null): SearchTerm[] {
  if (!node) return [];
  if (node.kind === "term") return [node];
  return node.kind === "not" ? searchTerms(node.part) : node.parts.flatMap(searchTerms);
}

/** The search with its terms changed; a term for which `change` gives null is left out. */
export function changeTerms(
  node: SearchNode | null,
  change: (term: SearchTerm) => SearchTerm | null,
): SearchNode | null {
  if (!node) return null;
  if (node.kind === "term") return change(node);
  if (node.kind === "not") {
    const part = changeTerms(node.part, change);
    return part && { kind: "not", part };
  }
  return join(
    node.kind,
    node.parts.map((part) => changeTerms(part, change)),
  );
}
