/** A store with a handful of products and customers and no orders: what tests use and what `--store empty` shows. */
import type { StartingData } from "./create-shop.ts";
import type { Customer, Product } from "./model.ts";
import { newCollection, newProduct, newVariant } from "./model/catalogue.ts";
import { newAddress, newCustomer } from "./model/customers.ts";

const FIRST_ID = 9_007_199_254_740_993n;

interface ProductLine {
  title: string;
  price: bigint;
  type: string;
}

const PRODUCTS: ProductLine[] = [
  { title: "Beeswax Candle", price: 1200n, type: "Candles" },
  { title: "Enamel Mug", price: 850n, type: "Kitchen" },
  { title: "Linen Tea Towel", price: 1425n, type: "Kitchen" },
  { title: "Wool Blanket", price: 8900n, type: "Home" },
  { title: "Oak Coaster", price: 99n, type: "Kitchen" },
  { title: "Seed Tin", price: 2000n, type: "Garden" },
];

const PEOPLE: [firstName: string, lastName: string][] = [
  ["Ada", "Marsh"],
  ["Ben", "Okafor"],
  ["Chloë", "Núñez"],
  ["Dara", "O'Neill"],
];

const handleOf = (title: string): string => title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");

function product(line: ProductLine, index: number, at: Date): Product {
  const id = FIRST_ID + 100n + BigInt(index);
  const variant = newVariant({
    id: FIRST_ID + 200n + BigInt(index),
    productId: id,
    sku: `SKU-${index + 1}`,
    price: line.price,
    inventoryQuantity: 100,
    inventoryItemId: FIRST_ID + 300n + BigInt(index),
    createdAt: at,
  });
  return newProduct({
    id,
    title: line.title,
    handle: handleOf(line.title),
    descriptionHtml: `<p>${line.title}.</p>`,
    productType: line.type,
    vendor: "Simulated Goods",
    tags: [line.type.toLowerCase()],
    variants: [variant],
    createdAt: at,
  });
}

function customer([firstName, lastName]: [string, string], index: number, at: Date): Customer {
  const address = newAddress({
    id: FIRST_ID + 600n + BigInt(index),
    firstName,
    lastName,
    address1: `${index + 1} Mill Lane`,
    city: "Leeds",
    zip: `LS1 ${index + 1}AA`,
    country: "United Kingdom",
    countryCode: "GB",
  });
  return newCustomer({
    id: FIRST_ID + 400n + BigInt(index),
    email: `${firstName.normalize("NFD").replaceAll(/\W/g, "").toLowerCase()}@example.com`,
    firstName,
    lastName,
    state: "ENABLED",
    addresses: [address],
    createdAt: at,
  });
}

/** `endsOn`: the records are dated one year before. */
export function loadEmptyStore(endsOn: Date): StartingData {
  const at = new Date(endsOn.getTime() - 365 * 24 * 3600 * 1000);
  const products = PRODUCTS.map((line, index) => product(line, index, at));
  return {
    shop: {
      name: "Simulated Store",
      email: "owner@example.com",
      currency: "GBP",
      ianaTimezone: "Europe/London",
      countryCode: "GB",
    },
    products,
    collections: [
      newCollection({
        id: FIRST_ID + 500n,
        title: "Kitchen",
        handle: "kitchen",
        productIds: products.filter((each) => each.productType === "Kitchen").map((each) => each.id),
        updatedAt: at,
      }),
    ],
    customers: PEOPLE.map((person, index) => customer(person, index, at)),
    orders: [],
  };
}
