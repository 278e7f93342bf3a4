/** Webhook payloads about collections. */
import { gid } from "#simulator/ids.ts";
import type { Collection, ShopState } from "#simulator/state/model.ts";
import { timeOf, timeOrNull } from "./payload-parts.ts";

/** REST has its own words: `alpha-asc`, `best-selling`, `created-desc`. */
const restWord = (name: string): string => name.toLowerCase().replaceAll("_", "-");

/** `collections/create`, `collections/update`. */
export function collectionPayload(shop: ShopState, collection: Collection) {
  const { ruleSet } = collection;
  return {
    id: collection.id,
    handle: collection.handle,
    title: collection.title,
    updated_at: timeOf(shop, collection.updatedAt),
    body_html: collection.descriptionHtml,
    published_at: timeOrNull(shop, collection.publishedAt),
    sort_order: restWord(collection.sortOrder),
    template_suffix: collection.templateSuffix,
    published_scope: "web",
    admin_graphql_api_id: gid("Collection", collection.id),
    ...(ruleSet && {
      disjunctive: ruleSet.appliedDisjunctively,
      rules: ruleSet.rules.map(({ column, relation, condition }) => ({
        column: column.toLowerCase(),
        relation: relation.toLowerCase(),
        condition,
      })),
    }),
  };
}

/** `collections/delete`. */
export const collectionDeletionPayload = (collection: Collection) => ({
  id: collection.id,
  published_scope: "web",
  admin_graphql_api_id: gid("Collection", collection.id),
});
