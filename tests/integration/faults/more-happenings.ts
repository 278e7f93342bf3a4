/** What happens in the catalogue, to other consents, and in browsers. Pure. */
import type { Payload } from "#tests/factories/payloads.ts";
import { type Choice, type Happenings, living, pick, type Tell } from "./happenings.ts";
import type { World, WorldProduct } from "./world.ts";

/** Not a webhook: what a browser sends to the pixel's endpoint, with the time at which it comes in as `triggeredAt`. */
export const PIXEL = "(pixel)";

const LOCATION_ID = 90;

const products = (world: World) => world.products.filter(({ isDeleted }) => !isDeleted);

function productPayload(product: WorldProduct): Payload {
  return {
    id: product.id,
    title: product.title,
    handle: `product-${product.id}`,
    vendor: "Northern",
    product_type: "Lighting",
    status: product.status,
    tags: product.tags.join(", "),
    created_at: product.createdAt,
    published_at: product.createdAt,
    updated_at: product.updatedAt,
    variants: product.variants.map(({ id, itemId, cents, updatedAt }, n) => ({
      id,
      product_id: product.id,
      title: `Size ${n}`,
      price: (cents / 100).toFixed(2),
      inventory_item_id: itemId,
      position: n + 1,
      updated_at: updatedAt,
    })),
  };
}

function newVariant(world: World, amount: number) {
  const cents = 500 + (amount % 20) * 50;
  return { id: world.nextId(), itemId: world.nextId(), cents, updatedAt: world.now() };
}

const variantOf = (world: World, { which, amount }: Choice) =>
  pick(pick(products(world), which)?.variants ?? [], amount);

/** Webhooks of consents on other channels than e-mail, which write their fields in ways of their own. */
const tellConsent =
  (channel: "sms" | "whatsapp"): Tell =>
  (world, { who, amount }) => {
    const customer = pick(living(world), who);
    if (!customer) return [];
    const consent = {
      state: pick(["subscribed", "unsubscribed", "not_subscribed"], amount)!,
      opt_in_level: "single_opt_in",
    };
    const at = world.now();
    if (channel === "sms")
      return [
        [
          "customers_marketing_consent/update",
          { id: customer.id, sms_marketing_consent: { ...consent, consent_updated_at: at } },
        ],
      ];
    return [
      [
        "customers_whats_app_marketing_consent/update",
        { customer_id: customer.id, whats_app_marketing_consent: { ...consent, updated_at: at } },
      ],
    ];
  };

/** Products, stock and collections, and consents by SMS and WhatsApp. */
export const CATALOGUE_AND_CONSENTS: Happenings = {
  smsConsentChanged: { weight: 1, tell: tellConsent("sms") },
  whatsAppConsentChanged: { weight: 1, tell: tellConsent("whatsapp") },
  productChanged: {
    weight: 2,
    tell: (world, { which, amount }) => {
      const known = amount % 3 === 0 ? undefined : pick(products(world), which);
      if (!known) {
        const product: WorldProduct = {
          id: world.nextId(),
          title: `Lamp ${amount % 9}`,
          status: "active",
          tags: [],
          variants: [newVariant(world, amount)],
          createdAt: world.now(),
          updatedAt: world.now(),
          isDeleted: false,
        };
        world.products.push(product);
        return [["products/create", productPayload(product)]];
      }
      const first = known.variants[0];
      // A variant comes, goes, or has another price.
      if (amount % 4 === 0) known.variants.push(newVariant(world, amount));
      else if (amount % 4 === 1 && known.variants.length > 1) known.variants.pop();
      else if (first) Object.assign(first, { cents: 500 + (amount % 20) * 50, updatedAt: world.now() });
      Object.assign(known, {
        title: `Lamp ${amount % 9}`,
        tags: [`tag${amount % 3}`],
        status: amount % 5 === 0 ? "archived" : "active",
        updatedAt: world.now(),
      });
      return [["products/update", productPayload(known)]];
    },
  },
  productDeleted: {
    weight: 1,
    tell: (world, { which }) => {
      const product = pick(products(world), which);
      if (!product) return [];
      product.isDeleted = true;
      return [
        ["products/delete", { id: product.id }],
        ...product.variants.map(({ itemId }): [string, Payload] => [
          "inventory_items/delete",
          { id: itemId },
        ]),
      ];
    },
  },
  stockChanged: {
    weight: 2,
    tell: (world, choice) => {
      const variant = variantOf(world, choice);
      if (!variant) return [];
      const { amount } = choice;
      const level = { inventory_item_id: variant.itemId, location_id: LOCATION_ID };
      if (amount % 4 === 0) return [["inventory_levels/disconnect", level]];
      const told: [string, Payload] = [
        amount % 4 === 1 ? "inventory_levels/connect" : "inventory_levels/update",
        { ...level, available: (amount % 30) - 3, updated_at: world.now() },
      ];
      const cost = amount % 3 === 0 ? null : ((amount % 40) / 4).toFixed(2);
      const item = { id: variant.itemId, sku: "L", cost, tracked: true, updated_at: world.now() };
      return amount % 2 === 0 ? [told] : [told, ["inventory_items/update", item]];
    },
  },
  collectionChanged: {
    weight: 1,
    tell: (world, { which, amount }) => {
      const isNew = amount % 3 === 0 || world.collections.length === 0;
      if (isNew) world.collections.push(world.nextId());
      const collection = isNew ? world.collections.at(-1)! : pick(world.collections, which)!;
      if (amount % 7 === 1) return [["collections/delete", { id: collection }]];
      const payload = {
        id: collection,
        title: `Collection ${amount % 5}`,
        handle: null,
        updated_at: world.now(),
      };
      return [[isNew ? "collections/create" : "collections/update", payload]];
    },
  },
};

/** Visits of browsers that allow them: signed in or not, with a cart, with a checkout. */
export const VISITS: Happenings = {
  visited: {
    weight: 4,
    tell: (world, { who, which, amount }) => {
      const customer = amount % 3 === 0 ? (pick(living(world), who) ?? null) : null;
      const cart = which % 2 === 0 ? (pick(world.carts, which)?.token ?? null) : null;
      const checkout = which % 5 === 0 ? (pick(world.checkouts, amount)?.token ?? null) : null;
      const at = world.now();
      const event = (name: string, rest: Payload = {}): Payload => ({
        id: `visit-${world.name}-${world.nextId()}`,
        name,
        at,
        path: `/products/lamp-${amount % 9}`,
        ...rest,
      });
      return [
        [
          PIXEL,
          {
            client: `browser-${world.name}-${who % 4}`,
            customer: customer?.id.toString() ?? null,
            cart,
            sentAt: Date.parse(at),
            events: [
              event("page_viewed"),
              event("product_viewed", { product: "60" }),
              ...(cart ? [event("cart_viewed", { cart })] : []),
              ...(checkout ? [event("checkout_started", { checkout })] : []),
            ],
          },
        ],
      ];
    },
  },
};
