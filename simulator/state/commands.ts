/** The only way the store changes. Each command changes the state and sends the webhooks Shopify would send. */
import type { CustomerCommands } from "./customers-commands.ts";
import type {
  BlockPlacement,
  Cart,
  CartLine,
  Checkout,
  ContractLine,
  Hundredths,
  Plan,
  SubscriptionContract,
} from "./model.ts";
import type { SegmentCommands } from "./segments/segments.ts";

export type { CustomerInput } from "./customers-commands.ts";
import type { CatalogueCommands } from "./products-commands.ts";
import type { DiscountCommands } from "./discounts.ts";
import type { GiftCardCommands } from "./gift-cards.ts";
import type { OrderCommands } from "./order-commands.ts";
import type { PricedCart } from "./pricing-types.ts";
import type { StoreCreditCommands } from "./store-credit.ts";

export interface CommandError {
  /** Path in Shopify's manner, such as `email` or `lines.0.quantity`. */
  field: string;
  message: string;
  /** Shopify's code, where its answer has one: `TAKEN`. */
  code?: string;
}

export type CommandResult<T> = ({ ok: true } & T) | { ok: false; errors: CommandError[] };

export type { PricedCart, PricedLine } from "./pricing-types.ts";

export type { PlaceOrderInput, RefundInput } from "./order-commands.ts";

/** What a shopper's cart holds. Without a token of a known cart it becomes a new one. */
export interface CartInput extends Partial<Omit<Cart, "token" | "createdAt" | "updatedAt">> {
  token?: string;
}

/** What is known of a checkout; the amounts follow from the lines and codes. */
export type CheckoutInput = Partial<
  Pick<
    Checkout,
    | "cartToken"
    | "source"
    | "customerId"
    | "email"
    | "phone"
    | "lines"
    | "discountCodes"
    | "giftCardCodes"
    | "shippingAddress"
    | "billingAddress"
    | "shipping"
    | "presentment"
    | "locale"
    | "note"
    | "attributes"
    | "acceptsMarketing"
    | "landingSite"
    | "referringSite"
  >
>;

/** Carts and checkouts: the storefront and the Storefront API change them. */
export interface CheckoutCommands {
  /** Makes a cart or changes the given fields of one; carts/create, carts/update (carts of the online store only). */
  saveCart(input: CartInput): CommandResult<{ cart: Cart }>;
  /** Somebody goes to the checkout; checkouts/create. */
  startCheckout(input: CheckoutInput): CommandResult<{ checkout: Checkout }>;
  /** Changes the given fields; checkouts/update. A completed checkout does not change any more. */
  updateCheckout(id: bigint, input: CheckoutInput): CommandResult<{ checkout: Checkout }>;
  /** The order was placed; checkouts/update. The cart of the checkout is emptied. */
  completeCheckout(id: bigint, orderId: bigint): CommandResult<{ checkout: Checkout }>;
  /** checkouts/delete. */
  deleteCheckout(id: bigint): CommandResult<{ checkout: Checkout }>;
  /** A marketing automation is about to send a message about the checkout; gives the id of its marketing activity. */
  addAbandonmentActivity(id: bigint): CommandResult<{ activityId: bigint }>;
}

/** What is given of a subscription contract; the rest is usual or stays. */
export type ContractInput = Partial<
  Pick<SubscriptionContract, "status" | "interval" | "intervalCount" | "originOrderId" | "nextBillingAt">
> & { lines?: (Pick<ContractLine, "variantId" | "quantity"> & { price?: Hundredths })[] };

/** Subscription contracts: at Shopify the subscription app changes them. */
export interface ContractCommands {
  /** subscription_contracts/create. */
  startContract(
    input: ContractInput & { customerId: bigint },
  ): CommandResult<{ contract: SubscriptionContract }>;
  /** subscription_contracts/update and, where the status changes, its own topic. */
  changeContract(id: bigint, input: ContractInput): CommandResult<{ contract: SubscriptionContract }>;
  /** A charge; subscription_billing_attempts/success or /failure. When the next one is due, the app says itself. */
  billContract(
    id: bigint,
    outcome: { orderId: bigint | null; errorCode: string | null },
  ): CommandResult<{ contract: SubscriptionContract }>;
}

export interface ShopCommands
  extends
    OrderCommands,
    CheckoutCommands,
    ContractCommands,
    CustomerCommands,
    SegmentCommands,
    CatalogueCommands,
    DiscountCommands,
    GiftCardCommands,
    StoreCreditCommands {
  /** Prices a cart and says which codes hold. Cart, checkout and placeOrder all use it; unknown variants are left out. */
  priceCart(
    lines: CartLine[],
    discountCodes: string[],
    customerId: bigint | null,
    shipping?: Hundredths,
    /** What else is known: a guest's address finds the customer who has it; the country decides on free shipping. */
    shopper?: { email?: string | null; countryCode?: string | null },
  ): PricedCart;
  /** Replaces all placements. Sends no webhook. */
  setBlocks(placements: BlockPlacement[]): void;
  /** shop/update. */
  updateShop(input: { name?: string; email?: string; plan?: Plan }): void;
  /** shop/redact, which Shopify sends 48 hours after the uninstallation. */
  redactShop(): void;
}
