/** What can be done to orders, and what the commands are given. */
import type { AddressInput } from "./customers-commands.ts";
import type { CommandResult } from "./commands.ts";
import type { CommandEnvironment } from "./environment.ts";
import { cancelFulfillment, addFulfillmentEvent, fulfillOrder, updateTracking } from "./fulfillments.ts";
import type {
  Address,
  CartLine,
  EditDiscount,
  Fulfillment,
  FulfillmentEvent,
  Hundredths,
  Order,
  OrderEdit,
  Refund,
  RefundLine,
  Return,
  Transaction,
} from "./model.ts";
import { cancelOrder } from "./order-cancel.ts";
import { createOrder } from "./order-create.ts";
import {
  addCustomItem,
  addVariant,
  beginEdit,
  commitEdit,
  discountLine,
  removeLineDiscount,
  setLineQuantity,
} from "./order-edits.ts";
import { captureOrder, closeOrder, deleteOrder, markPaid, openOrder, updateOrder } from "./order-updates.ts";
import { placeOrder } from "./orders.ts";
import { refundOrder } from "./refunds.ts";
import {
  approveReturn,
  cancelReturn,
  closeReturn,
  createReturn,
  declineReturn,
  processReturn,
  removeFromReturn,
  reopenReturn,
} from "./returns.ts";

export interface PlaceOrderInput {
  /**
   * null = not signed in. As at Shopify a guest's e-mail address or phone number then finds the customer who has it, or
   * makes a new one (customers/create); an order without contact and customer (a till sale) belongs to nobody.
   */
  customerId: bigint | null;
  email?: string;
  /** E.164. */
  phone?: string;
  lines: CartLine[];
  discountCodes?: string[];
  giftCardCodes?: string[];
  /** Store credit of the customer pays what it can. */
  useStoreCredit?: boolean;
  /** Without it the store's flat rate; sales in a shop have none. */
  shipping?: Hundredths;
  shippingAddress?: Address;
  billingAddress?: Address;
  /** What the shopper pays in: one of the shop's markets. */
  presentmentCurrency?: string;
  /** `web` unless said otherwise; `pos` is a sale in a shop: nothing is sent. */
  sourceName?: string;
  locationId?: bigint;
  note?: string;
  attributes?: Record<string, string>;
  tags?: string[];
  locale?: string;
  cartToken?: string;
  checkoutToken?: string;
  landingSite?: string;
  referringSite?: string;
  clientIp?: string;
  test?: boolean;
  /** Percent of tax that the prices contain. */
  taxRate?: number;
  at?: Date;
  /** Default true. */
  paid?: boolean;
}

export interface CreatedLine {
  variantId: bigint | null;
  productId: bigint | null;
  title: string | null;
  variantTitle: string | null;
  sku: string | null;
  vendor: string | null;
  quantity: number;
  /** null = the variant's. */
  unitPrice: Hundredths | null;
  isGiftCard: boolean;
  requiresShipping: boolean;
  customAttributes: { key: string; value: string }[];
}

export interface CreatedTransaction {
  kind: Transaction["kind"];
  amount: Hundredths;
  gateway: string | null;
  giftCardId: bigint | null;
  processedAt: Date | null;
}

/** An order as an app writes it down: nothing is worked out but the amounts. */
export interface CreateOrderInput {
  customerId: bigint | null;
  /** Finds a customer by id, e-mail address or phone number and changes it, or makes a new one. */
  upsert: {
    id: bigint | null;
    email: string | null;
    phone: string | null;
    firstName: string | null;
    lastName: string | null;
    note: string | null;
    tags: string[] | null;
  } | null;
  email: string | null;
  phone: string | null;
  lines: CreatedLine[];
  shipping: { title: string; price: Hundredths } | null;
  discount:
    | { code: string; kind: "amount"; amount: Hundredths }
    | { code: string; kind: "percentage"; percentage: number }
    | { code: string; kind: "freeShipping" }
    | null;
  presentment: { currency: string; rate: number } | null;
  shippingAddress: AddressInput | null;
  billingAddress: AddressInput | null;
  financialStatus: Order["financialStatus"] | null;
  isFulfilled: boolean;
  fulfillment: {
    locationId: bigint;
    trackingCompany: string | null;
    trackingNumber: string | null;
    shipmentStatus: string | null;
  } | null;
  transactions: CreatedTransaction[];
  inventory: "BYPASS" | "DECREMENT_IGNORING_POLICY" | "DECREMENT_OBEYING_POLICY";
  name: string | null;
  note: string | null;
  poNumber: string | null;
  tags: string[];
  customAttributes: { key: string; value: string }[];
  sourceName: string;
  sourceIdentifier: string | null;
  referringSite: string | null;
  test: boolean;
  buyerAcceptsMarketing: boolean;
  processedAt: Date | null;
  closedAt: Date | null;
}

