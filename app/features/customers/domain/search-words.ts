/**
 * What a search finds a person by: the beginnings of their names, e-mail and phone, and whole tags, as text that is then
 * hashed (see shops/blind-index). Beginnings are kept at {@link LENGTHS}; who is found by another length is compared again.
 */
import { nationalNumber } from "./contact.ts";

const LENGTHS = [2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 24] as const;
const SHORTEST = LENGTHS[0];
const MOST_WORDS = 6;

/** Letters that Unicode does not take apart. */
const FOLDED: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};

/** Lower case, without accents and compatibility forms: "Ærø Müller" and "aero muller" are found alike. */
export function foldText(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[ßæœøłđðþı]/g, (letter) => FOLDED[letter]!)
    .trim();
}

/** The words of a text, folded. */
export function wordsOf(text: string): string[] {
  return foldText(text)
    .split(/[\s,;]+/u)
    .filter(Boolean);
}

export interface SearchableDetails {
  email: string | null;
  phone: string | null;
  firstName: string | null;
  lastName: string | null;
  tags?: readonly string[];
}

/** The words that a person is found by. */
export function searchableWords({ email, phone, firstName, lastName }: SearchableDetails): string[] {
  const digits = phone?.replaceAll(/\D/g, "").replace(/^0+/, "") ?? "";
  const folded = email ? foldText(email) : "";
  const words = [
    ...wordsOf(firstName ?? ""),
    ...wordsOf(lastName ?? ""),
    folded,
    // alex.example@…: people search for the second name, too.
    ...folded
      .slice(0, folded.indexOf("@") + 1)
      .split(/[.@+_-]/)
      .slice(1),
    // With its country and, as people at home write it, without.
    ...(digits.length > 6 ? [digits, nationalNumber(phone) ?? digits] : []),
  ];
  return [...new Set(words.filter((word) => word.length >= SHORTEST))];
}

/** What a person stands under in the index, each once. */
export function indexedBeginnings(details: SearchableDetails): string[] {
  const beginnings = searchableWords(details).flatMap((word) => {
    const letters = [...word];
    return LENGTHS.filter((length) => length <= letters.length).map((length) =>
      letters.slice(0, length).join(""),
    );
  });
  const tags = (details.tags ?? []).map((tag) => `tag:${foldText(tag)}`);
  return [...new Set([...beginnings, ...tags])];
}

interface Query {
  words: string[];
  tags: string[];
}

function queryOf(search: string): Query {
  const tags: string[] = [];
  const rest = search.replaceAll(
    /(?<=^|\s)tag:(?:"([^"]*)"|(\S+))/giu,
    (_, quoted?: string, plain?: string) => {
      tags.push(`tag:${foldText(quoted ?? plain ?? "")}`);
      return " ";
    },
  );
  const digits = rest.replaceAll(/\D/g, "");
  // A number is read without its signs; 0 and 00 before it say only from where it is called.
  const isNumber = /^\s*[+\d\s()./-]+$/.test(rest) && digits.length >= 5;
  const words = isNumber ? [digits.replace(/^0+/, "")] : wordsOf(rest);
  return {
    words: words.filter((word) => [...word].length >= SHORTEST).slice(0, MOST_WORDS),
    tags: tags.filter((tag) => tag !== "tag:").slice(0, MOST_WORDS),
  };
}

/** The words of a search that are long enough to be looked up. */
export function queriedWords(search: string): string[] {
  return queryOf(search).words;
}

/** What to look up for a search: the longest beginning that is kept of each word, and its tags. */
export function searchedBeginnings(search: string): string[] {
  const { words, tags } = queryOf(search);
  const beginnings = words.map((word) => {
    const letters = [...word];
    const length = LENGTHS.findLast((kept) => kept <= letters.length) ?? SHORTEST;
    return letters.slice(0, length).join("");
  });
  return [...beginnings, ...tags];
}

/** Whether each word of a search begins one of the person's words: what the index only knows in part. */
export function isFoundBy(details: SearchableDetails, search: string): boolean {
  const query = queryOf(search);
  const words = searchableWords(details);
  const tags = new Set((details.tags ?? []).map((tag) => `tag:${foldText(tag)}`));
  return (
    query.words.every((wanted) => words.some((word) => word.startsWith(wanted))) &&
    query.tags.every((tag) => tags.has(tag))
  );
}
