/** Reads the lines of the bulk operations that import a store's past. */
import { z } from "zod";
import { InvalidInput, messageOf } from "#app/shared/errors.ts";
import { idFromGid } from "#app/shared/ids.ts";
import { minorFromDecimal } from "#app/shared/money.ts";
import { decimal, instant, orNull, readPayload } from "#app/shared/payload.ts";
import { type OrderState, paidAtFromState, type RefundState } from "./order-state.ts";

/** The queries that Shopify runs for us. They stand here, beside the code that reads their lines. */
export const CUSTOMERS_BULK_QUERY = `{
  customers {
    edges { node {
      id firstName lastName createdAt updatedAt
      defaultEmailAddress { emailAddress }
      defaultPhoneNumber { phoneNumber }
    } }
  }
}`;

export const ORDERS_BULK_QUERY = `{
  orders {
    edges { node {
      id name createdAt processedAt updatedAt cancelledAt displayFinancialStatus currencyCode
      customer { id }
      discountCodes
      subtotalPriceSet { shopMoney { amount } }
      totalPriceSet { shopMoney { amount } }
      currentSubtotalPriceSet { shopMoney { amount } }
      currentTotalPriceSet { shopMoney { amount } }
      refunds { id createdAt totalRefundedSet { shopMoney { amount } } }
      lineItems { edges { node {
        id title quantity
        originalUnitPriceSet { shopMoney { amount } }
        product { id }
        variant { id }
      } } }
    } }
  }
}`;

const MoneyBag = z.object({ shopMoney: z.object({ amount: decimal }) });

const CustomerLine = z.object({
  id: z.string(),
  firstName: orNull(z.string()),
  lastName: orNull(z.string()),
  createdAt: instant,
  updatedAt: instant,
  defaultEmailAddress: orNull(z.object({ emailAddress: z.string() })),
  defaultPhoneNumber: orNull(z.object({ phoneNumber: z.string() })),
});

const OrderLine = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: instant,
  processedAt: orNull(instant),
  updatedAt: instant,
  cancelledAt: orNull(instant),
  displayFinancialStatus: orNull(z.string()),
  currencyCode: z.string(),
  customer: orNull(z.object({ id: z.string() })),
  discountCodes: z.array(z.string()),
  subtotalPriceSet: orNull(MoneyBag),
  totalPriceSet: MoneyBag,
  currentSubtotalPriceSet: MoneyBag,
  currentTotalPriceSet: MoneyBag,
  refunds: z.array(
    z.object({ id: orNull(z.string()), createdAt: orNull(instant), totalRefundedSet: MoneyBag }),
  ),
});

const ItemLine = z.object({
  id: z.string(),
  __parentId: z.string(),
  title: z.string(),
  quantity: z.number().int(),
  originalUnitPriceSet: MoneyBag,
  product: orNull(z.object({ id: z.string() })),
  variant: orNull(z.object({ id: z.string() })),
});

/** A customer of the import, in the fields of a customer webhook's state. */
export interface ImportedCustomer {
  id: bigint;
  email: string | null;
  phone: string | null;
  firstName: string | null;
  lastName: string | null;
  createdAt: Date;
  updatedAt: Date;
}

export function customerFromBulk(line: unknown): ImportedCustomer {
  const customer = readPayload(CustomerLine, line, "A customer of the import");
  return {
    id: idFromGid(customer.id, "Customer"),
    email: customer.defaultEmailAddress?.emailAddress ?? null,
    phone: customer.defaultPhoneNumber?.phoneNumber ?? null,
    firstName: customer.firstName,
    lastName: customer.lastName,
    createdAt: customer.createdAt,
    updatedAt: customer.updatedAt,
  };
}

/** An order of the import. Several refunds share what came back: their split has to be asked for. */
export interface ImportedOrder {
  order: OrderState;
  needsRefundDetails: boolean;
}

