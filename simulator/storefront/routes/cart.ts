/** The cart page, the forms that change it, and links that fill it. */
import { redirect, safePath } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { addToCart, changeLines, lineIndex, variantIdOf } from "../cart-changes.ts";
import type { CartRefusal, LineChange } from "../cart-changes.ts";
import { type Fields, listOf, nestedFields, textsOf } from "../form-fields.ts";
import { refusedCodes } from "../refused-codes.ts";
import { cartOf, codesOf, linesOf, readCodes, saveCart, setCodes } from "../shopper-cart.ts";
import { answerPage, cartView } from "../theme.ts";
import { themeText } from "../theme-texts.ts";
import { formOf, pathOf } from "../visit.ts";
import type { Visit } from "../visit.ts";
import { cartViewed } from "#simulator/web-pixels/cart-events.ts";
import { get, getOrPost, post } from "./route.ts";
import type { Route } from "./route.ts";

export const cartRoutes: Route[] = [
  get(/^\/cart$/, (visit) => cartPage(visit, null)),
  post(/^\/cart$/, update),
  post(/^\/cart\/add$/, add),
  getOrPost(/^\/cart\/change$/, change),
  post(/^\/cart\/update$/, update),
  getOrPost(/^\/cart\/clear$/, clear),
  get(/^\/discount\/([^/]+)$/, (visit, [codes = ""]) => discount(visit, codes)),
];

function cartPage(visit: Visit, refusal: CartRefusal | null): Promise<Answer> {
  const error = refusal && themeText(visit, `cart.errors.${refusal.kind}`, { title: refusal.title });
  return answerPage(
    visit,
    {
      template: "cart",
      title: { key: "cart.title" },
      objects: () => ({ cart_error: error, rejected_codes: refusedCodes(visit, cartView(visit).priced) }),
      events: [cartViewed(cartView(visit))],
    },
    error === null ? 200 : 422,
  );
}

/** One item, or several as `items[0][id]`. */
function add(visit: Visit): Promise<Answer> | Answer {
  const form = formOf(visit);
  const fields = nestedFields(form);
  const items = listOf(fields["items"]) ?? [fields];
  const textOf = (item: Fields, name: string) => (typeof item[name] === "string" ? item[name] : null);
  const added = addToCart(
    visit,
    items.map((item) => ({
      variantId: variantIdOf(textOf(item, "id")),
      quantity: Number(textOf(item, "quantity") ?? 1),
      properties: textsOf(item["properties"]),
    })),
  );
  if (!added.ok) return cartPage(visit, added.refusal);
  return redirect(safePath(form.get("return_to"), pathOf(visit, "/cart")));
}

function change(visit: Visit): Promise<Answer> | Answer {
  const form = visit.request.method === "GET" ? visit.url.searchParams : formOf(visit);
  const line = form.get("line");
  const id = form.get("id");
  const index = line === null ? lineIndex(linesOf(visit), id ?? "") : Number(line) - 1;
  const refused = changeLines(visit, [{ index, quantity: Number(form.get("quantity") ?? Number.NaN) }], true);
  return refused ? cartPage(visit, refused) : redirect(pathOf(visit, "/cart"));
}

/** `updates[]` in the order of the lines, or `updates[<variant id or key>]`; on to the checkout if that was pressed. */
function update(visit: Visit): Promise<Answer> | Answer {
  const form = formOf(visit);
  const lines = linesOf(visit);
  const byPosition = form.getAll("updates[]");
  const wanted: [number, string][] = byPosition.map((quantity, index) => [index, quantity]);
  for (const [name, quantity] of form) {
    const id = /^updates\[(.+)\]$/.exec(name)?.[1];
    if (id !== undefined) wanted.push([lineIndex(lines, id), quantity]);
  }
  const changes = wanted.flatMap(([index, quantity]): LineChange[] =>
    index < 0 || index >= lines.length || quantity.trim() === ""
      ? []
      : [{ index, quantity: Number(quantity) }],
  );
  const refused = changes.length > 0 ? changeLines(visit, changes, false) : null;
  if (refused) return cartPage(visit, refused);
  const attributes = textsOf(nestedFields(form)["attributes"]);
  const note = form.get("note");
  if (note !== null || attributes) {
    saveCart(visit, {
      ...(note === null ? {} : { note }),
      ...(attributes ? { attributes: { ...cartOf(visit)?.attributes, ...attributes } } : {}),
    });
  }
  const codes = form.get("discount");
  if (codes !== null) setCodes(visit, readCodes(codes));
  return redirect(pathOf(visit, form.has("checkout") ? "/checkout" : "/cart"));
}

function clear(visit: Visit): Answer {
  if (linesOf(visit).length > 0) saveCart(visit, { lines: [] });
  return redirect(pathOf(visit, "/cart"));
}

/** `/discount/A,B?redirect=/path` keeps the codes for the checkout, whether they hold or not, and goes on. */
function discount(visit: Visit, text: string): Answer {
  setCodes(visit, [...codesOf(visit), ...readCodes(text)].slice(-10));
  return redirect(safePath(visit.url.searchParams.get("redirect"), pathOf(visit, "/")));
}
