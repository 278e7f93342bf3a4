/** The cart mutations of the Storefront API. */
import { parseGid } from "#simulator/ids.ts";
import type { CartInput } from "#simulator/state/commands.ts";
import { discountStatus } from "#simulator/state/discount-status.ts";
import { findGiftCard } from "#simulator/state/gift-cards.ts";
import { findDiscount, findVariant } from "#simulator/state/indexes.ts";
import { onlineStockOf } from "#simulator/state/inventory-levels.ts";
import type { Cart, CartLine } from "#simulator/state/model.ts";
import { hasPage } from "#simulator/state/products-parts.ts";
import { cartLineKey } from "#simulator/webhooks/cart-payloads.ts";
import { cartGid, cartOfGid, lineGid, showCart, type ShownCart, viewKey } from "../carts.ts";
import type { StorefrontContext, StorefrontModel } from "../context.ts";
import { customerOfToken } from "./customer.ts";

const MAX_LINES = 500;
const MAX_NOTE_LENGTH = 5000;

interface Refusal {
  field: string[];
  message: string;
  code: string;
}

interface Warning {
  code: string;
  message: string;
  target: string;
}

interface LineInput {
  merchandiseId: string;
  quantity?: number | null;
  attributes?: { key: string; value: string }[] | null;
}

interface Attribute {
  key: string;
  value: string;
}

interface BuyerIdentity {
  customerAccessToken?: string | null;
  email?: string | null;
  phone?: string | null;
  countryCode?: string | null;
}

const refusal = (field: string[], message: string, code = "INVALID"): Refusal => ({ field, message, code });

const properties = (attributes: Attribute[] | null | undefined): Record<string, string> =>
  Object.fromEntries((attributes ?? []).map(({ key, value }) => [key, value]));

function readLine(
  context: StorefrontContext,
  input: LineInput,
  field: string[],
): { line: CartLine } | { problem: Refusal } {
  const id = parseGid(input.merchandiseId);
  const variant = id?.type === "ProductVariant" ? findVariant(context.shop, id.id) : null;
  const product = variant && context.shop.products.get(variant.productId);
  if (!variant || !product || !hasPage(product, context.now)) {
    const message = `The merchandise with id ${input.merchandiseId} does not exist.`;
    return { problem: refusal([...field, "merchandiseId"], message) };
  }
  const quantity = input.quantity ?? 1;
  if (quantity < 0) {
    return { problem: refusal([...field, "quantity"], "The quantity must not be negative.", "LESS_THAN") };
  }
  const given = properties(input.attributes);
  return {
    line: {
      variantId: variant.id,
      quantity,
      ...(Object.keys(given).length > 0 ? { properties: given } : {}),
    },
  };
}

/** Lines of the same variant with the same attributes become one; those without quantity go. */
function merged(lines: CartLine[]): CartLine[] {
  const byKey = new Map<string, CartLine>();
  for (const line of lines) {
    const key = cartLineKey(line);
    const known = byKey.get(key);
    byKey.set(key, known ? { ...known, quantity: known.quantity + line.quantity } : { ...line });
  }
  return [...byKey.values()].filter((line) => line.quantity > 0);
}

/** More than there is cannot be bought: the quantity is lowered, with a warning. */
function fitToStock(context: StorefrontContext, cart: Cart, warnings: Warning[]): CartLine[] {
  return cart.lines.flatMap((line) => {
    const variant = findVariant(context.shop, line.variantId);
    if (!variant?.tracked || variant.inventoryPolicy === "CONTINUE") return [line];
    const stock = Math.max(0, onlineStockOf(context.shop, variant));
    if (line.quantity <= stock) return [line];
    const target = lineGid(cart, line);
    const title = context.shop.products.get(variant.productId)?.title ?? "";
    if (stock === 0) {
      const message = `The product '${title}' is already sold out.`;
      warnings.push({ code: "MERCHANDISE_OUT_OF_STOCK", message, target });
      return [];
    }
    const message = `Only ${stock} items were added to your cart due to availability.`;
    warnings.push({ code: "MERCHANDISE_NOT_ENOUGH_STOCK", message, target });
    return [{ ...line, quantity: stock }];
  });
}

