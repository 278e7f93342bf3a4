/** The cart page and the forms that change it. */
import { page, redirect, safePath } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { addToCart, setQuantity, variantIdOf } from "../cart-changes.ts";
import { renderPage } from "../theme.ts";
import { formOf } from "../visit.ts";
import type { Visit } from "../visit.ts";
import { get, getOrPost, post } from "./route.ts";
import type { Route } from "./route.ts";

export const cartRoutes: Route[] = [
  get(/^\/cart$/, (visit) => cartPage(visit, null)),
  post(/^\/cart$/, update),
  post(/^\/cart\/add$/, add),
  getOrPost(/^\/cart\/change$/, change),
  post(/^\/cart\/update$/, update),
  getOrPost(/^\/cart\/clear$/, clear),
  get(/^\/discount\/([^/]+)$/, (visit, [code = ""]) => discount(visit, code)),
];

async function cartPage(visit: Visit, error: string | null): Promise<Answer> {
  const objects = () => ({ cart_error: error });
  return page(
    await renderPage(visit, { template: "cart", title: "Cart", objects }),
    error === null ? 200 : 422,
  );
}

function add(visit: Visit): Promise<Answer> | Answer {
  const form = formOf(visit);
  const variantId = variantIdOf(form.get("id"));
  const error =
    variantId === null
      ? "This product is not available."
      : addToCart(visit.context.shop, visit.session, variantId, Number(form.get("quantity") ?? 1));
  return error === null ? redirect(safePath(form.get("return_to"), "/cart")) : cartPage(visit, error);
}

function change(visit: Visit): Promise<Answer> | Answer {
  const form = visit.request.method === "GET" ? visit.url.searchParams : formOf(visit);
  const line = visit.session.lines[Number(form.get("line") ?? 0) - 1];
  const variantId = line?.variantId ?? variantIdOf(form.get("id"));
  const error =
    variantId === null
      ? "That product is not in the cart."
      : setQuantity(visit.session, variantId, Number(form.get("quantity") ?? Number.NaN));
  return error === null ? redirect("/cart") : cartPage(visit, error);
}

/** `updates[]` in the order of the lines, or `updates[<variant id>]`; then on to the checkout if that was pressed. */
function update(visit: Visit): Promise<Answer> | Answer {
  const form = formOf(visit);
  const before = [...visit.session.lines];
  const byPosition = form.getAll("updates[]");
  const wanted = before.map((line, index) => ({
    variantId: line.variantId,
    quantity: form.get(`updates[${line.variantId}]`) ?? byPosition[index] ?? null,
  }));
  const errors = wanted.flatMap(({ variantId, quantity }) =>
    quantity === null || quantity.trim() === ""
      ? []
      : (setQuantity(visit.session, variantId, Number(quantity)) ?? []),
  );
  const [error] = errors;
  if (error !== undefined) return cartPage(visit, error);
  const codes = form.get("discount");
  if (codes !== null)
    visit.session.discountCodes = codes
      .split(",")
      .map((code) => code.trim())
      .filter(Boolean);
  return redirect(form.has("checkout") ? "/checkout" : "/cart");
}

function clear(visit: Visit): Answer {
  visit.session.lines = [];
  return redirect("/cart");
}

/** `/discount/CODE?redirect=/path` keeps the code for the checkout, whether it holds or not, and goes on. */
function discount(visit: Visit, code: string): Answer {
  const known = visit.session.discountCodes.filter((one) => one.toLowerCase() !== code.toLowerCase());
  if (code.length <= 255) visit.session.discountCodes = [...known, code].slice(-5);
  return redirect(safePath(visit.url.searchParams.get("redirect"), "/"));
}