/** Reads an order's line. @throws InvalidInput */
export function orderFromBulk(line: unknown): ImportedOrder {
  const node = readPayload(OrderLine, line, "An order of the import");
  const money = (bag: z.output<typeof MoneyBag> | null) =>
    readAmount(bag?.shopMoney.amount ?? "0", node.currencyCode);
  const id = idFromGid(node.id, "Order");
  const processedAt = node.processedAt ?? node.createdAt;
  const financialStatus = node.displayFinancialStatus?.toLowerCase() ?? null;
  const subtotalMinor = money(node.subtotalPriceSet);
  const totalMinor = money(node.totalPriceSet);
  const refunds = node.refunds.flatMap((refund) =>
    refund.id && refund.createdAt
      ? [
          {
            id: idFromGid(refund.id, "Refund"),
            createdAt: refund.createdAt,
            paidBack: money(refund.totalRefundedSet),
          },
        ]
      : [],
  );
  // What one refund gave back for goods: what the subtotal lost, and money beyond what the total lost (goodwill).
  const lostSubtotal = subtotalMinor - money(node.currentSubtotalPriceSet);
  const goodwill = (refunds[0]?.paidBack ?? 0n) - (totalMinor - money(node.currentTotalPriceSet));
  const shared = { orderId: id, observedAt: node.updatedAt };
  const paidStatus = { financialStatus, createdAt: node.createdAt, processedAt, updatedAt: node.updatedAt };
  return {
    needsRefundDetails: refunds.length > 1,
    order: {
      id,
      name: node.name,
      customerId: node.customer && idFromGid(node.customer.id, "Customer"),
      currency: node.currencyCode,
      subtotalMinor,
      totalMinor,
      financialStatus,
      paidAt: paidAtOfImport(paidStatus),
      processedAt,
      cancelledAt: node.cancelledAt,
      updatedAt: node.updatedAt,
      discountCodes: node.discountCodes,
      lines: [],
      refunds: refunds.map((refund, index): RefundState => ({
        ...shared,
        id: refund.id,
        createdAt: refund.createdAt,
        goodsMinor: index === 0 ? lostSubtotal + (goodwill > 0n ? goodwill : 0n) : 0n,
      })),
    },
  };
}

/**
 * An imported order was changed long after it was paid (refunds, fulfilment), so updatedAt says little: it counts as
 * paid when it was processed. The earliest time that any source implies stands.
 */
function paidAtOfImport(state: Parameters<typeof paidAtFromState>[0]): Date | null {
  return paidAtFromState({ ...state, updatedAt: state.processedAt });
}

/** Reads a line item's line, to be added to the order that it names. @throws InvalidInput */
export function itemFromBulk(line: unknown, currency: string) {
  const item = readPayload(ItemLine, line, "A line item of the import");
  return {
    lineId: idFromGid(item.id, "LineItem").toString(),
    productId: item.product && idFromGid(item.product.id, "Product").toString(),
    variantId: item.variant && idFromGid(item.variant.id, "ProductVariant").toString(),
    title: item.title,
    quantity: item.quantity,
    unitPriceMinor: readAmount(item.originalUnitPriceSet.shopMoney.amount, currency).toString(),
  };
}

/**
 * A line as data. Ids are text here (`gid://shopify/…`), so that no number of a line can lose a digit.
 *
 * @throws SyntaxError when it is not JSON
 */
export function parseLine(text: string): { line: unknown; parentGid: string | null } {
  const line: unknown = JSON.parse(text);
  const parentGid =
    typeof line === "object" && line !== null && "__parentId" in line ? line.__parentId : null;
  return { line, parentGid: typeof parentGid === "string" ? parentGid : null };
}

function readAmount(amount: string, currency: string): bigint {
  try {
    return minorFromDecimal(amount, currency);
  } catch (error) {
    throw new InvalidInput(`An amount of the import cannot be read: ${messageOf(error)}`);
  }
}
