/** Recommendations that the merchant chose by hand, as Shopify's Search & Discovery app keeps them. */
import type { Recommendation } from "#simulator/state/create-shop.ts";
import type { Product } from "#simulator/state/model.ts";

/** So many products have some; for the others the store finds its own. */
const CHOSEN_FOR = 24;
const RELATED = 4;
const COMPLEMENTARY = 2;

/** For the first products: others of the same type are related, the next type's first ones go with them. */
export function chooseRecommendations(products: Product[]): Recommendation[] {
  const byType = Map.groupBy(products, (product) => product.productType);
  const types = [...byType.keys()];
  return products.slice(0, CHOSEN_FOR).map((product) => {
    const same = byType.get(product.productType) ?? [];
    const next = byType.get(types[(types.indexOf(product.productType) + 1) % types.length]!) ?? [];
    const others = (list: Product[], count: number): bigint[] =>
      list
        .filter((each) => each !== product)
        .slice(0, count)
        .map(({ id }) => id);
    return {
      productId: product.id,
      related: others(same, RELATED),
      complementary: others(next, COMPLEMENTARY),
    };
  });
}
