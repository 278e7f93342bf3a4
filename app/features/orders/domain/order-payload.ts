import { z } from "zod";
import { decimal, id, instant, orNull, readPayload } from "#app/shared/payload.ts";
import { discountsFrom, type OrderDiscount } from "./order-parts.ts";
import { type OrderLineState, type OrderState, paidAtFromState } from "./order-state.ts";
import { parcelFromWebhook, returnFromWebhook } from "./parcel-payload.ts";
import { webhookAddress } from "./postal-address.ts";
import { withSpreadTax } from "./line-tax.ts";
import { readAmount } from "./read-amount.ts";
import { refundFromWebhook, transactionsOfRefund } from "./refund-payload.ts";
import { salesChannelOf } from "./sales-channel.ts";

const text = orNull(z.string());
const ShopMoney = z.object({ shop_money: z.object({ amount: decimal }) });

const Allocation = z.object({
  amount: orNull(decimal),
  amount_set: orNull(ShopMoney),
  discount_application_index: orNull(z.number().int()),
});

const LinePayload = z.object({
  id,
  product_id: orNull(id),
  variant_id: orNull(id),
  title: text,
  sku: text,
  quantity: z.number().int(),
  current_quantity: orNull(z.number().int()),
  price: orNull(decimal),
  discount_allocations: orNull(z.array(Allocation)),
  tax_lines: orNull(z.array(z.object({ price: orNull(decimal), price_set: orNull(ShopMoney) }))),
});

const OrderPayload = z.object({
  id,
  name: text,
  app_id: orNull(id),
  source_name: text,
  company: orNull(z.looseObject({ id: orNull(id) })),
  currency: z.string().regex(/^[A-Z]{3}$/, "expected a currency code such as GBP"),
  subtotal_price: decimal,
  total_price: decimal,
  total_price_set: orNull(z.object({ presentment_money: orNull(z.object({ amount: decimal })) })),
  total_discounts: orNull(decimal),
  total_shipping_price_set: orNull(ShopMoney),
  total_tax: orNull(decimal),
  taxes_included: orNull(z.boolean()),
  presentment_currency: text,
  financial_status: text,
  fulfillment_status: text,
  test: orNull(z.boolean()),
  tags: text,
  created_at: instant,
  processed_at: orNull(instant),
  updated_at: orNull(instant),
  cancelled_at: orNull(instant),
  cancel_reason: text,
  closed_at: orNull(instant),
  cart_token: text,
  checkout_token: text,
  email: text,
  contact_email: text,
  phone: text,
  note: text,
  shipping_address: orNull(webhookAddress),
  billing_address: orNull(webhookAddress),
  customer: orNull(z.looseObject({ id })),
  line_items: orNull(z.array(LinePayload)),
  shipping_lines: orNull(z.array(z.object({ discount_allocations: orNull(z.array(Allocation)) }))),
  discount_applications: orNull(z.array(z.object({ type: text, code: text, title: text }))),
  discount_codes: orNull(z.array(z.object({ code: text }))),
  refunds: orNull(z.array(z.looseObject({ id }))),
  fulfillments: orNull(z.array(z.looseObject({ id }))),
  returns: orNull(z.array(z.looseObject({ id }))),
});

/**
 * Reads the order of an orders/* webhook.
 *
 * @returns the state, and the customer as it stands in the order (for the customers feature), if there is one
 * @throws InvalidInput that names the field
 */
