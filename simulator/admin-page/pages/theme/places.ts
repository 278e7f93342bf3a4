/** Where blocks may stand, and the page of the storefront that shows it. */
import type { BlockPlacement } from "#simulator/state/model.ts";
import { BLOCK_TEMPLATES, type ThemeBlock } from "#simulator/theme-extension.ts";
import type { PageContext } from "../../page-context.ts";

const NAMES: Record<string, string> = {
  index: "Home page",
  collection: "Collection pages",
  "list-collections": "List of collections",
  product: "Product pages",
  search: "Search",
  cart: "Cart",
  "customers/account": "Account page",
  "customers/order": "Order page of the account",
  "404": "Page not found",
  "group:header": "Header of every page",
  "group:footer": "Footer of every page",
  body: "Every page (embed)",
  head: "Head of every page (embed)",
  compliance_head: "Head of every page (embed)",
};

export const placeName = (target: string): string => NAMES[target] ?? target;

/** Templates and groups for app blocks, a part of the page for embeds. */
export const placesOf = (block: ThemeBlock): readonly string[] =>
  block.target === "section" ? (block.templates ?? BLOCK_TEMPLATES) : [block.target];

/** The block in its place, switched on; undefined while it is not there. */
export const placementOf = (
  { runtime }: PageContext,
  block: ThemeBlock,
  target: string,
): BlockPlacement | undefined =>
  runtime.shop.blocks.find(
    (each) => each.blockHandle === block.handle && each.target === target && each.enabled,
  );

/** A page of the storefront that shows the place, as the theme editor frames it. */
export function previewUrl({ runtime }: PageContext, target: string): string {
  const [product] = runtime.shop.products.values();
  const paths: Record<string, string> = {
    product: product ? `/products/${product.handle}` : "/",
    collection: "/collections/all",
    "list-collections": "/collections",
    search: "/search",
    "404": "/no-such-page",
    cart: "/cart",
    "customers/account": "/account",
    "customers/order": "/account",
  };
  return `${runtime.context.storefrontUrl()}${paths[target] ?? "/"}?oseid=theme-editor`;
}
