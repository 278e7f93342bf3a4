/** What the merchant decides about items: pins, picks and exclusions, with a preview before it is saved. */
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { productsByIds } from "#app/features/catalogue/index.server.ts";
import { noteChanges } from "#app/features/shops/index.server.ts";
import { markAllDue, markDueAgain } from "./baskets.server.ts";
import { popularItems, recentNeighboursOf, sellableAmong } from "./counts.server.ts";
import { merchandise, type MerchandisingRule } from "./domain/merchandising.ts";
import { type ListedItem, LIST_LENGTH, type Placement, SUBJECTS } from "./domain/placements.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { customerLists, productLists, readRules } from "./lists-repository.server.ts";
import { SHOP_LIST_CHANGE } from "./refit.server.ts";
import type { RulesForm } from "./schema.ts";
import { type ServedItem, shownItems } from "./serve.server.ts";

/** Stores what the merchant decided beside one product, or beside all, in place of what stood there. */
export async function saveRules(
  scope: ShopScope,
  placement: Placement,
  { productId, rules }: RulesForm,
  staff: string,
): Promise<void> {
  const { db, shopId } = scope;
  const subjectId = BigInt(productId);
  const saved = await readRules(scope, placement, [subjectId]);
  await db.merchandisingRule.deleteMany({ where: { shopId, placement, productId: subjectId } });
  await db.merchandisingRule.createMany({
    data: rules.map(({ itemId, action }, position) => ({
      shopId,
      placement,
      productId: subjectId,
      itemId: BigInt(itemId),
      action,
      position,
      staff,
    })),
  });
  // Shopify has what is excluded beside the list that blocks fall back on.
  if (exclusionsOf(saved) !== exclusionsOf(rules)) await noteChanges(scope, SHOP_LIST_CHANGE, ["popular"]);
  // The popular list is made in every run.
  if (placement !== "popular")
    await (subjectId === 0n ? markAllDue(scope) : markDueAgain(scope, "product", [subjectId]));
  await enqueue(scope, "refit-recommendations");
}

function exclusionsOf(rules: readonly Pick<MerchandisingRule, "itemId" | "action">[]): string {
  const excluded = rules.filter(({ action }) => action === "exclude");
  return excluded
    .map(({ itemId }) => itemId)
    .toSorted()
    .join();
}

export interface PreviewRequest {
  placement: Placement;
  /** Beside which product; null = none. */
  productId: bigint | null;
  customerId: bigint | null;
  /** Rules being edited, beside `draft.productId`; null = as saved. */
  draft: RulesForm | null;
}

/** What a shopper would see, with rules that are not saved yet. */
export async function previewPlacement(
  scope: ShopScope,
  { placement, productId, customerId, draft }: PreviewRequest,
): Promise<ServedItem[]> {
  const saved = await readRules(scope, placement);
  const rules = draft
    ? [
        ...saved.filter((rule) => rule.productId !== draft.productId),
        ...draft.rules.map((rule, position): MerchandisingRule => ({
          ...rule,
          placement,
          productId: draft.productId,
          position,
        })),
      ]
    : saved;
  const own = await ownCandidates(scope, placement, productId, customerId);
  const known = new Set(own.map(({ id }) => id));
  const popular = (await popularItems(scope, 100)).filter(({ id }) => !known.has(id));
  const candidates = [...own, ...popular];
  const sellable = await sellableAmong(scope, [
    ...candidates.map(({ id }) => id),
    ...rules.map(({ itemId }) => itemId),
  ]);
  const items = merchandise(candidates, {
    productId: productId?.toString() ?? "0",
    rules: placement === "buy_again" ? rules.filter(({ action }) => action === "exclude") : rules,
    sellable,
    exclude: new Set(),
    limit: LIST_LENGTH,
  });
  return shownItems(scope, items, LIST_LENGTH);
}

/** What the models say, as it was last stored, and what the counts say where rules had taken something away. */
async function ownCandidates(
  scope: ShopScope,
  placement: Placement,
  productId: bigint | null,
  customerId: bigint | null,
): Promise<ListedItem[]> {
  const fromModel = (items: readonly ListedItem[]) => items.filter(({ reason }) => reason.kind !== "pinned");
  if (SUBJECTS[placement] === "customer") {
    if (customerId === null) return [];
    const lists = await customerLists(scope, [placement], [customerId]);
    return fromModel(lists.flatMap(({ items }) => items));
  }
  if (productId === null || placement === "popular") return [];
  const stored = placement === "cart" ? "bought_together" : placement;
  const lists = await productLists(scope, [stored], [productId]);
  const first = fromModel(lists.flatMap(({ items }) => items));
  const known = new Set(first.map(({ id }) => id));
  const counted = await recentNeighboursOf(scope, productId, stored === "similar" ? "people" : "baskets");
  return [...first, ...counted.filter(({ id }) => !known.has(id))];
}

/** A product that a rule or a reason names, for the page. */
export interface NamedProduct {
  id: string;
  title: string;
  imageUrl: string | null;
  isGone: boolean;
}

/** Names of products, also of deleted ones, by id. */
export async function nameProducts(
  scope: ShopScope,
  ids: readonly string[],
): Promise<Record<string, NamedProduct>> {
  const found = await productsByIds(scope, ids.filter((id) => id !== "0").map(BigInt));
  return Object.fromEntries(
    [...found.values()].map(({ id, title, imageUrl, deletedAt }) => [
      id.toString(),
      { id: id.toString(), title, imageUrl, isGone: deletedAt !== null },
    ]),
  );
}