export interface UpdateOrderInput {
  email?: string | null;
  phone?: string | null;
  note?: string | null;
  poNumber?: string | null;
  tags?: string[];
  customAttributes?: { key: string; value: string }[];
  shippingAddress?: AddressInput;
}

/** Money to give back on one payment; without a payment on the order's payments in turn. */
export interface RefundTransactionInput {
  amount: Hundredths;
  parentId?: bigint;
}

export interface RefundLineInput {
  lineId: bigint;
  quantity: number;
  /** Without it RETURN for what was sent and CANCEL for what was not. */
  restockType?: RefundLine["restockType"];
  locationId?: bigint | null;
}

export interface RefundInput {
  orderId: bigint;
  /** Without lines and shipping: everything still refundable. */
  lines?: RefundLineInput[];
  shipping?: Hundredths;
  note?: string | null;
  /** Without it, what lines and shipping make due; an empty list gives nothing back. */
  transactions?: RefundTransactionInput[];
  storeCredit?: { amount: Hundredths; expiresAt: Date | null };
  allowOverRefunding?: boolean;
  returnId?: bigint;
  at?: Date;
}

export interface CancelOrderInput {
  orderId: bigint;
  /** CUSTOMER, DECLINED, FRAUD, INVENTORY, OTHER or STAFF, in either case. */
  reason?: string;
  /** Default true. */
  refund?: boolean;
  /** The refund goes to the customer's store credit. */
  toStoreCredit?: { expiresAt: Date | null };
  /** Default true. */
  restock?: boolean;
  staffNote?: string | null;
}

export interface TrackingInput {
  company?: string | null;
  numbers?: string[];
  urls?: string[];
}

export interface FulfillOrderInput {
  orderId: bigint;
  /** Without it everything that is left. */
  lines?: { lineId: bigint; quantity: number }[];
  tracking?: TrackingInput;
  locationId?: bigint;
  shipmentStatus?: string | null;
}

export type FulfillmentEventInput = Pick<FulfillmentEvent, "status"> &
  Partial<Omit<FulfillmentEvent, "id" | "status" | "createdAt">> & { fulfillmentId: bigint };

export interface ReturnLineInput {
  fulfillmentLineId: bigint;
  quantity: number;
  reason?: string | null;
  note?: string;
  customerNote?: string | null;
}

export interface CreateReturnInput {
  orderId: bigint;
  lines: ReturnLineInput[];
  /** The customer asks for it and the merchant has to agree. */
  isRequest?: boolean;
  at?: Date;
}

export interface ProcessReturnInput {
  returnId: bigint;
  lines: { returnLineId: bigint; quantity: number; restock: boolean; locationId: bigint | null }[];
  /** Money to give back; null = none. */
  refund: Pick<RefundInput, "transactions" | "storeCredit" | "allowOverRefunding"> | null;
  shipping: Hundredths;
  note: string | null;
}

type OrderResult = CommandResult<{ order: Order }>;
type FulfillmentResult = CommandResult<{ order: Order; fulfillment: Fulfillment }>;
type ReturnResult = CommandResult<{ order: Order; return: Return }>;
type EditResult = CommandResult<{ order: Order; edit: OrderEdit }>;

