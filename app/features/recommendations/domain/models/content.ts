import { fittedModel, type ItemContent, type Reason, type Recommender } from "./recommender.ts";

/** How much each kind of word counts. */
const FIELD_WEIGHTS = { title: 1, type: 2, vendor: 1, tag: 1.5, price: 0.5 } as const;

interface Word {
  /** Unlike in different fields: `tag:wool` is not `title:wool`. */
  key: string;
  text: string;
  weight: number;
}

/** A product's words with their weights; the sum of the squares is 1. */
type Vector = ReadonlyMap<string, number>;

/**
 * Content: TF-IDF over the words of the title, type, vendor, tags and price band, compared by the cosine (Salton &
 * Buckley 1988, "Term-weighting approaches in automatic text retrieval", IPM 24(5)). Needs no orders, so it is the model
 * for new products and new shops. Recommends nothing without `context.content`.
 */
export function content(): Recommender {
  return {
    name: "Content",
    fit(data, context = {}) {
      const { itemCount } = data;
      const words = Array.from({ length: itemCount }, (_, item) => {
        const about = context.content?.[item];
        return about ? wordsOf(about) : [];
      });
      const vectors = vectorsOf(words);
      const postings = postingsOf(vectors);
      const textOf = new Map(words.flat().map(({ key, text }) => [key, text]));
      return fittedModel({
        name: "Content",
        itemCount,
        scores(history) {
          const profile = new Map<string, number>();
          for (let n = 0; n < history.items.length; n++)
            for (const [key, weight] of vectors[history.items[n]!]!)
              profile.set(key, (profile.get(key) ?? 0) + weight);
          const scores = new Float64Array(itemCount);
          for (const [key, weight] of profile)
            for (const { item, weight: other } of postings.get(key)!) scores[item]! += weight * other;
          return scores;
        },
        reason(history, item): Reason {
          const own = vectors[item]!;
          const likeness = Array.from(history.items, (other) => productOf(own, vectors[other]!));
          const nearest = history.items[likeness.indexOf(Math.max(...likeness))] ?? item;
          const shared = sharedWords(own, vectors[nearest]!).map((key) => textOf.get(key)!);
          return { kind: "content", item: nearest, shared: [...new Set(shared)].slice(0, 3) };
        },
      });
    },
  };
}

/** The words of a product. Prices fall into bands of about √2: 10.00 and 13.00 are alike, 10.00 and 20.00 are not. */
export function wordsOf({ title, productType, vendor, tags, priceMinor }: ItemContent): Word[] {
  const word = (field: keyof typeof FIELD_WEIGHTS, text: string): Word[] => {
    const trimmed = text.trim();
    if (trimmed === "") return [];
    return [{ key: `${field}:${trimmed.toLowerCase()}`, text: trimmed, weight: FIELD_WEIGHTS[field] }];
  };
  const band = priceMinor !== null && priceMinor > 0 ? String(Math.round(2 * Math.log2(priceMinor))) : "";
  return [
    ...(title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).flatMap((each) => word("title", each)),
    ...word("type", productType),
    ...word("vendor", vendor),
    ...tags.flatMap((tag) => word("tag", tag)),
    ...word("price", band),
  ];
}

/** Weight × how rare the word is; a word that every product has says nothing. */
function vectorsOf(items: readonly (readonly Word[])[]): Vector[] {
  const holders = new Map<string, number>();
  for (const words of items)
    for (const key of new Set(words.map((word) => word.key))) holders.set(key, (holders.get(key) ?? 0) + 1);
  return items.map((words) => {
    const vector = new Map<string, number>();
    for (const { key, weight } of words)
      vector.set(key, (vector.get(key) ?? 0) + weight * Math.log(items.length / holders.get(key)!));
    const length = Math.hypot(...vector.values());
    return new Map([...vector].flatMap(([key, weight]) => (weight > 0 ? [[key, weight / length]] : [])));
  });
}

function postingsOf(vectors: readonly Vector[]): Map<string, { item: number; weight: number }[]> {
  const postings = new Map<string, { item: number; weight: number }[]>();
  for (const [item, vector] of vectors.entries())
    for (const [key, weight] of vector) {
      const known = postings.get(key);
      if (known) known.push({ item, weight });
      else postings.set(key, [{ item, weight }]);
    }
  return postings;
}

function productOf(a: Vector, b: Vector): number {
  return a.keys().reduce((sum, key) => sum + a.get(key)! * (b.get(key) ?? 0), 0);
}

/** What two products have in common, the most telling first. A price band has no name and is left out. */
function sharedWords(a: Vector, b: Vector): string[] {
  const strength = (key: string) => a.get(key)! * b.get(key)!;
  return [...a.keys()]
    .filter((key) => b.has(key) && !key.startsWith("price:"))
    .toSorted((one, other) => strength(other) - strength(one) || (one < other ? -1 : 1));
}
