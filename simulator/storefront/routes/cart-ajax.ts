/** Shopify's Ajax cart: `/cart.js` and the requests that change it and answer JSON. */
import { toJson } from "#simulator/json.ts";
import { jsonText } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { addToCart, changeLines, lineIndex, variantIdOf, variantOnSale } from "../cart-changes.ts";
import type { ItemToAdd, LineChange, Refusal } from "../cart-changes.ts";
import { cartItemsJson, cartJson } from "../drops/cart.ts";
import { fieldsOf, listOf, textsOf } from "../form-fields.ts";
import type { Fields } from "../form-fields.ts";
import { cartOf, linesOf, readCodes, saveCart, setCodes } from "../shopper-cart.ts";
import { cartView, MOST_SECTIONS, renderSections } from "../theme.ts";
import type { Visit } from "../visit.ts";
import { get, post } from "./route.ts";
import type { Route } from "./route.ts";

export const cartAjaxRoutes: Route[] = [
  get(/^\/cart(?:\.js|\.json)$/, (visit) => jsonText(toJson(cartJson(cartView(visit))))),
  post(/^\/cart\/add\.js(?:on)?$/, add),
  post(/^\/cart\/change\.js(?:on)?$/, change),
  post(/^\/cart\/update\.js(?:on)?$/, update),
  post(/^\/cart\/clear\.js(?:on)?$/, clear),
];

function refusal({ status, description }: Refusal): Answer {
  if (status === 400) {
    return jsonText(toJson({ status: "bad_request", message: description, description }), 400);
  }
  return jsonText(toJson({ status, message: "Cart Error", description }), status);
}

const NO_JSON: Refusal = { status: 400, description: "The body is not valid JSON." };

/** The answer with the sections that the request asks for. */
async function answer(visit: Visit, fields: Fields, body: Record<string, unknown>): Promise<Answer> {
  const wanted = fields["sections"];
  const names = (Array.isArray(wanted) ? wanted.map(String) : String(wanted ?? "").split(",")).filter(
    Boolean,
  );
  if (names.length === 0) return jsonText(toJson(body));
  const url = fields["sections_url"];
  if (url !== undefined && !(typeof url === "string" && url.startsWith("/"))) {
    return refusal({ status: 400, description: "sections_url must begin with /" });
  }
  return jsonText(toJson({ ...body, sections: await renderSections(visit, names.slice(0, MOST_SECTIONS)) }));
}

const wholeCart = (visit: Visit): Record<string, unknown> => cartJson(cartView(visit));

/** What the simulator has not got is refused by name instead of being left out. */
function unmodelled(item: Fields): Refusal | null {
  if (item["selling_plan"])
    return { status: 422, description: "The simulator does not model selling plans." };
  if (item["parent_id"] ?? item["parent_line_key"]) {
    return { status: 422, description: "The simulator does not model nested cart lines." };
  }
  return null;
}

function itemOf(item: Fields): ItemToAdd {
  return {
    variantId: variantIdOf(item["id"] === undefined ? null : String(item["id"])),
    quantity: Number(item["quantity"] ?? 1),
    properties: textsOf(item["properties"]),
  };
}

/** Attributes and the note, which every request may bring along. */
function saveDetails(visit: Visit, fields: Fields): void {
  const attributes = textsOf(fields["attributes"]);
  const note = fields["note"];
  if (attributes === undefined && typeof note !== "string") return;
  saveCart(visit, {
    ...(typeof note === "string" ? { note } : {}),
    ...(attributes === undefined
      ? {}
      : { attributes: mergedAttributes(visit, fields["attributes"] as Fields, attributes) }),
  });
}

/** Given attributes replace those of the same name; an empty one is taken away. */
function mergedAttributes(visit: Visit, raw: Fields, given: Record<string, string>): Record<string, string> {
  const kept = Object.entries(cartOf(visit)?.attributes ?? {}).filter(([name]) => !Object.hasOwn(raw, name));
  return { ...Object.fromEntries(kept), ...given };
}

function add(visit: Visit): Promise<Answer> | Answer {
  const fields = fieldsOf(visit);
  if (!fields) return refusal(NO_JSON);
  const list = listOf(fields["items"]);
  const items = list ?? [fields];
  const fault = items.map(unmodelled).find((each) => each !== null);
  if (fault) return refusal(fault);
  const added = addToCart(visit, items.map(itemOf));
  if (!added.ok) return refusal(added.refusal);
  saveDetails(visit, fields);
  const json = cartItemsJson(cartView(visit), added.keys);
  return answer(visit, fields, list ? { items: json } : { ...json[0] });
}

function change(visit: Visit): Promise<Answer> | Answer {
  const fields = fieldsOf(visit);
  if (!fields) return refusal(NO_JSON);
  const line = fields["line"];
  const id = fields["id"];
  const index =
    line !== undefined ? Number(line) - 1 : id === undefined ? -1 : lineIndex(linesOf(visit), String(id));
  const quantity = fields["quantity"] === undefined ? undefined : Number(fields["quantity"]);
  const properties = textsOf(fields["properties"]);
  const refused = changeLines(visit, [{ index, quantity, properties }], true);
  return refused ? refusal(refused) : answer(visit, fields, wholeCart(visit));
}

/** Quantities by variant id, line key, or in the order of the lines. Variants that are not in the cart yet are added. */
function readUpdates(
  visit: Visit,
  updates: unknown,
): { changes: LineChange[]; added: ItemToAdd[] } | Refusal {
  const lines = linesOf(visit);
  if (Array.isArray(updates)) {
    const changes = updates
      .slice(0, lines.length)
      .map((quantity, index) => ({ index, quantity: Number(quantity) }));
    return { changes, added: [] };
  }
  const changes: LineChange[] = [];
  const added: ItemToAdd[] = [];
  for (const [id, value] of Object.entries(updates as Fields)) {
    const quantity = Number(value);
    const index = lineIndex(lines, id);
    if (index >= 0) changes.push({ index, quantity });
    else if (id.includes(":")) continue;
    else if (!variantOnSale(visit.context.shop, variantIdOf(id), visit.context.clock())) {
      return { status: 404, description: "Cannot find variant" };
    } else if (quantity > 0) added.push({ variantId: variantIdOf(id), quantity });
  }
  return { changes, added };
}

function update(visit: Visit): Promise<Answer> | Answer {
  const fields = fieldsOf(visit);
  if (!fields) return refusal(NO_JSON);
  const updates = fields["updates"];
  if (typeof updates === "object" && updates !== null) {
    const read = readUpdates(visit, updates);
    if ("status" in read) return refusal(read);
    const refused = read.changes.length > 0 ? changeLines(visit, read.changes, false) : null;
    if (refused) return refusal(refused);
    const added = read.added.length > 0 ? addToCart(visit, read.added) : null;
    if (added && !added.ok) return refusal(added.refusal);
  }
  saveDetails(visit, fields);
  const { discount } = fields;
  if (typeof discount === "string") setCodes(visit, readCodes(discount));
  return answer(visit, fields, wholeCart(visit));
}

/** Takes all lines out; note and attributes stay. */
function clear(visit: Visit): Promise<Answer> | Answer {
  if (linesOf(visit).length > 0) saveCart(visit, { lines: [] });
  return answer(visit, fieldsOf(visit) ?? {}, wholeCart(visit));
}
