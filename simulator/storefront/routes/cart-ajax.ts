/** Shopify's Ajax cart: `/cart.js` and the requests that change it and answer JSON. */
import { fromJson, toJson } from "#simulator/json.ts";
import { jsonText } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { addToCart, setQuantity, variantIdOf } from "../cart-changes.ts";
import { cartItemJson, cartJson } from "../drops/cart.ts";
import { formOf, pricedCart } from "../visit.ts";
import type { Visit } from "../visit.ts";
import { get, post } from "./route.ts";
import type { Route } from "./route.ts";

export const cartAjaxRoutes: Route[] = [
  get(/^\/cart(?:\.js|\.json)$/, currentCart),
  post(/^\/cart\/add\.js(?:on)?$/, add),
  post(/^\/cart\/change\.js(?:on)?$/, change),
  post(/^\/cart\/update\.js(?:on)?$/, update),
  post(/^\/cart\/clear\.js(?:on)?$/, (visit) => {
    visit.session.lines = [];
    return currentCart(visit);
  }),
];

function currentCart(visit: Visit): Answer {
  return jsonText(toJson(cartJson(visit.context.shop, pricedCart(visit), visit.session.token)));
}

function refusal(message: string): Answer {
  return jsonText(toJson({ status: 422, message: "Cart Error", description: message }), 422);
}

type Fields = Record<string, unknown>;

/** Fields of a JSON body or of a form. */
function fieldsOf(visit: Visit): Fields | null {
  if (!(visit.request.headers["content-type"] ?? "").startsWith("application/json")) {
    return Object.fromEntries(formOf(visit));
  }
  try {
    const body = fromJson(visit.body.toString("utf8"));
    return typeof body === "object" && body !== null && !Array.isArray(body) ? (body as Fields) : null;
  } catch {
    return null;
  }
}

const idOf = (fields: Fields): bigint | null =>
  variantIdOf(fields["id"] === undefined ? null : String(fields["id"]));

function add(visit: Visit): Answer {
  const fields = fieldsOf(visit);
  if (!fields) return refusal("The body is not valid JSON.");
  const items = Array.isArray(fields["items"]) ? (fields["items"] as Fields[]) : [fields];
  const before = visit.session.lines.map((line) => ({ ...line }));
  const ids: bigint[] = [];
  for (const item of items) {
    const id = idOf(item);
    const error =
      id === null
        ? "This product is not available."
        : addToCart(visit.context.shop, visit.session, id, Number(item["quantity"] ?? 1));
    if (error !== null || id === null) {
      visit.session.lines = before;
      return refusal(error ?? "This product is not available.");
    }
    ids.push(id);
  }
  const added = pricedCart(visit)
    .lines.filter((line) => ids.includes(line.variantId))
    .map((line) => cartItemJson(visit.context.shop, line));
  return jsonText(toJson(Array.isArray(fields["items"]) ? { items: added } : added[0]));
}

function change(visit: Visit): Answer {
  const fields = fieldsOf(visit);
  if (!fields) return refusal("The body is not valid JSON.");
  const byLine = visit.session.lines[Number(fields["line"] ?? 0) - 1]?.variantId;
  const id = byLine ?? idOf(fields);
  const error =
    id === null
      ? "That product is not in the cart."
      : setQuantity(visit.session, id, Number(fields["quantity"]));
  return error === null ? currentCart(visit) : refusal(error);
}

function update(visit: Visit): Answer {
  const fields = fieldsOf(visit);
  if (!fields) return refusal("The body is not valid JSON.");
  const updates = fields["updates"];
  if (typeof updates === "object" && updates !== null) {
    const lines = [...visit.session.lines];
    const pairs: [bigint | null, unknown][] = Array.isArray(updates)
      ? updates.map((quantity, index) => [lines[index]?.variantId ?? null, quantity])
      : Object.entries(updates as Fields).map(([id, quantity]) => [variantIdOf(id), quantity]);
    for (const [id, quantity] of pairs) {
      const error = id === null ? null : setQuantity(visit.session, id, Number(quantity));
      if (error !== null) return refusal(error);
    }
  }
  if (typeof fields["discount"] === "string") {
    visit.session.discountCodes = fields["discount"]
      .split(",")
      .map((code) => code.trim())
      .filter(Boolean);
  }
  return currentCart(visit);
}