/** Every command that changes an order sends orders/updated besides its own topics. */
export interface OrderCommands {
  /**
   * orders/create, and orders/paid unless `paid: false`; the payments' topics, customers/update or customers/create,
   * customers/purchasing_summary, and the topics of the stock that it takes.
   */
  placeOrder(input: PlaceOrderInput): OrderResult;
  /** The same topics; an order that an app writes down. */
  createOrder(input: CreateOrderInput): OrderResult;
  updateOrder(orderId: bigint, input: UpdateOrderInput): OrderResult;
  /** orders/paid. */
  markPaid(orderId: bigint): OrderResult;
  /** orders/paid when everything is captured. `amount` is in the shop's currency. */
  captureOrder(input: {
    orderId: bigint;
    parentId: bigint;
    amount: Hundredths;
  }): CommandResult<{ order: Order; transaction: Transaction }>;
  /** refunds/create. */
  refundOrder(input: RefundInput): CommandResult<{ order: Order; refund: Refund }>;
  /** orders/cancelled; also refunds/create when something is left to take back. */
  cancelOrder(input: CancelOrderInput): OrderResult;
  closeOrder(orderId: bigint): OrderResult;
  openOrder(orderId: bigint): OrderResult;
  /** orders/delete. */
  deleteOrder(orderId: bigint): OrderResult;
  /** fulfillments/create, and orders/fulfilled or orders/partially_fulfilled. */
  fulfillOrder(input: FulfillOrderInput): FulfillmentResult;
  /** fulfillments/update. */
  cancelFulfillment(fulfillmentId: bigint): FulfillmentResult;
  /** fulfillments/update. */
  updateTracking(fulfillmentId: bigint, tracking: TrackingInput): FulfillmentResult;
  /** fulfillment_events/create, fulfillments/update. */
  addFulfillmentEvent(
    input: FulfillmentEventInput,
  ): CommandResult<{ order: Order; fulfillment: Fulfillment; event: FulfillmentEvent }>;
  /** returns/approve, or returns/request. */
  createReturn(input: CreateReturnInput): ReturnResult;
  /** returns/approve. */
  approveReturn(returnId: bigint): ReturnResult;
  /** returns/decline. */
  declineReturn(returnId: bigint, decline: { reason: string; note: string }): ReturnResult;
  /** returns/close. */
  closeReturn(returnId: bigint): ReturnResult;
  /** returns/reopen. */
  reopenReturn(returnId: bigint): ReturnResult;
  /** returns/cancel. */
  cancelReturn(returnId: bigint): ReturnResult;
  /** returns/update. */
  removeFromReturn(returnId: bigint, lines: { returnLineId: bigint; quantity: number }[]): ReturnResult;
  /** returns/process, refunds/create, and returns/close when nothing is left to look through. */
  processReturn(input: ProcessReturnInput): ReturnResult;
  /** Edits send nothing until they are committed. */
  beginEdit(orderId: bigint): EditResult;
  addVariant(
    editId: bigint,
    input: { variantId: bigint; quantity: number; allowDuplicates: boolean },
  ): CommandResult<{ order: Order; edit: OrderEdit; lineId: string }>;
  addCustomItem(
    editId: bigint,
    input: { title: string; unitPrice: Hundredths; quantity: number; requiresShipping: boolean },
  ): CommandResult<{ order: Order; edit: OrderEdit; lineId: string }>;
  /** `lineId`: the number of a line of the order, or the name of an added one. */
  setLineQuantity(editId: bigint, input: { lineId: string; quantity: number; restock: boolean }): EditResult;
  discountLine(
    editId: bigint,
    input: { lineId: string } & Pick<EditDiscount, "description" | "value">,
  ): CommandResult<{ order: Order; edit: OrderEdit; discount: EditDiscount }>;
  removeLineDiscount(editId: bigint, discountId: string): EditResult;
  /** orders/edited. */
  commitEdit(
    editId: bigint,
    input?: { notifyCustomer?: boolean; staffNote?: string; appId?: bigint | null },
  ): OrderResult;
}

export function createOrderCommands(environment: CommandEnvironment): OrderCommands {
  return {
    placeOrder: (input) => placeOrder(environment, input),
    createOrder: (input) => createOrder(environment, input),
    updateOrder: (id, input) => updateOrder(environment, id, input),
    markPaid: (id) => markPaid(environment, id),
    captureOrder: (input) => captureOrder(environment, input),
    refundOrder: (input) => refundOrder(environment, input),
    cancelOrder: (input) => cancelOrder(environment, input),
    closeOrder: (id) => closeOrder(environment, id),
    openOrder: (id) => openOrder(environment, id),
    deleteOrder: (id) => deleteOrder(environment, id),
    fulfillOrder: (input) => fulfillOrder(environment, input),
    cancelFulfillment: (id) => cancelFulfillment(environment, id),
    updateTracking: (id, tracking) => updateTracking(environment, id, tracking),
    addFulfillmentEvent: (input) => addFulfillmentEvent(environment, input),
    createReturn: (input) => createReturn(environment, input),
    approveReturn: (id) => approveReturn(environment, id),
    declineReturn: (id, decline) => declineReturn(environment, id, decline),
    closeReturn: (id) => closeReturn(environment, id),
    reopenReturn: (id) => reopenReturn(environment, id),
    cancelReturn: (id) => cancelReturn(environment, id),
    removeFromReturn: (id, lines) => removeFromReturn(environment, id, lines),
    processReturn: (input) => processReturn(environment, input),
    beginEdit: (id) => beginEdit(environment, id),
    addVariant: (id, input) => addVariant(environment, id, input),
    addCustomItem: (id, input) => addCustomItem(environment, id, input),
    setLineQuantity: (id, input) => setLineQuantity(environment, id, input),
    discountLine: (id, input) => discountLine(environment, id, input),
    removeLineDiscount: (id, discountId) => removeLineDiscount(environment, id, discountId),
    commitEdit: (id, input) => commitEdit(environment, id, input),
  };
}