export function orderFromWebhook(payload: unknown): { order: OrderState; customer: unknown } {
  const order = readPayload(OrderPayload, payload, "The order");
  const { currency, customer, shipping_address: shipping, billing_address: billing } = order;
  const money = (amount: string | null | undefined, field: string) =>
    readAmount(amount ?? "0", currency, `The order's ${field}`);
  const updatedAt = order.updated_at ?? order.created_at;
  const processedAt = order.processed_at ?? order.created_at;
  const financialStatus = order.financial_status;
  const presentmentTotal = order.total_price_set?.presentment_money?.amount;
  const presentmentCurrency = order.presentment_currency;
  const taxesIncluded = order.taxes_included ?? false;
  const taxMinor = money(order.total_tax, "total_tax");
  const totalMinor = money(order.total_price, "total_price");
  const origin = {
    sourceName: order.source_name,
    appId: order.app_id?.toString() ?? null,
    isForCompany: order.company !== null,
  };
  return {
    customer,
    order: {
      id: order.id,
      name: order.name ?? `#${order.id}`,
      customerId: customer?.id ?? null,
      email: orMissing(order.email) ?? orMissing(order.contact_email),
      phone: orMissing(order.phone),
      shippingAddress: shipping,
      billingAddress: billing,
      note: orMissing(order.note),
      currency,
      subtotalMinor: money(order.subtotal_price, "subtotal_price"),
      totalMinor,
      discountsMinor: money(order.total_discounts, "total_discounts"),
      shippingMinor: money(order.total_shipping_price_set?.shop_money.amount, "total_shipping_price_set"),
      taxMinor,
      taxesIncluded,
      presentmentCurrency,
      presentmentTotalMinor:
        presentmentTotal && presentmentCurrency
          ? readAmount(presentmentTotal, presentmentCurrency, "The order's total_price_set.presentment_money")
          : null,
      financialStatus,
      fulfillmentStatus: order.fulfillment_status,
      channel: salesChannelOf(origin),
      sourceName: order.source_name,
      isTest: order.test ?? false,
      tags: (order.tags ?? "")
        .split(",")
        .map((tag) => tag.trim())
        .filter(Boolean)
        .toSorted(),
      discounts: readDiscounts(order, money),
      discountCodes: (order.discount_codes ?? []).flatMap(({ code }) => code ?? []).toSorted(),
      countryCode: shipping?.countryCode ?? billing?.countryCode ?? null,
      cartToken: order.cart_token,
      checkoutToken: order.checkout_token,
      paidAt: paidAtFromState({ financialStatus, createdAt: order.created_at, processedAt, updatedAt }),
      createdAt: order.created_at,
      processedAt,
      cancelledAt: order.cancelled_at,
      cancelReason: order.cancel_reason,
      closedAt: order.closed_at,
      updatedAt,
      lines: withSpreadTax(
        (order.line_items ?? []).map((line) => readLine(line, money)),
        { taxesIncluded, taxMinor, totalMinor },
      ),
      transactions: (order.refunds ?? []).flatMap((refund) =>
        transactionsOfRefund({ order_id: order.id, ...refund }, updatedAt),
      ),
      refunds: (order.refunds ?? []).map((refund) =>
        refundFromWebhook({ order_id: order.id, ...refund }, { currency, taxesIncluded, updatedAt }),
      ),
      parcels: (order.fulfillments ?? []).map((parcel) =>
        parcelFromWebhook({ order_id: order.id, ...parcel }),
      ),
      returns: (order.returns ?? []).map((each) =>
        returnFromWebhook({ ...each, order_id: order.id }, updatedAt),
      ),
      edits: [],
    },
  };
}

type ReadMoney = (amount: string | null | undefined, field: string) => bigint;

/** Every discount with what it took off the lines and the shipping. */
function readDiscounts(
  order: Pick<z.output<typeof OrderPayload>, "line_items" | "shipping_lines" | "discount_applications">,
  money: ReadMoney,
): OrderDiscount[] {
  const allocations = [...(order.line_items ?? []), ...(order.shipping_lines ?? [])].flatMap(
    (line) => line.discount_allocations ?? [],
  );
  return discountsFrom(
    allocations.flatMap((each) => {
      const application = order.discount_applications?.[each.discount_application_index ?? -1];
      if (!application) return [];
      const amountMinor = money(each.amount_set?.shop_money.amount ?? each.amount, "discount_allocations");
      return [{ kind: application.type ?? "", name: application.code ?? application.title, amountMinor }];
    }),
  );
}

function readLine(line: z.output<typeof LinePayload>, money: ReadMoney): OrderLineState {
  const discounts = (line.discount_allocations ?? []).map((each) =>
    money(each.amount_set?.shop_money.amount ?? each.amount, "line_items.discount_allocations"),
  );
  const taxes = (line.tax_lines ?? []).map((each) =>
    money(each.price_set?.shop_money.amount ?? each.price, "line_items.tax_lines"),
  );
  return {
    lineId: line.id.toString(),
    productId: line.product_id?.toString() ?? null,
    variantId: line.variant_id?.toString() ?? null,
    title: line.title ?? "",
    sku: orMissing(line.sku),
    quantity: line.quantity,
    currentQuantity: line.current_quantity ?? line.quantity,
    unitPriceMinor: money(line.price, "line_items.price").toString(),
    discountMinor: discounts.reduce((sum, amount) => sum + amount, 0n).toString(),
    taxMinor: taxes.reduce((sum, amount) => sum + amount, 0n).toString(),
  };
}

/** Shopify writes "" for what is not there. */
function orMissing(value: string | null): string | null {
  return value === "" ? null : value;
}
