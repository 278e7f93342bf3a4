/** Readable product titles and handles from descriptions in capitals. */

const SMALL_WORDS = new Set(["of", "and", "with", "in", "the", "on", "for", "to", "or", "a", "at", "by"]);
const KEEP_CAPITALS = new Set(["I", "LED", "UK", "US", "USA", "3D", "A6", "A7", "ABC", "DIY"]);
const ABBREVIATIONS: [RegExp, string][] = [
  [/\bSET\s*\/\s*(\d+)/g, "SET OF $1"],
  [/\bSET OF(\d+)/g, "SET OF $1"],
  [/\bSET(\d+)\b/g, "SET OF $1"],
  [/\bS\/(\d+)\b/g, "SET OF $1"],
  [/\bHLDR\b/g, "HOLDER"],
  [/\bASS(TD)?\b/g, "ASSORTED"],
  [/\bANT\b/g, "ANTIQUE"],
  [/\bW(ITH)?\s(?=LID\b)/g, "WITH "],
  [/\s*\+\s*/g, " & "],
  [/\s+,/g, ","],
  [/,(?=\S)/g, ", "],
  [/[.,\s]+$/g, ""],
];

/** `WHITE HANGING HEART T-LIGHT HOLDER` → `White Hanging Heart T-Light Holder`. */
export function readableTitle(description: string): string {
  const spelled = ABBREVIATIONS.reduce(
    (text, [pattern, replacement]) => text.replace(pattern, replacement),
    description.toUpperCase().trim(),
  );
  return spelled
    .split(/\s+/)
    .map((word, index) => readableWord(word, index === 0))
    .join(" ");
}

function readableWord(word: string, first: boolean): string {
  if (KEEP_CAPITALS.has(word)) return word;
  const lower = word.toLowerCase();
  if (!first && SMALL_WORDS.has(lower)) return lower;
  // The letter after a hyphen, slash or opening quote is a capital too, the s of "50's" and "children's" is not.
  return lower.replace(
    /(^|[-/"(&])([a-z])/g,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
}

/** Address part of a product: lower-case letters and digits, hyphens between words. */
export function handleOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/['’]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