/** Which of Shopify's warnings a rejected code gets. */
function codeWarning(context: StorefrontContext, { cart, priced }: ShownCart, code: string): string {
  const discount = findDiscount(context.shop, code);
  if (!discount) return "DISCOUNT_NOT_FOUND";
  if (discountStatus(discount, context.now) !== "ACTIVE") return "DISCOUNT_CURRENTLY_INACTIVE";
  const { context: eligible, minimum, usageLimit, codes } = discount;
  if (usageLimit !== null && codes.reduce((sum, each) => sum + each.usageCount, 0) >= usageLimit) {
    return "DISCOUNT_USAGE_LIMIT_REACHED";
  }
  if (eligible.kind !== "all" && cart.customerId === null) return "DISCOUNT_ELIGIBLE_CUSTOMER_MISSING";
  if (eligible.kind === "customers" && !eligible.customerIds.includes(cart.customerId!)) {
    return "DISCOUNT_CUSTOMER_NOT_ELIGIBLE";
  }
  if (minimum?.kind === "subtotal" && priced.linesTotal < minimum.amount)
    return "DISCOUNT_PURCHASE_NOT_IN_RANGE";
  if (minimum?.kind === "quantity") {
    const quantity = cart.lines.reduce((sum, line) => sum + line.quantity, 0);
    if (quantity < minimum.quantity) return "DISCOUNT_QUANTITY_NOT_IN_RANGE";
  }
  return "DISCOUNT_CODE_NOT_HONOURED";
}

const failed = (problems: Refusal[]) => ({ cart: null, userErrors: problems, warnings: [] });

/** Saves a change and answers with the cart, what stock does not allow, and why codes do not hold. */
function save(context: StorefrontContext, change: CartInput) {
  const saved = context.commands.saveCart({ ...change, source: "storefront_api" });
  if (!saved.ok) return failed(saved.errors.map(({ field, message }) => refusal([field], message)));
  const { cart } = saved;
  const warnings: Warning[] = [];
  cart.lines = fitToStock(context, cart, warnings);
  const shown = showCart(context, cart, true);
  const target = cartGid(context.app.clientSecret, cart);
  for (const { code, reason } of shown.priced.rejectedCodes) {
    warnings.push({ code: codeWarning(context, shown, code), message: reason, target });
  }
  return { cart: shown, userErrors: [], warnings };
}

type Change = Omit<CartInput, "token" | "source">;

/** Reads lines; the problems of all of them together. */
function readLines(context: StorefrontContext, inputs: LineInput[], field: string[]) {
  const read = inputs.map((input, index) => readLine(context, input, [...field, index.toString()]));
  return {
    lines: read.flatMap((each) => ("line" in each ? [each.line] : [])),
    problems: read.flatMap((each) => ("problem" in each ? [each.problem] : [])),
  };
}

const tooManyLines = (lines: CartLine[]): Refusal[] =>
  lines.length > MAX_LINES
    ? [refusal(["lines"], `The cart cannot have more than ${MAX_LINES} lines.`, "CART_TOO_LARGE")]
    : [];

function readIdentity(context: StorefrontContext, given: BuyerIdentity, field: string[]): Change | Refusal {
  const change: Change = {};
  if (given.email !== undefined) change.email = given.email;
  if (given.phone !== undefined) change.phone = given.phone;
  if (given.countryCode !== undefined) change.countryCode = given.countryCode;
  if (given.customerAccessToken === null) change.customerId = null;
  if (typeof given.customerAccessToken === "string") {
    const customer = customerOfToken(context, given.customerAccessToken);
    if (!customer) return refusal([...field, "customerAccessToken"], "Customer is invalid");
    change.customerId = customer.id;
    change.email = given.email ?? customer.email;
  }
  return change;
}

const isRefusal = (value: Change | Refusal): value is Refusal => "message" in value;

/** A mutation of a known cart: what it changes, or why it does not. */
function changing(
  work: (cart: Cart, args: Record<string, unknown>, context: StorefrontContext) => Change | Refusal[],
): StorefrontModel[string] {
  return (_root, args, context) => {
    const cart = cartOfGid(context, args["cartId"]);
    if (!cart) return failed([refusal(["cartId"], "The specified cart does not exist.")]);
    const change = work(cart, args, context);
    return Array.isArray(change) ? failed(change) : save(context, { ...change, token: cart.token });
  };
}

function create(args: Record<string, unknown>, context: StorefrontContext) {
  const input = (args["input"] ?? {}) as {
    lines?: LineInput[] | null;
    discountCodes?: string[] | null;
    giftCardCodes?: string[] | null;
    attributes?: Attribute[] | null;
    note?: string | null;
    buyerIdentity?: BuyerIdentity | null;
  };
  const { lines, problems } = readLines(context, input.lines ?? [], ["input", "lines"]);
  const identity = readIdentity(context, input.buyerIdentity ?? {}, ["input", "buyerIdentity"]);
  const all = [...problems, ...tooManyLines(lines), ...(isRefusal(identity) ? [identity] : [])];
  if (all.length > 0 || isRefusal(identity)) return failed(all);
  return save(context, {
    countryCode: context.market.countryCode,
    ...identity,
    lines: merged(lines),
    discountCodes: distinct(input.discountCodes ?? []),
    giftCardCodes: input.giftCardCodes ?? [],
    attributes: properties(input.attributes),
    note: input.note ?? "",
  });
}

