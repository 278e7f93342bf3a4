/** Cart permalinks: `/cart/<variant>:<quantity>,…` begins a fresh checkout with exactly these lines. */
import { redirect } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { addToCart } from "../cart-changes.ts";
import type { ItemToAdd } from "../cart-changes.ts";
import { nestedFields, textsOf } from "../form-fields.ts";
import { codesOf, readCodes, saveCart } from "../shopper-cart.ts";
import { pathOf } from "../visit.ts";
import type { Visit } from "../visit.ts";
import { get } from "./route.ts";
import type { Route } from "./route.ts";

const MOST_PROPERTIES = 25;

export const permalinkRoutes: Route[] = [
  get(/^\/cart\/(\d+:\d+(?:,\d+:\d+)*)$/, (visit, [items = ""]) => permalink(visit, items)),
];

/** Line item properties are JSON in base64url; they belong to the first line. */
function propertiesOf(text: string | null): Record<string, string> | undefined {
  if (!text) return undefined;
  try {
    const texts = textsOf(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
    return texts && Object.keys(texts).length <= MOST_PROPERTIES ? texts : undefined;
  } catch {
    return undefined;
  }
}

function itemsOf(text: string, properties: Record<string, string> | undefined): ItemToAdd[] {
  return text.split(",").map((item, index) => {
    const [variantId = "", quantity] = item.split(":");
    return {
      variantId: BigInt(variantId),
      quantity: Number(quantity),
      ...(index === 0 && properties ? { properties } : {}),
    };
  });
}

function permalink(visit: Visit, text: string): Answer {
  const { searchParams } = visit.url;
  const fields = nestedFields(searchParams);
  const codes = [...codesOf(visit), ...readCodes(searchParams.get("discount") ?? "")];
  // A cart of its own: what was in the cart before is not bought with it.
  visit.session.cartToken = null;
  visit.session.checkoutId = null;
  visit.session.discountCodes = [...new Set(codes)];
  const items = itemsOf(text, propertiesOf(searchParams.get("properties"))).filter(
    ({ quantity }) => quantity > 0,
  );
  // The cart shows what came last first; the link's first line is to stand first.
  const added = addToCart(visit, items.toReversed());
  if (!added.ok) return redirect(pathOf(visit, "/cart"));
  saveCart(visit, {
    note: searchParams.get("note") ?? "",
    attributes: {
      ...textsOf(fields["attributes"]),
      ...(searchParams.has("ref") ? { ref: searchParams.get("ref") ?? "" } : {}),
    },
  });
  if (searchParams.get("storefront") === "true") return redirect(pathOf(visit, "/cart"));
  const prefill = new URLSearchParams([...searchParams].filter(([name]) => name.startsWith("checkout[")));
  const checkout = pathOf(visit, "/checkout");
  return redirect(prefill.size > 0 ? `${checkout}?${prefill.toString()}` : checkout);
}