/** Each code once, whatever its case. */
const distinct = (codes: string[]): string[] => [
  ...new Map(codes.map((code) => [code.toLowerCase(), code])).values(),
];

interface LineUpdate extends Partial<LineInput> {
  id?: string | null;
  viewKey?: string | null;
}

function updateLines(cart: Cart, updates: LineUpdate[], context: StorefrontContext): Change | Refusal[] {
  const lines: (CartLine | null)[] = [...cart.lines];
  const problems: Refusal[] = [];
  for (const [index, update] of updates.entries()) {
    const field = ["lines", index.toString()];
    const at = cart.lines.findIndex(
      (line) => lineGid(cart, line) === update.id || (update.viewKey && viewKey(line) === update.viewKey),
    );
    const line = cart.lines[at];
    if (!line) {
      const message = `The merchandise line with id ${update.id ?? update.viewKey} does not exist.`;
      problems.push(refusal([...field, "id"], message, "INVALID_MERCHANDISE_LINE"));
      continue;
    }
    const read = readLine(
      context,
      {
        merchandiseId: update.merchandiseId ?? `gid://shopify/ProductVariant/${line.variantId}`,
        quantity: update.quantity ?? line.quantity,
        attributes:
          update.attributes ?? Object.entries(line.properties ?? {}).map(([key, value]) => ({ key, value })),
      },
      field,
    );
    if ("problem" in read) problems.push(read.problem);
    else lines[at] = read.line;
  }
  return problems.length > 0 ? problems : { lines: merged(lines.filter((line) => line !== null)) };
}

function setGiftCards(codes: string[], context: StorefrontContext): Change | Refusal[] {
  const wrong = codes.flatMap((code, index) => {
    const card = findGiftCard(context.shop, code);
    const isUsable = card && card.deactivatedAt === null && card.balance > 0n;
    return isUsable ? [] : [refusal(["giftCardCodes", index.toString()], "The gift card code is invalid.")];
  });
  return wrong.length > 0 ? wrong : { giftCardCodes: distinct(codes) };
}

export const cartMutations: StorefrontModel = {
  cartCreate: (_root, args, context) => create(args, context),
  cartLinesAdd: changing((cart, args, context) => {
    const { lines, problems } = readLines(context, args["lines"] as LineInput[], ["lines"]);
    const all = merged([...cart.lines, ...lines]);
    const refused = [...problems, ...tooManyLines(all)];
    return refused.length > 0 ? refused : { lines: all };
  }),
  cartLinesUpdate: changing((cart, args, context) =>
    updateLines(cart, args["lines"] as LineUpdate[], context),
  ),
  cartLinesRemove: changing((cart, args) => {
    const ids = (args["lineIds"] ?? []) as string[];
    const keys = (args["viewKeys"] ?? []) as string[];
    return {
      lines: cart.lines.filter((line) => !ids.includes(lineGid(cart, line)) && !keys.includes(viewKey(line))),
    };
  }),
  cartDiscountCodesUpdate: changing((_cart, args) => ({
    discountCodes: distinct(args["discountCodes"] as string[]),
  })),
  cartGiftCardCodesUpdate: changing((_cart, args, context) =>
    setGiftCards(args["giftCardCodes"] as string[], context),
  ),
  cartGiftCardCodesAdd: changing((cart, args, context) =>
    setGiftCards([...cart.giftCardCodes, ...(args["giftCardCodes"] as string[])], context),
  ),
  cartGiftCardCodesRemove: changing((cart, args, context) => {
    const gone = (args["appliedGiftCardIds"] as string[]).map((id) => parseGid(id)?.id);
    return {
      giftCardCodes: cart.giftCardCodes.filter(
        (code) => !gone.includes(findGiftCard(context.shop, code)?.id),
      ),
    };
  }),
  cartBuyerIdentityUpdate: changing((_cart, args, context) => {
    const identity = readIdentity(context, args["buyerIdentity"] as BuyerIdentity, ["buyerIdentity"]);
    return isRefusal(identity) ? [identity] : identity;
  }),
  cartAttributesUpdate: changing((_cart, args) => ({
    attributes: properties(args["attributes"] as Attribute[]),
  })),
  cartNoteUpdate: changing((_cart, args) => {
    const note = String(args["note"]);
    return note.length > MAX_NOTE_LENGTH
      ? [
          refusal(
            ["note"],
            `The note is too long (maximum is ${MAX_NOTE_LENGTH} characters).`,
            "NOTE_TOO_LONG",
          ),
        ]
      : { note };
  }),
};
